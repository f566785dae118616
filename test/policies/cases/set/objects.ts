import type { RawObject } from "../../../../policies/engine/value.ts";
import { container, deployment, metadata, template } from "../../objects.ts";

const selector = { matchLabels: { "app.kubernetes.io/name": "app" } };

/** An object of its own kind beside the workload that is called app. */
export const object = (
  apiVersion: string,
  kind: string,
  spec: RawObject,
  change: RawObject = {},
): RawObject => ({ apiVersion, kind, metadata: metadata("app", change), spec });

export const networkPolicy = (spec: RawObject, change: RawObject = {}): RawObject =>
  object("networking.k8s.io/v1", "NetworkPolicy", spec, change);

export const denyAll = networkPolicy(
  { podSelector: {}, policyTypes: ["Ingress", "Egress"] },
  { name: "deny-all" },
);

export const service = (spec: RawObject = {}, change: RawObject = {}): RawObject =>
  object(
    "v1",
    "Service",
    { selector: selector.matchLabels, ports: [{ name: "http", port: 80, targetPort: "http" }], ...spec },
    change,
  );

export const budget = (spec: RawObject, change: RawObject = {}): RawObject =>
  object("policy/v1", "PodDisruptionBudget", { selector, ...spec }, change);

export const autoscaler = (spec: RawObject = {}): RawObject =>
  object("autoscaling/v2", "HorizontalPodAutoscaler", {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app" },
    minReplicas: 2,
    maxReplicas: 5,
    ...spec,
  });

export const namespaceObject = (name: string, labels: RawObject = {}): RawObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name, labels: { "kubernetes.io/metadata.name": name, ...labels } },
});

/** A Deployment with that number of replicas; `undefined` leaves it to the API or an autoscaler. */
export const replicated = (replicas: number | undefined): RawObject => deployment({}, { replicas });

/** A Deployment whose pods have these labels besides. */
export const labelled = (labels: RawObject, change: RawObject = {}): RawObject => {
  const { metadata: meta, spec } = template();
  const all = { ...(meta as { labels: RawObject }).labels, ...labels };
  return {
    ...deployment({}, { template: { metadata: { labels: all }, spec } }),
    metadata: metadata("app", change),
  };
};

export const statefulSet = (change: RawObject = {}, spec: RawObject = {}): RawObject =>
  object("apps/v1", "StatefulSet", {
    replicas: 3,
    selector,
    serviceName: "app",
    template: template(spec),
    ...change,
  });

const claimSpec = { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } };

/** A StatefulSet with a claim called data for each replica. */
export const stateful = (change: RawObject = {}, annotations: RawObject = {}): RawObject => {
  const mounts = [{ name: "data", mountPath: "/data" }];
  return statefulSet({
    template: template({ containers: [container({ volumeMounts: mounts })] }, annotations),
    volumeClaimTemplates: [{ metadata: { name: "data", labels: { tier: "data" } }, spec: claimSpec }],
    ...change,
  });
};

export const claim = (name: string): RawObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: metadata(name),
  spec: claimSpec,
});

/** A Deployment that mounts the claim. */
export const mounting = (claimName: string): RawObject =>
  deployment({
    containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
    volumes: [{ name: "data", persistentVolumeClaim: { claimName } }],
  });
