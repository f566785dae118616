import { selects, type Labels, type Selector } from "../engine/selector.ts";
import type { Manifest, World } from "../engine/world.ts";
import type { ObjectRule, ParameterValues } from "../rule.ts";
import { selectsCel } from "./select.ts";

const podLabels = "variables.podMeta.?labels.orValue({})";
const replicas = "object.?spec.?replicas.orValue(1)";

interface Autoscaler {
  readonly spec?: {
    readonly minReplicas?: number;
    readonly scaleTargetRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
    };
  };
}

/** Whether an autoscaler of the set keeps it at as many replicas or more. */
const isScaled = (manifest: Manifest, world: World, { minimum }: ParameterValues): boolean =>
  world.in(manifest.namespace, "HorizontalPodAutoscaler").some((it) => {
    const { minReplicas = 1, scaleTargetRef: target = {} } = (it.object as Autoscaler).spec ?? {};
    return (
      target.kind === manifest.kindName &&
      target.name === manifest.name &&
      (target.apiVersion === undefined || target.apiVersion.startsWith("apps/")) &&
      minReplicas >= Number(minimum)
    );
  });

/** Whether the set has Services of the namespace, none of which sends anything to its pods. */
function isUnserved(manifest: Manifest, world: World): boolean {
  const services = world.in(manifest.namespace, "Service");
  const { spec } = manifest.object as {
    spec?: { template?: { metadata?: { labels?: Labels } } };
  };
  const labels = spec?.template?.metadata?.labels ?? {};
  const selectors = services.map((it) => (it.object as { spec?: { selector?: Labels } }).spec?.selector);
  const serves = (matchLabels: Labels = {}) =>
    Object.keys(matchLabels).length > 0 && selects({ matchLabels } satisfies Selector, labels);
  return services.length > 0 && !selectors.some(serves);
}

const spreads = (term: string) =>
  `(has(${term}.labelSelector) && ${selectsCel(`${term}.labelSelector`, podLabels)})`;

/** Whether a term of anti-affinity is about pods of the same namespace. */
const isNear = (term: string) =>
  `(size(${term}.?namespaces.orValue([])) == 0 || has(${term}.namespaceSelector) || object.?metadata.?namespace.orValue('default') in ${term}.namespaces)`;

const antiAffinity = "variables.podSpec.?affinity.?podAntiAffinity";

