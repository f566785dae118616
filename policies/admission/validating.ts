import { objectVariablesCel, offendersCel, podVariablesCel, wholeCel } from "../engine/subject.ts";
import type { ActiveRule } from "../engine/judge.ts";
import type { KindName } from "../kinds.ts";
import type { Each, ObjectRule } from "../rule.ts";
import { matchFor, type Family } from "./families.ts";
import type { Named, Validation, ValidatingSpec } from "./objects.ts";

const kindsIn = ({ kinds }: ObjectRule, family: Family): readonly KindName[] =>
  family.kinds.filter((kind) => kinds === "all" || kinds.includes(kind));

/** The policy that judges a family by the rules that are for any kind of it; nothing if there is none. */
export function validatingSpec(
  family: Family,
  rules: readonly ActiveRule<ObjectRule>[],
): ValidatingSpec | undefined {
  const fitting = rules.filter(({ rule }) => kindsIn(rule, family).length > 0);
  const kinds = family.kinds.filter((kind) =>
    fitting.some(({ rule }) => kindsIn(rule, family).includes(kind)),
  );
  if (kinds.length === 0) return undefined;
  const validations = fitting.flatMap((active) => validationsOf(active, kinds));
  return {
    failurePolicy: "Fail",
    matchConstraints: matchFor(kinds, ["CREATE", "UPDATE"]),
    matchConditions: [...family.conditions],
    variables: variablesOf(validations.flatMap((it) => [it.expression, it.messageExpression ?? ""])),
    validations,
  };
}

/** One validation for each check, which says what the rule's own judgement says. */
function validationsOf(
  { rule, cel }: ActiveRule<ObjectRule>,
  judged: readonly KindName[],
): readonly Validation[] {
  return rule.checks.flatMap(({ each, message, kinds: own = rule.kinds }, index) => {
    const kinds = judged.filter((kind) => own === "all" || own.includes(kind));
    if (kinds.length === 0) return [];
    const others = `!(object.kind in [${kinds.map((kind) => `'${kind}'`).join(", ")}])`;
    const text = cel[index] ?? "";
    const whole = wholeCel(each, text);
    const said = `${message}; ${rule.mend}`;
    const offenders = nameless.includes(each) ? undefined : offendersCel(each, text);
    return {
      expression: kinds.length === judged.length ? whole : `${others} || (${whole})`,
      message: `${rule.id}: ${said}`,
      ...(offenders !== undefined && {
        messageExpression: `${JSON.stringify(`${rule.id}: `)} + ${offenders} + ${JSON.stringify(` ${said}`)}`,
      }),
    };
  });
}

/** Items without a name of their own. */
const nameless: readonly Each[] = ["policyRule", "ingressRule", "networkRule"];

const defined: Readonly<Record<string, string>> = { ...podVariablesCel, ...objectVariablesCel };

/** What the expressions read under `variables`, and what that reads, in the order in which one needs the other. */
export function variablesOf(expressions: readonly string[]): Named[] {
  const needed = new Set<string>();
  const need = (text: string): void => {
    for (const [, name = ""] of text.matchAll(/\bvariables\.(\w+)/g))
      if (!needed.has(name)) {
        needed.add(name);
        need(defined[name] ?? "");
      }
  };
  expressions.forEach(need);
  return Object.entries(defined)
    .filter(([name]) => needed.has(name))
    .map(([name, expression]) => ({ name, expression }));
}
