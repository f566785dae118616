import type { ObjectRule, SetRule } from "../rule.ts";
import { appliesTo, judgeAmong, judgeObject, type ActiveRule, type Verdict } from "./judge.ts";
import type { Manifest } from "./manifest.ts";
import { World } from "./world.ts";

/** A rule on Kubernetes objects. */
export type ManifestRule = ObjectRule | SetRule;

/** A place at which an object violates a rule. */
export interface Finding {
  readonly rule: ManifestRule;
  readonly level: ActiveRule["level"];
  readonly manifest: Manifest;
  /** The path in the object; empty for the object. */
  readonly path: string;
  readonly message: string;
}

/** A place that a rule cannot decide on before its value is known. */
export type Undecided = Omit<Finding, "message">;

export interface Run {
  /** By object, in the order in which they came; of one object by rule, in the table's order. */
  readonly findings: readonly Finding[];
  readonly undecided: readonly Undecided[];
  /** The rules that none of the objects held anything for. */
  readonly unseen: readonly ManifestRule[];
}

export const onManifests = (active: ActiveRule): active is ActiveRule<ManifestRule> =>
  active.rule.engine === "object" || active.rule.engine === "set";

/**
 * Judges objects by all rules on Kubernetes objects, all of them as one set, on a day (as in 2026-11-21); rules on
 * Pulumi and Docker are left out.
 */
export function run(active: readonly ActiveRule[], manifests: readonly Manifest[], today?: string): Run {
  const inForce = active.filter(onManifests);
  const world = new World(manifests, today);
  const seen = new Set<ManifestRule>();
  const findings: Finding[] = [];
  const undecided: Undecided[] = [];
  for (const manifest of manifests) {
    for (const each of inForce) {
      if (!appliesTo(each.rule, manifest)) continue;
      const { rule, level } = each;
      const verdict = judge(each, manifest, world);
      if (verdict.saw) seen.add(rule);
      for (const problem of verdict.problems) findings.push({ rule, level, manifest, ...problem });
      for (const path of verdict.undecided) undecided.push({ rule, level, manifest, path });
    }
  }
  return { findings, undecided, unseen: inForce.map(({ rule }) => rule).filter((rule) => !seen.has(rule)) };
}

/** An object that breaks a rule, such as by a text where a list belongs, does not pass it. */
export const judge = (active: ActiveRule<ManifestRule>, manifest: Manifest, world: World): Verdict =>
  failingClosed(() =>
    isOnOne(active)
      ? judgeObject(active, manifest, world)
      : judgeAmong(active as ActiveRule<SetRule>, manifest, world),
  );

/** The verdict, or a violation that says why there is none. */
export function failingClosed(verdict: () => Verdict): Verdict {
  try {
    return verdict();
  } catch (error) {
    const message = `cannot be judged: ${error instanceof Error ? error.message : String(error)}`;
    return { saw: true, problems: [{ path: "", message }], undecided: [] };
  }
}

const isOnOne = (active: ActiveRule<ManifestRule>): active is ActiveRule<ObjectRule> =>
  active.rule.engine === "object";
