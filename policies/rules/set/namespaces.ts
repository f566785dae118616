import { problemIf } from "../../engine/certain.ts";
import { nameOf } from "../../engine/place.ts";
import type { SetRule } from "../../rule.ts";

export const namespaces: readonly SetRule[] = [
  {
    id: "namespace-quota",
    title: "Namespaces have a quota and default limits",
    engine: "set",
    kinds: ["Namespace"],
    holds: "The set has a ResourceQuota and a LimitRange in each namespace that it creates.",
    why: "Without a quota one namespace can take all of the cluster; without a LimitRange a container that states no limits has none.",
    mend: "add a ResourceQuota and a LimitRange to the namespace",
    severity: "low",
    level: "advisory",
    references: { trivy: ["KSV-0039", "KSV-0040"] },
    *judge(manifest, world) {
      const name = nameOf(manifest);
      for (const kind of ["ResourceQuota", "LimitRange"] as const)
        yield* problemIf(world.in(name, kind).length === 0, "metadata.name", `has no ${kind}`);
    },
  },
];
