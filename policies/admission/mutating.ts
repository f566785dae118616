import { withParameters } from "../engine/parameters.ts";
import { domains } from "../engine/subject.ts";
import type { ActiveRule } from "../engine/judge.ts";
import type { KindName } from "../kinds.ts";
import type { Check, Fix, ObjectRule, ParameterValues } from "../rule.ts";
import { matchFor, type Family } from "./families.ts";
import type { MutatingSpec, Mutation, Named } from "./objects.ts";
import { variablesOf } from "./validating.ts";

/** Pods and the templates of jobs cannot change any more; what the control plane makes of a template has its values. */
const changeable: Named = {
  name: "is-not-fixed-yet",
  expression: "request.operation == 'CREATE' || !(object.kind in ['Pod', 'Job'])",
};

/** Where the pod of a workload is, as a JSON pointer. */
const podPath: Named = {
  name: "podPath",
  expression:
    "object.kind == 'Pod' ? '' : object.kind == 'CronJob' ? '/spec/jobTemplate/spec/template' : object.kind == 'PodTemplate' ? '/template' : '/spec/template'",
};

/** The policy that fills in what rules ask for and objects of a family leave out; nothing if none of the rules has a fix for it. */
export function mutatingSpec(
  family: Family,
  rules: readonly ActiveRule<ObjectRule>[],
): MutatingSpec | undefined {
  const fixes = rules.flatMap(({ rule, parameters, cel }) =>
    rule.checks.flatMap((check, index) => {
      const { fix, kinds: own = rule.kinds } = check;
      const kinds = family.kinds.filter((kind) => own === "all" || own.includes(kind));
      return fix && kinds.length > 0 ? [{ check, fix, kinds, parameters, cel: cel[index] ?? "" }] : [];
    }),
  );
  const kinds = family.kinds.filter((kind) => fixes.some((it) => it.kinds.includes(kind)));
  if (kinds.length === 0) return undefined;
  const expressions = fixes.map((it) => patches(it, kinds));
  const variables = variablesOf(expressions);
  const holdsPods = expressions.some((it) => it.includes("variables.podPath"));
  return {
    failurePolicy: "Fail",
    reinvocationPolicy: "Never",
    matchConstraints: matchFor(kinds, ["CREATE", "UPDATE"], {}),
    matchConditions: [...family.conditions, changeable],
    variables: holdsPods ? [podPath, ...variables] : variables,
    mutations: expressions.map((expression): Mutation => ({
      patchType: "JSONPatch",
      jsonPatch: { expression },
    })),
  };
}

interface Filled {
  readonly check: Check;
  readonly fix: Fix;
  readonly kinds: readonly KindName[];
  readonly parameters: ParameterValues;
  /** The check's, with its parameters. */
  readonly cel: string;
}

/** CEL that yields a JSON patch for each item that does not pass and says nothing of the field. */
function patches(
  { check: { each, field = "" }, fix, kinds, parameters, cel }: Filled,
  all: readonly KindName[],
): string {
  const { field: own = field, value, when, replaces } = fix;
  const keys = keysOf(own);
  const filled = (item: string) => {
    const missing = replaces ? [] : [`${read(item, keys)}.orValue({}) == {}`];
    const wrong = [`!(${cel})`, ...(when === undefined ? [] : [`(${when})`]), ...missing].join(" && ");
    return { keys, item, value: withParameters(value, parameters), wrong };
  };
  const only =
    kinds.length === all.length
      ? ""
      : `!(object.kind in [${kinds.map((kind) => `'${kind}'`).join(", ")}]) ? [] : `;
  if (each === "object") return `${only}${once({ ...filled("object"), path: "''" })}`;
  if (each === "pod") {
    const [holder = "", ...below] = keys;
    const item = holder === "spec" ? "variables.podSpec" : "variables.podMeta";
    return `${only}${once({ ...filled(item), keys: below, path: `variables.podPath + '/${holder}'` })}`;
  }
  const { lists, variable } = domains[each];
  const changing = lists.filter((list) => list !== "ephemeralContainers");
  return `${only}${changing
    .map((list) =>
      steps({ ...filled(variable), path: `variables.podPath + '/spec/${list}/' + string(i)` })
        .map(
          ({ when, patch }) =>
            `variables.podSpec.?${list}.orValue([]).transformList(i, ${variable}, ${when}, ${patch})`,
        )
        .join(" + "),
    )
    .join(" + ")}`;
}

interface Place {
  readonly keys: readonly string[];
  /** CEL of what holds the field. */
  readonly item: string;
  /** CEL of its JSON pointer. */
  readonly path: string;
  readonly value: string;
  /** CEL that is true if it has to be filled in. */
  readonly wrong: string;
}

const once = (place: Place): string =>
  steps(place)
    .map(({ when, patch }) => `(${when} ? [${patch}] : [])`)
    .join(" + ");

/** The objects around the field that are not there yet, from the outermost on, and then the field. */
const steps = ({ keys, item, path, value, wrong }: Place) =>
  keys.map((_, index) => {
    const above = keys.slice(0, index + 1);
    const pointer = above.map((key) => `/${key.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
    const isField = above.length === keys.length;
    return {
      when: isField ? wrong : `${wrong} && !${read(item, above)}.hasValue()`,
      patch: `JSONPatch{op: "add", path: ${path} + '${pointer}', value: ${isField ? value : "{}"}}`,
    };
  });

/** CEL of the optional value of a field. */
const read = (item: string, keys: readonly string[]): string =>
  keys.reduce((above, key) => (/^\w+$/.test(key) ? `${above}.?${key}` : `${above}[?'${key}']`), item);

/** The keys of a path such as metadata.labels["a.b/c"]. */
const keysOf = (field: string): readonly string[] =>
  [...field.matchAll(/\["([^"]+)"\]|[^.[\]]+/g)].map(([plain, quoted]) => quoted ?? plain);
