import { expression } from "../engine/cel.ts";
import { collect, type ActiveRule, type Verdict } from "../engine/judge.ts";
import { failingClosed, judge, type ManifestRule } from "../engine/run.ts";
import type { World } from "../engine/world.ts";
import type { DockerRule, ObjectRule, Problem, PulumiRule, Rule } from "../rule.ts";
import type { Manifest } from "../engine/manifest.ts";
import type { Placed, Shown } from "./resource.ts";

/** A place in a resource that a rule was asked about. */
export interface Asked {
  readonly active: ActiveRule;
  readonly manifest: Manifest | undefined;
  /** The path in the object. */
  readonly path: string;
  /** Where the object lies in the resource. */
  readonly place: string;
}

export type Violation = Asked & Pick<Problem, "message">;

/** What became of one resource. */
export interface Outcome {
  readonly violations: readonly Violation[];
  readonly undecided: readonly Asked[];
  /** The ids of the rules that found something to judge. */
  readonly saw: ReadonlySet<string>;
}

/** The rules in force, by what they need to know. */
export interface Phases {
  /** Judged of each resource by itself, before it is made. */
  readonly alone: readonly ActiveRule[];
  /** Judged with all resources of the stack: what asks for other objects, and what others may excuse. */
  readonly together: readonly ActiveRule<ManifestRule>[];
}

/** A rule on single objects that also looks at others is judged in two parts. */
export function phasesOf(rules: readonly ActiveRule[]): Phases {
  const alone: ActiveRule[] = [];
  const together: ActiveRule<ManifestRule>[] = [];
  for (const active of rules) {
    if (isOf(active, "set")) together.push(active);
    else if (!isOf(active, "object")) alone.push(active);
    else if (active.rule.excuse) together.push(active);
    else {
      const { among, ...single } = active.rule;
      alone.push({ ...active, rule: single });
      if (among) together.push({ ...active, rule: { ...active.rule, checks: [] } });
    }
  }
  return { alone, together };
}

/** Reads the text of every rule, which else the first resource waits for. */
export function readRules(rules: readonly ActiveRule[]): void {
  for (const text of rules.flatMap(({ cel }) => cel)) expression(text);
}

interface Engines {
  readonly object: ObjectRule;
  readonly set: Extract<Rule, { readonly engine: "set" }>;
  readonly pulumi: PulumiRule;
  readonly docker: DockerRule;
}

const isOf = <E extends keyof Engines>(active: ActiveRule, engine: E): active is ActiveRule<Engines[E]> =>
  active.rule.engine === engine;

/** Judges a resource by rules that need nothing else, or by rules that look others up in the world. */
export function judgeShown(
  rules: readonly ActiveRule[],
  { objects, container, resource }: Shown,
  world: World,
): Outcome {
  const violations: Violation[] = [];
  const undecided: Asked[] = [];
  const saw = new Set<string>();
  const add = (active: ActiveRule, verdict: Verdict, placed?: Placed) => {
    const at = { active, manifest: placed?.manifest, place: placed?.place ?? "" };
    if (verdict.saw) saw.add(active.rule.id);
    for (const problem of verdict.problems) violations.push({ ...at, ...problem });
    for (const path of verdict.undecided) undecided.push({ ...at, path });
  };
  const only = objects.length === 1 ? objects[0] : undefined;
  for (const active of rules) {
    if (isOf(active, "object") || isOf(active, "set"))
      for (const placed of objects) add(active, judge(active, placed.manifest, world), placed);
    else if (isOf(active, "pulumi") && active.rule.sees(resource)) {
      const { rule, parameters } = active;
      add(
        active,
        guarded(() => rule.judge(resource, parameters)),
        only,
      );
    } else if (isOf(active, "docker") && container) {
      const { rule, parameters } = active;
      add(
        active,
        guarded(() => rule.judge(container, parameters)),
      );
    }
  }
  return { violations, undecided, saw };
}

/** A resource that breaks a rule does not pass it. */
const guarded = (problems: () => Iterable<Problem>): Verdict => failingClosed(() => collect(problems));
