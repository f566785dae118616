import { problemIf, some } from "../../engine/certain.ts";
import { namespaceOf } from "../../engine/place.ts";
import { podsIn, podsOf, selectsPod } from "../../engine/pods.ts";
import { fewest, scaled } from "../../engine/scale.ts";
import type { Selector } from "../../engine/selector.ts";
import { selectsAll } from "../../engine/selector.ts";
import type { Manifest, World } from "../../engine/world.ts";
import type { Problem, SetRule } from "../../rule.ts";

type IntOrPercent = number | string;

interface Budget {
  readonly spec?: {
    readonly selector?: Selector;
    readonly minAvailable?: IntOrPercent;
    readonly maxUnavailable?: IntOrPercent;
  };
}

const specOf = (budget: Manifest) => (budget.object as Budget).spec ?? {};

/** An empty selector selects every pod of the namespace, but none before policy/v1; one that is missing selects none. */
function selectorOf(budget: Manifest): Selector | undefined {
  const { selector } = specOf(budget);
  return selector && selectsAll(selector) && budget.apiVersion === "policy/v1beta1" ? undefined : selector;
}

function guards(budget: Manifest, workload: Manifest): boolean {
  const selector = selectorOf(budget);
  return selector !== undefined && podsOf(workload).every((pod) => selectsPod(selector, pod));
}

/** Percentages are rounded up, of pods that must stay as of those that may go. */
const scaledTo = (value: IntOrPercent, pods: number): number =>
  typeof value === "number" ? value : Math.ceil((Number.parseInt(value, 10) * pods) / 100);

const isShare = (value: IntOrPercent | undefined, percent: number): boolean =>
  typeof value === "string" && /^\d+%$/.test(value) && Number.parseInt(value, 10) === percent;

/** What the budget's own numbers say, whatever it selects. */
function ownProblem(budget: Manifest): Problem | undefined {
  const { minAvailable, maxUnavailable } = specOf(budget);
  if (minAvailable !== undefined && maxUnavailable !== undefined)
    return { path: "spec", message: "sets both minAvailable and maxUnavailable" };
  if (minAvailable === undefined && maxUnavailable === undefined)
    return { path: "spec", message: "sets neither minAvailable nor maxUnavailable" };
  if ((typeof maxUnavailable === "number" && maxUnavailable <= 0) || isShare(maxUnavailable, 0))
    return { path: "spec.maxUnavailable", message: "lets no pod be evicted: maxUnavailable is zero" };
  if (isShare(minAvailable, 100))
    return { path: "spec.minAvailable", message: "lets no pod be evicted: minAvailable is all pods" };
  return undefined;
}

/** What the budget says of the pods of the set that it selects, by the arithmetic of the disruption controller. */
function* amongPods(budget: Manifest, world: World): Generator<Problem> {
  const { minAvailable, maxUnavailable } = specOf(budget);
  const selector = selectorOf(budget);
  const limit = maxUnavailable ?? minAvailable;
  if (selector === undefined || limit === undefined) return;
  const path = maxUnavailable === undefined ? "spec.minAvailable" : "spec.maxUnavailable";
  const counted = typeof limit === "number" && maxUnavailable === undefined;
  const selected = new Set(
    podsIn(world, namespaceOf(budget))
      .filter((pod) => selectsPod(selector, pod))
      .map(({ manifest }) => manifest),
  );
  const workloads = [...selected].filter(({ kind }) => kind !== "Pod" && kind !== "PodTemplate");
  const unscaled = workloads.filter(({ kind }) => !(scaled as readonly unknown[]).includes(kind));
  for (const { kindName, name } of unscaled) {
    if (counted) return;
    const message = `selects pods of the ${kindName} ${name}, whose number the cluster cannot learn: only a whole minAvailable works for them`;
    if (kindName === "DaemonSet" || kindName === "Job" || kindName === "CronJob") yield { path, message };
  }
  if (unscaled.length > 0) return;
  const bare = counted ? [...selected].filter(({ kind }) => kind === "Pod").length : 0;
  const pods = bare + workloads.reduce((sum, workload) => sum + fewest(workload, world), 0);
  const wanted = maxUnavailable === undefined ? scaledTo(limit, pods) : pods - scaledTo(limit, pods);
  if (pods > 0 && wanted >= pods)
    yield { path, message: `lets no pod be evicted: of ${pods}, ${wanted} must stay` };
}

export const disruption: readonly SetRule[] = [
  {
    id: "pdb-exists",
    title: "Replicated workloads have a disruption budget",
    engine: "set",
    kinds: ["Deployment", "StatefulSet"],
    holds:
      "A PodDisruptionBudget of the same namespace selects the labels of the pod template, if there is more than one replica. The replicas of a workload with an autoscaler are its minReplicas.",
    why: "Without a budget, draining nodes for maintenance may evict all replicas at once.",
    mend: "add a PodDisruptionBudget with maxUnavailable: 1 whose selector matches the labels of the pod template",
    severity: "medium",
    level: "mandatory",
    references: { kyverno: ["require-pdb"] },
    *judge(manifest, world) {
      const replicas = fewest(manifest, world);
      if (replicas <= 1) return;
      const budgets = world.in(namespaceOf(manifest), "PodDisruptionBudget");
      const isGuarded = some(budgets, (budget) => guards(budget, manifest));
      yield* problemIf(
        !isGuarded,
        "spec.template.metadata.labels",
        `no PodDisruptionBudget selects its ${replicas} replicas`,
      );
    },
  },
  {
    id: "pdb-allows-eviction",
    title: "Disruption budgets let pods be evicted",
    engine: "set",
    kinds: ["PodDisruptionBudget"],
    holds:
      "Exactly one of minAvailable and maxUnavailable is set; maxUnavailable is neither 0 nor 0%, minAvailable is not 100%; and of the pods of the set that it selects at least one may go, as the disruption controller reckons: percentages rounded up, an autoscaler's minReplicas in the place of replicas. Percentages and maxUnavailable need pods whose number the cluster can learn: those of a Deployment, StatefulSet, ReplicaSet or ReplicationController. A budget that selects no pod of the set is judged by its own numbers.",
    why: "A budget that never lets a pod go blocks the draining of nodes: upgrades of the cluster hang until somebody deletes the budget or the pods.",
    mend: "set maxUnavailable: 1, or minAvailable to less than the fewest replicas",
    severity: "high",
    level: "mandatory",
    references: {
      kubeLinter: ["pdb-max-unavailable", "pdb-min-available"],
      kyverno: ["pdb-maxunavailable", "require-reasonable-pdbs", "pdb-minavailable-check"],
    },
    *judge(manifest, world) {
      const own = ownProblem(manifest);
      if (own) yield own;
      else yield* amongPods(manifest, world);
    },
  },
];
