package main

import (
	"fmt"

	appsv1 "k8s.io/api/apps/v1"
	batchv1 "k8s.io/api/batch/v1"
	corev1 "k8s.io/api/core/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/runtime"
	"k8s.io/apimachinery/pkg/runtime/serializer"
	utilruntime "k8s.io/apimachinery/pkg/util/runtime"
	"k8s.io/pod-security-admission/api"
	"k8s.io/pod-security-admission/policy"
)

// verdict says what holds of a workload at one version: each check by itself, as far as the version has it, and the levels.
type verdict struct {
	Checks     map[policy.CheckID]bool `json:"checks"`
	Baseline   bool                    `json:"baseline"`
	Restricted bool                    `json:"restricted"`
}

type verdicts struct {
	Verdicts map[string]verdict `json:"verdicts"`
	// Policies says of every kept policy whether it lets the workload in.
	Policies map[string]admitted `json:"policies"`
}

var (
	checks    = policy.DefaultChecks()
	evaluator = mustEvaluator()
	decoder   = strictDecoder()
)

func mustEvaluator() policy.Evaluator {
	evaluator, err := policy.NewEvaluator(checks, nil)
	utilruntime.Must(err)
	return evaluator
}

// strictDecoder refuses unknown and doubled fields, as a client that asks for strict validation gets it.
func strictDecoder() runtime.Decoder {
	scheme := runtime.NewScheme()
	for _, add := range []func(*runtime.Scheme) error{corev1.AddToScheme, appsv1.AddToScheme, batchv1.AddToScheme} {
		utilruntime.Must(add(scheme))
	}
	return serializer.NewCodecFactory(scheme, serializer.EnableStrict).UniversalDeserializer()
}

func judge(workload []byte, versions []string) (*verdicts, error) {
	object, _, err := decoder.Decode(workload, nil, nil)
	if err != nil {
		return nil, err
	}
	metadata, spec, err := podOf(object)
	if err != nil {
		return nil, err
	}
	setDefaults(spec)
	judged := &verdicts{Verdicts: map[string]verdict{}}
	for _, text := range versions {
		version, err := api.ParseVersion("v" + text)
		if err != nil {
			return nil, err
		}
		judged.Verdicts[text] = judgeAt(version, metadata, spec)
	}
	judged.Policies, err = admitAll(object)
	return judged, err
}

// podOf finds the pod that a workload is or makes.
func podOf(object runtime.Object) (*metav1.ObjectMeta, *corev1.PodSpec, error) {
	var template *corev1.PodTemplateSpec
	switch it := object.(type) {
	case *corev1.Pod:
		return &it.ObjectMeta, &it.Spec, nil
	case *corev1.PodTemplate:
		template = &it.Template
	case *corev1.ReplicationController:
		template = it.Spec.Template
	case *appsv1.ReplicaSet:
		template = &it.Spec.Template
	case *appsv1.Deployment:
		template = &it.Spec.Template
	case *appsv1.StatefulSet:
		template = &it.Spec.Template
	case *appsv1.DaemonSet:
		template = &it.Spec.Template
	case *batchv1.Job:
		template = &it.Spec.Template
	case *batchv1.CronJob:
		template = &it.Spec.JobTemplate.Spec.Template
	}
	if template == nil {
		return nil, nil, fmt.Errorf("%s has no pod template", object.GetObjectKind().GroupVersionKind().Kind)
	}
	return &template.ObjectMeta, &template.Spec, nil
}

// setDefaults sets the one default of the API server that a check depends on in every kind: a volume without a source is an
// emptyDir. (The host ports that it writes into bare Pods on the host's network are a consequence of hostNetwork.)
func setDefaults(spec *corev1.PodSpec) {
	for i := range spec.Volumes {
		if source := &spec.Volumes[i].VolumeSource; *source == (corev1.VolumeSource{}) {
			source.EmptyDir = &corev1.EmptyDirVolumeSource{}
		}
	}
}

func judgeAt(version api.Version, metadata *metav1.ObjectMeta, spec *corev1.PodSpec) verdict {
	each := map[policy.CheckID]bool{}
	for _, check := range checks {
		var revision *policy.VersionedCheck
		for i := range check.Versions {
			if !version.Older(check.Versions[i].MinimumVersion) {
				revision = &check.Versions[i]
			}
		}
		if revision != nil {
			each[check.ID] = revision.CheckPod(metadata, spec).Allowed
		}
	}
	meets := func(level api.Level) bool {
		results := evaluator.EvaluatePod(api.LevelVersion{Level: level, Version: version}, metadata, spec)
		return policy.AggregateCheckResults(results).Allowed
	}
	return verdict{Checks: each, Baseline: meets(api.LevelBaseline), Restricted: meets(api.LevelRestricted)}
}
