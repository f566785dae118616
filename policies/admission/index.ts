import type { ActiveRule } from "../engine/judge.ts";
import { activate } from "../engine/settings.ts";
import type { ObjectRule, Rule } from "../rule.ts";
import { rules } from "../rules/index.ts";
import { families, type Family } from "./families.ts";
import { policyName, type Owner } from "./names.ts";
import { mutatingSpec } from "./mutating.ts";
import type {
  Action,
  BindingSpec,
  Match,
  MutatingBindingSpec,
  MutatingSpec,
  ValidatingSpec,
} from "./objects.ts";
import { validatingSpec } from "./validating.ts";

export interface Scope extends Owner {
  /** Labels by which objects outside of namespaces are the stack's. */
  readonly labels: Readonly<Record<string, string>>;
  /** Rules of which some violation is accepted for the time being. */
  readonly exempted: readonly string[];
}

/** What becomes of a violation of a mandatory rule; one of an advisory rule is told. */
export type Mode = "warn" | "deny";

/** A policy with its binding, which has the same name. */
export interface Validating {
  /** Which one it is among those of a stack. */
  readonly what: string;
  readonly name: string;
  readonly spec: ValidatingSpec;
  readonly binding: BindingSpec;
}

const levels = ["mandatory", "advisory"] as const;

/** The policies that keep a stack's objects to the rules when they reach the API server, with the rules' own levels. */
export const validating = (
  scope: Scope,
  mode: Mode,
  among: readonly Rule[] = rules,
): readonly Validating[] => {
  const active = activate(among).filter(isOnObjects);
  return families.flatMap((family) =>
    levels.flatMap((level) => {
      const spec = validatingSpec(
        family,
        active.filter((it) => levelOf(it, scope.exempted) === level),
      );
      if (spec === undefined) return [];
      const action = mode === "deny" && level === "mandatory" ? "Deny" : "Warn";
      return bound(scope, family.name, `${family.name}-${level}`, spec, action);
    }),
  );
};

/** The policy, bound to the stack's objects in its namespace or outside of any. */
export function bound(
  scope: Scope,
  place: Family["name"],
  what: string,
  spec: ValidatingSpec,
  action: Action,
): Validating {
  const name = policyName(scope, what);
  const matchResources = matchIn(scope, { name: place });
  return {
    what,
    name,
    spec,
    binding: { policyName: name, matchResources, validationActions: [action, "Audit"] },
  };
}

/** A policy that fills in what is missing, with its binding. */
export interface Mutating {
  readonly what: string;
  readonly name: string;
  readonly spec: MutatingSpec;
  readonly binding: MutatingBindingSpec;
}

/** The policies that fill in what rules ask for and objects leave out, from Kubernetes 1.36 on. */
export const mutating = (scope: Scope, among: readonly Rule[] = rules): readonly Mutating[] => {
  const active = activate(among).filter(isOnObjects);
  return families.flatMap((family) => {
    const spec = mutatingSpec(family, active);
    if (spec === undefined) return [];
    const what = `${family.name}-fixes`;
    const name = policyName(scope, what);
    return [{ what, name, spec, binding: { policyName: name, matchResources: matchIn(scope, family) } }];
  });
};

const isOnObjects = (active: ActiveRule): active is ActiveRule<ObjectRule> => active.rule.engine === "object";

/**
 * The API server sees one object at a time, and not whose pod it is: where another object may excuse a violation or an
 * exemption accepts one, it is told and not refused.
 */
const levelOf = ({ rule, level }: ActiveRule<ObjectRule>, exempted: readonly string[]) =>
  rule.excuse || exempted.includes(rule.id) ? "advisory" : level;

/** The objects of the stack: what is in its namespace, and what carries its labels outside of any. */
export const matchIn = ({ namespace, labels }: Scope, { name }: Pick<Family, "name">): Match => ({
  matchPolicy: "Equivalent",
  namespaceSelector:
    name === "cluster-wide" ? {} : { matchLabels: { "kubernetes.io/metadata.name": namespace } },
  objectSelector: name === "cluster-wide" ? { matchLabels: { ...labels } } : {},
});
