import type { Container, Pod, PodSpec } from "../../policies/manifest.ts";
import type { Manifest } from "./judge.ts";

export const image = `registry.example/app:1.4.2@sha256:${"0123456789abcdef".repeat(4)}`;

/** A container that keeps to every rule, but for what is said otherwise. */
export const container = (change: Container = {}): Container => ({
  name: "app",
  image,
  readinessProbe: { httpGet: { path: "/ready", port: 8080 } },
  resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { memory: "128Mi" } },
  ...change,
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    readOnlyRootFilesystem: true,
    ...change.securityContext,
  },
});

/** A pod that keeps to every rule, but for what is said otherwise. */
export const pod = (change: PodSpec = {}, annotations: Record<string, string> = {}): Pod => ({
  metadata: { labels: { app: "app" }, annotations },
  spec: {
    automountServiceAccountToken: false,
    containers: [container()],
    ...change,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: "RuntimeDefault" },
      ...change.securityContext,
    },
  },
});

const namespace = "shop";
const metadata = { name: "app", namespace };

/** The same pod in every kind of object that can ask for one. */
export const workloads = (template: Pod): readonly Manifest[] => [
  { type: "kubernetes:core/v1:Pod", props: { ...template, metadata: { ...metadata, ...template.metadata } } },
  { type: "kubernetes:core/v1:PodTemplate", props: { metadata, template } },
  ...[
    "core/v1:ReplicationController",
    "apps/v1:DaemonSet",
    "apps/v1:Deployment",
    "apps/v1:ReplicaSet",
    "apps/v1:StatefulSet",
    "batch/v1:Job",
  ].map((type) => ({ type: `kubernetes:${type}`, props: { metadata, spec: { template } } })),
  { type: "kubernetes:batch/v1:CronJob", props: { metadata, spec: { jobTemplate: { spec: { template } } } } },
];

export const deployment = (template: Pod): Manifest => ({
  type: "kubernetes:apps/v1:Deployment",
  props: { metadata, spec: { template } },
});

/** A deployment of a single container that differs so from a good one. */
export const running = (change: Container): Manifest => deployment(pod({ containers: [container(change)] }));

export const networkPolicy = (spec: object): Manifest => ({
  type: "kubernetes:networking.k8s.io/v1:NetworkPolicy",
  props: { metadata: { name: "policy", namespace }, spec },
});

export const namespaceObject: Manifest = {
  type: "kubernetes:core/v1:Namespace",
  props: { metadata: { name: namespace } },
};

export const denyAll = networkPolicy({ podSelector: {}, policyTypes: ["Ingress", "Egress"] });
