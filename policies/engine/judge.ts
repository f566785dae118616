import type { Check, Level, ObjectRule, ParameterValues, Problem, Rule, SetRule } from "../rule.ts";
import { expression, type Expression } from "./cel.ts";
import type { Manifest } from "./manifest.ts";
import { subjectsOf, type Subject } from "./subject.ts";
import { UnknownValueError } from "./value.ts";
import type { World } from "./world.ts";

/** A rule with what a run makes of it. */
export interface ActiveRule<R extends Rule = Rule> {
  readonly rule: R;
  readonly level: Exclude<Level, "disabled">;
  readonly parameters: ParameterValues;
  /** The CEL of each check of a rule on single objects, the parameters filled in. */
  readonly cel: readonly string[];
}

/** What became of one rule on one object. */
export interface Verdict {
  /** Whether the object holds anything that the rule judges. */
  readonly saw: boolean;
  readonly problems: readonly Problem[];
  /** Paths that the rule cannot decide on before their values are known. */
  readonly undecided: readonly string[];
}

const nothing: Verdict = { saw: false, problems: [], undecided: [] };

/** Whether a rule on objects of these kinds is for the object; custom resources that hold pods are judged as templates. */
export function appliesTo({ kinds }: Pick<ObjectRule, "kinds">, manifest: Manifest): boolean {
  if (kinds === "all") return true;
  if (manifest.kind) return kinds.includes(manifest.kind);
  return manifest.pods.length > 0 && kinds.includes("PodTemplate");
}

/** Judges one object by a rule on single objects. */
export function judgeObject(
  { rule, parameters, cel }: ActiveRule<ObjectRule>,
  manifest: Manifest,
  world: World,
): Verdict {
  if (!appliesTo(rule, manifest)) return nothing;
  const verdicts = rule.checks.map((check, index) =>
    appliesTo({ kinds: check.kinds ?? rule.kinds }, manifest)
      ? judgeCheck(check, expression(cel[index] ?? ""), manifest)
      : nothing,
  );
  const { among } = rule;
  if (among) verdicts.push(collect(() => among(manifest, world, parameters)));
  const verdict = {
    saw: verdicts.some(({ saw }) => saw),
    problems: verdicts.flatMap(({ problems }) => problems),
    undecided: verdicts.flatMap(({ undecided }) => undecided),
  };
  if (verdict.problems.length === 0 || !rule.excuse) return verdict;
  try {
    return rule.excuse(manifest, world, parameters) ? { ...verdict, problems: [] } : verdict;
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    const paths = verdict.problems.map(({ path }) => path);
    return { ...verdict, problems: [], undecided: [...verdict.undecided, ...paths] };
  }
}

function judgeCheck(check: Check, holds: Expression, manifest: Manifest): Verdict {
  const problems: Problem[] = [];
  const undecided: string[] = [];
  const subjects = subjectsOf(manifest, check.each);
  const place = ({ path }: Subject) => [path, check.field].filter(Boolean).join(".");
  for (const subject of subjects) {
    const { name, context } = subject;
    try {
      if (context === undefined) undecided.push(place(subject));
      else if (holds(context) !== true)
        problems.push({ path: place(subject), message: name ? `${name} ${check.message}` : check.message });
    } catch (error) {
      if (manifest.undecidable) undecided.push(place(subject));
      else problems.push({ path: place(subject), message: `cannot be judged: ${reasonOf(error as Error)}` });
    }
  }
  return { saw: subjects.length > 0, problems, undecided };
}

/** CEL's errors go on with the text of the expression, and name variables where what they stand for is not there. */
const reasonOf = ({ message }: Error) =>
  /^(?:Unknown variable|No such key: podSpec)/.test(message)
    ? "the pod, or the list that this is about, is missing or malformed"
    : message.split("\n", 1).join("");

/** Judges one object by a rule across objects. */
export function judgeAmong(
  { rule, parameters }: ActiveRule<SetRule>,
  manifest: Manifest,
  world: World,
): Verdict {
  if (!appliesTo(rule, manifest)) return nothing;
  return collect(() => rule.judge(manifest, world, parameters));
}

/** What a rule in TypeScript finds until it needs a value that is not known yet. */
export function collect(judge: () => Iterable<Problem>): Verdict {
  const problems: Problem[] = [];
  try {
    for (const problem of judge()) problems.push(problem);
  } catch (error) {
    if (!(error instanceof UnknownValueError)) throw error;
    return { saw: true, problems, undecided: [""] };
  }
  return { saw: true, problems, undecided: [] };
}