/** How many pods there are, where they run and how they are replaced. */
export const availability: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: ["Deployment", "StatefulSet"],
    id: "min-replicas",
    title: "More than one replica",
    holds:
      "spec.replicas is at least the parameter minimum (unset means 1, and 0 is too few), or an autoscaler of the same set targets the workload with at least that minReplicas.",
    why: "A single pod is gone for as long as its node, its update or its restart takes.",
    mend: "raise spec.replicas, or add an autoscaler with that minReplicas",
    severity: "medium",
    level: "advisory",
    levelReason: "stores with a single writer and tools that nobody waits for have one replica on purpose",
    parameters: {
      minimum: {
        type: "integer",
        minimum: 1,
        default: 2,
        description: "The fewest replicas that a workload may have.",
      },
    },
    references: {
      kubeLinter: ["minimum-three-replicas"],
      kyverno: ["deployment-has-multiple-replicas"],
    },
    checks: [
      {
        each: "object",
        cel: `${replicas} >= params.minimum`,
        field: "spec.replicas",
        message: "has too few replicas",
      },
    ],
    excuse: isScaled,
  },
  {
    engine: "object",
    kinds: ["PodDisruptionBudget"],
    id: "pdb-unhealthy-eviction",
    title: "Unhealthy pods may be evicted",
    holds: "spec.unhealthyPodEvictionPolicy is AlwaysAllow.",
    why: "By default pods that are not ready count for nothing and yet block the drain of their node, for good if they crash.",
    mend: "set spec.unhealthyPodEvictionPolicy to AlwaysAllow",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["pdb-unhealthy-pod-eviction-policy"] },
    checks: [
      {
        each: "object",
        cel: "object.?spec.?unhealthyPodEvictionPolicy.orValue('') == 'AlwaysAllow'",
        field: "spec.unhealthyPodEvictionPolicy",
        message: "keeps pods that do not work on their node",
        fix: { value: "'AlwaysAllow'" },
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Deployment", "StatefulSet"],
    id: "spread",
    title: "Replicas are spread",
    holds:
      "With more than one replica, a topologySpreadConstraint or a term of podAntiAffinity, required or preferred, has a labelSelector that selects the pod's own labels, and no list of namespaces without its own.",
    why: "Replicas that all run on one node, or in one zone, are lost together.",
    mend: "add topologySpreadConstraints over kubernetes.io/hostname whose labelSelector selects the pods",
    severity: "low",
    level: "advisory",
    references: {
      kubeLinter: ["no-anti-affinity"],
      kyverno: ["topologyspreadconstraints-policy"],
    },
    checks: [
      {
        each: "pod",
        cel: [
          `${replicas} <= 1`,
          `variables.podSpec.?topologySpreadConstraints.orValue([]).exists(t, ${spreads("t")})`,
          `${antiAffinity}.?requiredDuringSchedulingIgnoredDuringExecution.orValue([]).exists(t, ${isNear("t")} && ${spreads("t")})`,
          `${antiAffinity}.?preferredDuringSchedulingIgnoredDuringExecution.orValue([]).exists(t, ${isNear("t.podAffinityTerm")} && ${spreads("t.podAffinityTerm")})`,
        ].join(" || "),
        field: "spec.topologySpreadConstraints",
        message: "may have all replicas on one node",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Deployment", "StatefulSet", "DaemonSet"],
    id: "rolling-update",
    title: "Updates replace pods one after the other",
    holds:
      "strategy.type of a Deployment and updateStrategy.type of a StatefulSet or DaemonSet are unset or RollingUpdate; Recreate is right for a Deployment of at most one replica with a persistentVolumeClaim.",
    why: "Recreate stops every pod before the first new one starts; OnDelete never updates by itself.",
    mend: "remove the type, or set it to RollingUpdate",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["no-rolling-update-strategy"] },
    checks: [
      {
        each: "object",
        kinds: ["Deployment"],
        cel: `object.?spec.?strategy.?type.orValue('RollingUpdate') == 'RollingUpdate' || (object.spec.strategy.type == 'Recreate' && ${replicas} <= 1 && object.?spec.?template.?spec.?volumes.orValue([]).exists(v, has(v.persistentVolumeClaim)))`,
        field: "spec.strategy.type",
        message: "stops all its pods to update them",
      },
      {
        each: "object",
        kinds: ["StatefulSet", "DaemonSet"],
        cel: "object.?spec.?updateStrategy.?type.orValue('RollingUpdate') == 'RollingUpdate'",
        field: "spec.updateStrategy.type",
        message: "does not update its pods by itself",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Deployment", "StatefulSet"],
    id: "pre-stop-grace",
    title: "Time to finish requests",
    holds:
      "Every main container has a preStop hook, or terminationGracePeriodSeconds is unset, which means 30, or above 0. A workload that no Service of the same set selects, though the set has Services of its namespace, needs neither.",
    why: "A pod that is killed at once drops the requests that it had, and those that still reach it.",
    mend: "remove terminationGracePeriodSeconds, or set it to what the longest request takes",
    severity: "low",
    level: "advisory",
    references: {},
    checks: [
      {
        each: "pod",
        cel: "variables.podSpec.?terminationGracePeriodSeconds.orValue(30) > 0 || variables.mainContainers.all(c, has(c.lifecycle) && has(c.lifecycle.preStop))",
        field: "spec.terminationGracePeriodSeconds",
        message: "is killed without time to finish",
      },
    ],
    excuse: isUnserved,
  },
  {
    engine: "object",
    kinds: ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"],
    id: "selector-matches",
    title: "Selectors select their own pods",
    holds:
      "spec.selector is there, is not empty, and its matchLabels and matchExpressions select the labels of the template.",
    why: "The API server refuses the workload otherwise, at the earliest when it is deployed.",
    mend: "give the template the labels that spec.selector asks for",
    severity: "high",
    level: "mandatory",
    references: { kubeLinter: ["mismatching-selector"] },
    checks: [
      {
        each: "pod",
        cel: `object.?spec.?selector.hasValue() && size(object.spec.selector.?matchLabels.orValue({})) + size(object.spec.selector.?matchExpressions.orValue([])) > 0 && ${selectsCel("object.spec.selector", podLabels)}`,
        field: "metadata.labels",
        message: "does not have the labels that spec.selector asks for",
      },
    ],
  },
];
