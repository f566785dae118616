import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { deployment, initContainer, metadata, pod, running } from "../objects.ts";

const named = (image: string) => ({ name: image, object: running({ image }) });

const labelled = (labels: RawObject): RawObject => ({
  ...deployment(),
  metadata: metadata("app", { labels }),
});

const service = (name: string, labels: RawObject, selector: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata(name, { labels }),
  spec: { selector, ports: [{ port: 80 }] },
});

export const knownBadCases: readonly RuleCases[] = [
  {
    rule: "known-bad-workload",
    passes: [
      named("nginx/nginx-ingress:5.3.0"),
      named("registry.example/distiller:1"),
      named("registry.example/grafana/kubernetes-dashboards:1"),
      { name: "another program by Helm", object: labelled({ app: "web", name: "web" }) },
      { name: "a name that holds it", object: pod({}, { name: "distillery" }) },
      { name: "a Service", object: service("app", { app: "web" }, { app: "distiller" }) },
    ],
    fails: [
      {
        ...named("ghcr.io/helm/tiller:v2.17.0"),
        path: "spec.template.spec.containers[0].image",
      },
      named("tiller"),
      named("kubernetesui/dashboard:v2.7.0"),
      named("k8s.gcr.io/kubernetes-dashboard-amd64:v1.10.1"),
      named("registry.k8s.io/ingress-nginx/controller:v1.13.3"),
      named("quay.io/acme/ingress-nginx/controller:v1.9.6"),
      named("quay.io/kubernetes-ingress-controller/nginx-ingress-controller:0.33.0"),
      {
        name: "an init container",
        object: deployment({
          initContainers: [initContainer({ image: "registry.k8s.io/ingress-nginx/controller:v1" })],
        }),
      },
      { name: "Tiller's labels", object: labelled({ app: "helm", name: "tiller" }), path: "metadata" },
      { name: "the dashboard's label", object: labelled({ "k8s-app": "kubernetes-dashboard" }) },
      { name: "Tiller's name", object: pod({}, { name: "tiller-deploy" }), path: "metadata" },
      {
        name: "the dashboard's service account",
        object: deployment({ serviceAccountName: "kubernetes-dashboard" }),
      },
      { name: "Tiller's Service", object: service("tiller-deploy", {}, { app: "web" }) },
      { name: "a Service for Tiller", object: service("app", {}, { name: "tiller" }), path: "spec.selector" },
    ],
  },
];
