import { expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { judged } from "./judged.ts";
import { container, deployment, metadata, podSpec } from "./objects.ts";

/** What a manifest may say, and no API server of today takes, or takes as it is. */
const says = (id: string, object: RawObject, parameters = {}) => {
  const { problems } = judged(id, [object], parameters);
  return problems.map(({ path, message }) => `${path} ${message}`);
};

const of = (apiVersion: string, kind: string): RawObject => ({ apiVersion, kind, metadata: metadata("app") });

const gone = "apiVersion is of an API that is served no longer";
const going = "apiVersion is of an API that is deprecated";

test.each([
  ["extensions/v1beta1", "Ingress", "1.13", []],
  ["extensions/v1beta1", "Ingress", "1.14", [going]],
  ["extensions/v1beta1", "Ingress", "1.22", [gone]],
  ["extensions/v1beta1", "Deployment", "1.16", [gone]],
  ["apps/v1beta2", "ControllerRevision", "1.30", [gone]],
  ["policy/v1beta1", "PodSecurityPolicy", "1.30", [gone]],
  ["policy/v1", "PodDisruptionBudget", "1.37", []],
  ["autoscaling/v2beta2", "HorizontalPodAutoscaler", "1.25", [going]],
  ["flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.31", [going]],
  ["flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema", "1.32", [gone]],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", "1.33", []],
  ["storage.k8s.io/v1beta1", "VolumeAttributesClass", "1.37", [gone]],
  ["storage.k8s.io/v1beta1", "StorageClass", "1.33", [gone]],
  ["v1", "ComponentStatus", "1.37", [going]],
  ["v1", "Service", "1.37", []],
  ["example.com/v1beta1", "Ingress", "1.37", []],
])("%s %s for Kubernetes %s", (apiVersion, kind, kubernetesVersion, expected) => {
  expect(says("deprecated-api", of(apiVersion, kind), { kubernetesVersion })).toEqual(expected);
});

const schedule = (text: string | undefined): RawObject => ({
  ...of("batch/v1", "CronJob"),
  spec: {
    schedule: text,
    concurrencyPolicy: "Forbid",
    startingDeadlineSeconds: 600,
    jobTemplate: { spec: { template: { spec: podSpec({ restartPolicy: "Never" }) } } },
  },
});

test.each([
  ...["", "0 3 * *", "0 3 * * * *", "60 * * * *", "0 24 * * *", "0 0 0 * *", "0 0 32 * *", "0 0 * 13 *"],
  ...["* * * * 7", "0 0 * * fri-mon", "0 0 * 5-1 *", "0 0 * dec-jan *", "*/0 * * * *", "0 0 * * 1-", "x"],
  ...["@Daily", "@reboot", "@every", "@every x", "@daily ", "TZ=UTC 0 3 * * *", undefined],
])("the schedule %j is none", (text) => {
  expect(says("cronjob-safe", schedule(text))).toEqual(["spec.schedule has no valid schedule"]);
});

test.each([
  ["v1", "ConfigMap", 1],
  ["extensions/v1beta1", "Deployment", 1],
  ["networking.k8s.io/v1", "NetworkPolicy", 1],
  ["v1", "PersistentVolume", 0],
  ["serving.knative.dev/v1", "Service", 0],
  ["rbac.authorization.k8s.io/v1", "ClusterRole", 0],
])("%s %s without a namespace", (apiVersion, kind, problems) => {
  const object = { apiVersion, kind, metadata: { name: "app" } };
  expect(says("namespace-not-default", object)).toHaveLength(problems);
  expect(says("namespace-not-default", { ...object, metadata: { namespace: "default" } })).toHaveLength(1);
});

test.each([
  ["ServiceAccount", "default", 0],
  ["Service", "kubernetes", 0],
  ["Service", "default", 1],
])("the cluster's own %s %s may be in its default namespace", (kind, name, problems) => {
  const object = { apiVersion: "v1", kind, metadata: { name, namespace: "default" } };
  expect(says("namespace-not-default", object)).toHaveLength(problems);
});

const amount = (value: string | number | typeof unknown): RawObject =>
  deployment({ containers: [container({ resources: { requests: { cpu: value } } })] });

test.each([0.5, 1, "1e-3", "+1"])("a request of %j is one", (value) => {
  expect(says("cpu-request", amount(value))).toEqual([]);
});

test.each([0, -1, "", "1,5", "1 CPU", "100M i"])("a request of %j is none", (value) => {
  expect(says("cpu-request", amount(value))).toEqual([
    "spec.template.spec.containers[0].resources.requests.cpu app asks for no CPU",
  ]);
});

test("a request that is not known yet hides no container without one", () => {
  const known = container({ name: "other", resources: undefined });
  const { problems, undecided } = judged("cpu-request", [
    deployment({
      containers: [container({ resources: { requests: { cpu: unknown } } }), known],
    }),
  ]);
  expect(problems.map(({ path }) => path)).toEqual([
    "spec.template.spec.containers[1].resources.requests.cpu",
  ]);
  expect(undecided).toEqual(["spec.template.spec.containers[0].resources.requests.cpu"]);
});

test("an autoscaler that is not known yet leaves the number of replicas undecided", () => {
  const autoscaler = (minReplicas: number | typeof unknown): RawObject => ({
    ...of("autoscaling/v2", "HorizontalPodAutoscaler"),
    spec: { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" }, minReplicas },
  });
  const single = deployment({}, { replicas: 1 });
  expect(judged("min-replicas", [single, autoscaler(unknown)])).toEqual({
    saw: true,
    problems: [],
    undecided: ["spec.replicas"],
  });
  expect(judged("min-replicas", [single, autoscaler(1)]).problems).toHaveLength(1);
});

test("anti-affinity to the pods of another namespace spreads nothing", () => {
  const apart = (namespaces: readonly string[]) =>
    deployment({
      topologySpreadConstraints: undefined,
      affinity: {
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [
            { topologyKey: "kubernetes.io/hostname", namespaces, labelSelector: {} },
          ],
        },
      },
    });
  expect(says("spread", apart(["stall"]))).toHaveLength(1);
  expect(says("spread", apart(["stall", "shop"]))).toEqual([]);
});

test("a spec that is no mapping is no pod without faults", () => {
  const pod = { ...of("v1", "Pod"), spec: [podSpec()] };
  for (const rule of ["pss-privileged", "pss-run-as-non-root", "memory-limit"])
    expect(says(rule, pod), rule).toContainEqual(expect.stringContaining("cannot be judged"));
});

test("a kind in the wrong one of Kubernetes' own groups is judged as what it was meant to be", () => {
  const budget = (apiVersion: string) => ({
    ...of(apiVersion, "PodDisruptionBudget"),
    spec: { maxUnavailable: -1 },
  });
  expect(says("pdb-allows-eviction", budget("v1"))).toHaveLength(1);
  expect(says("pdb-allows-eviction", budget("apps/v1"))).toHaveLength(1);
  expect(says("pdb-allows-eviction", budget("example.com/v1"))).toEqual([]);
});

test("a role that looks in the core group for what is in another is judged as it was meant", () => {
  const approving = (group: string) => ({
    ...of("rbac.authorization.k8s.io/v1", "ClusterRole"),
    rules: [
      {
        apiGroups: [group],
        resources: ["certificatesigningrequests/approval"],
        verbs: ["update", "approve"],
      },
    ],
  });
  expect(says("rbac-csr-approve", approving(""))).toHaveLength(1);
  expect(says("rbac-csr-approve", approving("certificates.k8s.io"))).toHaveLength(1);
  expect(says("rbac-csr-approve", approving("example.com"))).toEqual([]);
});

test("a container in a custom resource needs no name", () => {
  const service = {
    ...of("serving.knative.dev/v1", "Service"),
    spec: { template: { spec: { containers: [{ image: "app", securityContext: { privileged: true } }] } } },
  };
  expect(says("pss-privileged", service)).toEqual([
    "spec.template.spec.containers[0].securityContext.privileged runs privileged",
  ]);
});

test("a pattern for pods is no pod", () => {
  const policy = {
    ...of("kyverno.io/v1", "ClusterPolicy"),
    spec: { rules: [{ validate: { pattern: { spec: { containers: [{ image: "*@*" }] } } } }] },
  };
  expect(says("image-digest", policy)).toEqual([]);
});

test("a template in a custom resource is a pod by what only pods have", () => {
  const custom = (spec: RawObject) => ({ ...of("apps.openshift.io/v1", "DeploymentConfig"), spec });
  const host = says("pss-host-namespaces", custom({ template: { spec: { hostPID: true } } }));
  expect(host).toEqual([expect.stringMatching(/^spec\.template\.spec\.hostPID/)]);
  expect(says("sa-default", custom({ template: { spec: { source: { path: "app" } } } }))).toEqual([]);
  expect(says("sa-default", custom({ hostNetwork: true, serviceAccountName: "default" }))).toEqual([]);
});

test("a Service or an Ingress without a spec opens nothing", () => {
  for (const rule of ["service-not-exposed", "service-external-ips", "service-external-name"])
    expect(says(rule, of("v1", "Service")), rule).toEqual([]);
  expect(says("ingress-host", of("networking.k8s.io/v1", "Ingress"))).toEqual([]);
});
