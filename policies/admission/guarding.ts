import { activate, type Config } from "../engine/settings.ts";
import type { ActiveRule } from "../engine/judge.ts";
import type { GuardRule } from "../rule.ts";
import { guards } from "../rules/guards.ts";
import { guardSpec } from "./guards.ts";
import { bound, type Mode, type Scope, type Validating } from "./index.ts";

/** What a stack has that loses data by a change which is harmless elsewhere. */
export interface AtRisk {
  /** StatefulSets whose peers divide their data. */
  readonly peers: readonly string[];
  /** StatefulSets whose data knows consecutive minor versions only. */
  readonly minorVersions: readonly string[];
}

/** The guards against losing data, as policies of the API server. */
export const guarding = (
  scope: Scope,
  mode: Mode,
  { peers, minorVersions }: AtRisk,
): readonly Validating[] => {
  const config: Config = {
    "guard-peers": { statefulSets: peers },
    "guard-upgrade": { statefulSets: minorVersions },
  };
  const active = activate(guards, config) as readonly ActiveRule<GuardRule>[];
  return (["namespaced", "cluster-wide"] as const).flatMap((place) => {
    const spec = guardSpec(active, place === "namespaced");
    if (spec === undefined) return [];
    return bound(scope, place, `guards-${place}`, spec, mode === "deny" ? "Deny" : "Warn");
  });
};
