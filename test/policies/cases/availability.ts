import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, metadata, template } from "../objects.ts";

const selector = { matchLabels: { "app.kubernetes.io/name": "app" } };

const stateful = (change: RawObject, spec: RawObject = {}): RawObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: metadata("app"),
  spec: { replicas: 3, serviceName: "app", selector, template: template(spec), ...change },
});

const daemon = (change: RawObject): RawObject => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: metadata("app"),
  spec: { selector, template: template(), ...change },
});

const autoscaler = (minReplicas: number | undefined, target: RawObject = {}): RawObject => ({
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: metadata("app"),
  spec: {
    scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "app", ...target },
    minReplicas,
    maxReplicas: 5,
  },
});

const service = (name: string): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata(name),
  spec: { selector: { "app.kubernetes.io/name": name }, ports: [{ port: 80 }] },
});

const budget = (change: RawObject): RawObject => ({
  apiVersion: "policy/v1",
  kind: "PodDisruptionBudget",
  metadata: metadata("app"),
  spec: { maxUnavailable: 1, selector, ...change },
});

const topologyKey = "kubernetes.io/hostname";
const spreading = (labelSelector: RawObject | undefined) => ({
  topologySpreadConstraints: [{ maxSkew: 1, topologyKey, whenUnsatisfiable: "DoNotSchedule", labelSelector }],
});
const apart = (podAntiAffinity: RawObject) => ({
  topologySpreadConstraints: undefined,
  affinity: { podAntiAffinity },
});
const expressing = (key: string, operator: string, values?: readonly string[]) => ({
  matchExpressions: [{ key: `app.kubernetes.io/${key}`, operator, values }],
});
const other = { matchLabels: { "app.kubernetes.io/name": "other" } };

const recreate = { strategy: { type: "Recreate" } };
const claim = { volumes: [{ name: "data", persistentVolumeClaim: { claimName: "data" } }] };
const atOnce = { terminationGracePeriodSeconds: 0 };
const hook = { lifecycle: { preStop: { exec: { command: ["drain"] } } } };

export const availabilityCases: readonly RuleCases[] = [
  {
    rule: "min-replicas",
    passes: [
      { name: "2", object: deployment({}, { replicas: 2 }) },
      { name: "scaled by another", object: deployment({}, { replicas: undefined }), among: [autoscaler(2)] },
      { name: "as few as allowed", object: deployment({}, { replicas: 1 }), parameters: { minimum: 1 } },
    ],
    fails: [
      { name: "unset", object: deployment({}, { replicas: undefined }), path: "spec.replicas" },
      { name: "0", object: deployment({}, { replicas: 0 }) },
      { name: "a StatefulSet", object: stateful({ replicas: 1 }) },
      { name: "fewer than asked for", object: deployment(), parameters: { minimum: 4 } },
      {
        name: "scaled down to 1",
        object: deployment({}, { replicas: 1 }),
        among: [autoscaler(undefined)],
      },
      {
        name: "another one is scaled",
        object: deployment({}, { replicas: 1 }),
        among: [autoscaler(2, { name: "other" }), autoscaler(2, { kind: "StatefulSet" })],
      },
    ],
  },
  {
    rule: "pdb-unhealthy-eviction",
    passes: [{ name: "always", object: budget({ unhealthyPodEvictionPolicy: "AlwaysAllow" }) }],
    fails: [
      { name: "unset", object: budget({}), path: "spec.unhealthyPodEvictionPolicy" },
      {
        name: "within the budget",
        object: budget({ unhealthyPodEvictionPolicy: "IfHealthyBudget" }),
      },
    ],
  },
  {
    rule: "spread",
    passes: [
      { name: "over zones", object: deployment() },
      {
        name: "one replica",
        object: deployment({ topologySpreadConstraints: undefined }, { replicas: 1 }),
      },
      {
        name: "apart if possible",
        object: deployment(
          apart({
            preferredDuringSchedulingIgnoredDuringExecution: [
              { weight: 1, podAffinityTerm: { topologyKey, labelSelector: selector } },
            ],
          }),
        ),
      },
      {
        name: "apart for sure",
        object: stateful(
          {},
          apart({
            requiredDuringSchedulingIgnoredDuringExecution: [
              { topologyKey, labelSelector: expressing("name", "In", ["web", "app"]) },
            ],
          }),
        ),
      },
      { name: "from all pods", object: deployment(spreading({})) },
      { name: "from what has the label", object: deployment(spreading(expressing("name", "Exists"))) },
      { name: "from what is no other", object: deployment(spreading(expressing("name", "NotIn", ["web"]))) },
    ],
    fails: [
      {
        name: "nothing",
        object: deployment({ topologySpreadConstraints: undefined }),
        path: "spec.template.spec.topologySpreadConstraints",
      },
      { name: "from the pods of another", object: deployment(spreading(other)) },
      { name: "from no pods", object: stateful({}, spreading(undefined)) },
      {
        name: "from what lacks the label",
        object: deployment(spreading(expressing("name", "DoesNotExist"))),
      },
      { name: "from others only", object: deployment(spreading(expressing("name", "NotIn", ["app"]))) },
    ],
  },
  {
    rule: "rolling-update",
    passes: [
      { name: "unset", object: deployment() },
      { name: "a StatefulSet in parts", object: stateful({ updateStrategy: { type: "RollingUpdate" } }) },
      { name: "a single writer", object: deployment(claim, { ...recreate, replicas: 1 }) },
    ],
    fails: [
      { name: "all at once", object: deployment({}, recreate), path: "spec.strategy.type" },
      { name: "one replica without data", object: deployment({}, { ...recreate, replicas: 1 }) },
      { name: "several writers", object: deployment(claim, recreate) },
      { name: "by hand", object: stateful({ updateStrategy: { type: "OnDelete" } }) },
      {
        name: "a DaemonSet by hand",
        object: daemon({ updateStrategy: { type: "OnDelete" } }),
        path: "spec.updateStrategy.type",
      },
    ],
  },
  {
    rule: "pre-stop-grace",
    passes: [
      { name: "unset", object: deployment({ terminationGracePeriodSeconds: undefined }) },
      {
        name: "a hook in every container",
        object: deployment({ ...atOnce, containers: [container(hook)] }),
      },
      { name: "no Service sends to it", object: deployment(atOnce), among: [service("other")] },
    ],
    fails: [
      {
        name: "0",
        object: deployment(atOnce),
        path: "spec.template.spec.terminationGracePeriodSeconds",
      },
      { name: "behind a Service", object: stateful({}, atOnce), among: [service("other"), service("app")] },
    ],
  },
  {
    rule: "selector-matches",
    passes: [
      { name: "by labels", object: deployment() },
      {
        name: "by expressions",
        object: deployment(
          {},
          { selector: { ...selector, ...expressing("part-of", "In", ["shop", "stall"]) } },
        ),
      },
      {
        name: "by what is not there",
        object: stateful({
          selector: { ...selector, matchExpressions: [{ key: "canary", operator: "DoesNotExist" }] },
        }),
      },
    ],
    fails: [
      {
        name: "another label",
        object: deployment({}, { selector: other }),
        path: "spec.template.metadata.labels",
      },
      { name: "an expression", object: daemon({ selector: expressing("part-of", "NotIn", ["shop"]) }) },
      { name: "nothing", object: stateful({ selector: {} }) },
      { name: "no selector", object: deployment({}, { selector: undefined }) },
    ],
  },
];
