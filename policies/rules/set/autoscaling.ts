import { certainFirst, problemIf } from "../../engine/certain.ts";
import { namespaceOf } from "../../engine/place.ts";
import { scales, type Autoscaler } from "../../engine/scale.ts";
import type { Manifest, World } from "../../engine/world.ts";
import { kindNames } from "../../kinds.ts";
import type { Problem, SetRule } from "../../rule.ts";

const specOf = (manifest: Manifest) => (manifest.object as Autoscaler).spec ?? {};

function* ofTarget(autoscaler: Manifest, world: World): Generator<Problem> {
  const { kind = "", name = "" } = specOf(autoscaler).scaleTargetRef ?? {};
  const path = "spec.scaleTargetRef";
  const namespace = namespaceOf(autoscaler);
  const among = [...world.in(namespace, ...kindNames), ...world.othersIn(namespace)];
  const target = among.find((it) => scales(autoscaler, it));
  if (!target) yield { path, message: `scales ${kind} ${name}, which is not in the set` };
  else if ((target.object as { spec?: { replicas?: number } }).spec?.replicas !== undefined)
    yield {
      path,
      message: `scales ${kind} ${name}, which sets replicas itself: each update undoes the scaling`,
    };
}

function* ofNumbers(autoscaler: Manifest): Generator<Problem> {
  const { minReplicas = 1, maxReplicas } = specOf(autoscaler);
  yield* problemIf(minReplicas < 2, "spec.minReplicas", `goes down to ${minReplicas} replicas`);
  yield* problemIf(
    minReplicas === maxReplicas,
    "spec.maxReplicas",
    `never scales: the least and the most are ${minReplicas}`,
  );
}

export const autoscaling: readonly SetRule[] = [
  {
    id: "hpa-sane",
    title: "Autoscalers scale something, from two replicas on",
    engine: "set",
    kinds: ["HorizontalPodAutoscaler"],
    holds:
      "scaleTargetRef names an object of the same namespace of the set; minReplicas, which is 1 if unset, is at least 2 and differs from maxReplicas; and the target sets no replicas of its own.",
    why: "An autoscaler without a target does nothing, one with a single replica at night has no spare, and a target that sets replicas is thrown back to them by each update.",
    mend: "correct scaleTargetRef, set minReplicas: 2 or more and a greater maxReplicas, and take replicas out of the target",
    severity: "low",
    level: "advisory",
    references: {
      kubeLinter: ["dangling-horizontalpodautoscaler", "hpa-minimum-three-replicas"],
      kyverno: ["check-hpa-exists"],
    },
    judge: (manifest, world) =>
      certainFirst(
        () => ofTarget(manifest, world),
        () => ofNumbers(manifest),
      ),
  },
];
