import type { RawObject } from "../../policies/engine/value.ts";

export const namespace = "shop";
export const image = `registry.example/shop/app:1.4.2@sha256:${"0123456789abcdef".repeat(4)}`;

const labels = {
  "app.kubernetes.io/name": "app",
  "app.kubernetes.io/instance": "shop",
  "app.kubernetes.io/version": "1.4.2",
  "app.kubernetes.io/component": "web",
  "app.kubernetes.io/part-of": "shop",
  "app.kubernetes.io/managed-by": "pulumi",
};

export const metadata = (name: string, change: RawObject = {}): RawObject => ({
  name,
  namespace,
  labels,
  ...change,
});

/** A container that keeps to every rule, but for what is said otherwise; `undefined` takes a field away. */
export const container = (change: RawObject = {}): RawObject => ({
  name: "app",
  image,
  imagePullPolicy: "IfNotPresent",
  ports: [{ name: "http", containerPort: 8080 }],
  livenessProbe: { httpGet: { path: "/live", port: "http" } },
  readinessProbe: { httpGet: { path: "/ready", port: "http" } },
  resources: {
    requests: { cpu: "100m", memory: "128Mi", "ephemeral-storage": "64Mi" },
    limits: { cpu: "200m", memory: "128Mi", "ephemeral-storage": "64Mi" },
  },
  ...change,
  securityContext:
    "securityContext" in change && change["securityContext"] === undefined
      ? undefined
      : {
          allowPrivilegeEscalation: false,
          capabilities: { drop: ["ALL"] },
          readOnlyRootFilesystem: true,
          ...(change["securityContext"] as RawObject | undefined),
        },
});

/** The same as an init container, which the API server takes no probes of. */
export const initContainer = (change: RawObject = {}): RawObject =>
  container({ name: "first", livenessProbe: undefined, readinessProbe: undefined, ...change });

/** The spec of a pod that keeps to every rule, but for what is said otherwise. */
export const podSpec = (change: RawObject = {}): RawObject => ({
  serviceAccountName: "app",
  automountServiceAccountToken: false,
  priorityClassName: "production",
  terminationGracePeriodSeconds: 30,
  containers: [container()],
  ...change,
  securityContext:
    "securityContext" in change && change["securityContext"] === undefined
      ? undefined
      : {
          runAsNonRoot: true,
          runAsUser: 10001,
          runAsGroup: 10001,
          fsGroup: 10001,
          seccompProfile: { type: "RuntimeDefault" },
          ...(change["securityContext"] as RawObject | undefined),
        },
});

const selector = { matchLabels: { "app.kubernetes.io/name": "app" } };
const spread = {
  topologySpreadConstraints: [
    {
      maxSkew: 1,
      topologyKey: "topology.kubernetes.io/zone",
      whenUnsatisfiable: "ScheduleAnyway",
      labelSelector: selector,
    },
  ],
};

export const template = (spec: RawObject = {}, annotations: RawObject = {}): RawObject => ({
  metadata: { labels, annotations },
  spec: podSpec({ ...spread, ...spec }),
});

/** A Deployment of a pod with that spec; `change` is of the Deployment's own spec. */
export const deployment = (spec: RawObject = {}, change: RawObject = {}): RawObject => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: metadata("app"),
  spec: { replicas: 3, selector, template: template(spec), ...change },
});

export const pod = (spec: RawObject = {}, change: RawObject = {}): RawObject => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: metadata("app", change),
  spec: podSpec(spec),
});

/** A Deployment of one container that differs so from a good one. */
export const running = (change: RawObject): RawObject => deployment({ containers: [container(change)] });

const once = { restartPolicy: "Never" };

/** The same pod in every kind that can ask for one. */
export const everyKind = (spec: RawObject = {}, annotations: RawObject = {}): readonly RawObject[] => [
  pod(spec, { annotations }),
  { apiVersion: "v1", kind: "PodTemplate", metadata: metadata("app"), template: template(spec, annotations) },
  ...(
    [
      ["v1", "ReplicationController", { replicas: 3, selector: selector.matchLabels }],
      ["apps/v1", "ReplicaSet", { replicas: 3, selector }],
      ["apps/v1", "Deployment", { replicas: 3, selector }],
      ["apps/v1", "StatefulSet", { replicas: 3, selector, serviceName: "app" }],
      ["apps/v1", "DaemonSet", { selector }],
    ] as const
  ).map(([apiVersion, kind, more]) => ({
    apiVersion,
    kind,
    metadata: metadata("app"),
    spec: { ...more, template: template(spec, annotations) },
  })),
  {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: metadata("app"),
    spec: { ttlSecondsAfterFinished: 3600, template: template({ ...once, ...spec }, annotations) },
  },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    metadata: metadata("app"),
    spec: {
      schedule: "0 3 * * *",
      concurrencyPolicy: "Forbid",
      startingDeadlineSeconds: 600,
      jobTemplate: { spec: { template: template({ ...once, ...spec }, annotations) } },
    },
  },
];
