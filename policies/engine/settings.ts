import { closest, distance } from "fastest-levenshtein";
import type { Level, Parameter, ParameterValues, Rule } from "../rule.ts";
import type { ActiveRule } from "./judge.ts";
import { withParameters } from "./parameters.ts";

/** What a run changes of the rules' defaults, by rule id; `all` is for every rule that is not named. */
export type Config = Readonly<Record<string, unknown>>;

const levels = ["mandatory", "advisory", "disabled"] as const;

const isLevel = (value: unknown): value is Level => (levels as readonly unknown[]).includes(value);

/**
 * The rules in force.
 * @throws one error that names every key of the configuration that is wrong, its value and what would be right.
 */
export function activate(rules: readonly Rule[], config: Config = {}): readonly ActiveRule[] {
  const problems = [
    ...Object.keys(config).flatMap((key) => unknownRule(key, rules)),
    ...rules.flatMap((rule) => (rule.id in config ? problemsOf(rule, config[rule.id]) : [])),
    ...("all" in config ? problemsOfAll(config["all"]) : []),
  ];
  if (problems.length > 0)
    throw new Error(
      `the configuration of the policies is wrong:\n${problems.map((it) => `  ${it}`).join("\n")}`,
    );
  return rules.flatMap((rule) => {
    const level = levelOf(rule, config);
    return level === "disabled" ? [] : [active(rule, level, parametersOf(rule, config[rule.id]))];
  });
}

const active = (rule: Rule, level: ActiveRule["level"], parameters: ParameterValues): ActiveRule => ({
  rule,
  level,
  parameters,
  cel: rule.engine === "object" ? rule.checks.map(({ cel }) => withParameters(cel, parameters)) : [],
});

const levelIn = (value: unknown): unknown =>
  typeof value === "object" && value !== null && "enforcementLevel" in value ? value.enforcementLevel : value;

function levelOf(rule: Rule, config: Config): Level {
  const own = levelIn(config[rule.id]);
  if (isLevel(own)) return own;
  const all = levelIn(config["all"]);
  return isLevel(all) ? all : rule.level;
}

const given = (value: unknown): Readonly<Record<string, unknown>> => {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== "enforcementLevel"));
};

/** The rule's parameters, the defaults filled in, and `minor` of the version of Kubernetes where it has one. */
function parametersOf({ parameters = {} }: Rule, value: unknown): ParameterValues {
  const defaults = Object.entries(parameters).map(([name, { default: it }]) => [name, it] as const);
  const values = { ...Object.fromEntries(defaults), ...given(value) } as ParameterValues;
  const version = values["kubernetesVersion"];
  return typeof version === "string" ? { ...values, minor: Number(version.split(".")[1]) } : values;
}

function unknownRule(key: string, rules: readonly Rule[]): readonly string[] {
  const ids = rules.map(({ id }) => id);
  return key === "all" || ids.includes(key) ? [] : [`${key}: there is no such rule${hint(key, ids)}`];
}

function problemsOf({ parameters = {}, id }: Rule, value: unknown): readonly string[] {
  if (typeof value === "string") return levelProblems(id, value);
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return [`${id}: ${JSON.stringify(value)}: right is a level, or an object of its parameters`];
  const level = "enforcementLevel" in value ? levelProblems(id, value.enforcementLevel) : [];
  const names = Object.keys(parameters);
  return [
    ...level,
    ...Object.entries(given(value)).flatMap(([name, it]) => {
      const parameter = parameters[name];
      if (!parameter) return [`${id}.${name}: the rule has no such parameter${hint(name, names)}`];
      const right = mismatch(parameter, it);
      return right ? [`${id}.${name}: ${JSON.stringify(it)}: right is ${right}`] : [];
    }),
  ];
}

const problemsOfAll = (value: unknown): readonly string[] => [
  ...levelProblems("all", levelIn(value)),
  ...Object.entries(given(value)).map(
    ([name, it]) =>
      `all.${name}: ${JSON.stringify(it)}: right is a level alone; name the rule to set its parameters`,
  ),
];

const levelProblems = (id: string, level: unknown): readonly string[] =>
  isLevel(level) ? [] : [`${id}: the level ${JSON.stringify(level)}: right is ${levels.join(", ")}`];

/** What would be right, if the value is not. */
function mismatch({ type, items, pattern, minimum }: Parameter, value: unknown): string | undefined {
  switch (type) {
    case "array": {
      const each = items?.pattern;
      const fits = (it: unknown) => typeof it === "string" && (!each || new RegExp(each).test(it));
      if (Array.isArray(value) && value.every(fits)) return undefined;
      return `a list of texts${each ? ` that match ${each}` : ""}`;
    }
    case "string": {
      if (typeof value === "string" && (!pattern || new RegExp(pattern).test(value))) return undefined;
      return `a text${pattern ? ` that matches ${pattern}` : ""}`;
    }
    case "boolean":
      return typeof value === "boolean" ? undefined : "true or false";
    case "integer":
    case "number": {
      const fits = type === "integer" ? Number.isSafeInteger(value) : Number.isFinite(value);
      if (fits && (minimum === undefined || (value as number) >= minimum)) return undefined;
      return `${type === "integer" ? "a whole number" : "a number"}${minimum === undefined ? "" : ` from ${minimum} on`}`;
    }
  }
}

const hint = (text: string, right: readonly string[]): string => {
  if (right.length === 0) return "";
  const near = closest(text, right);
  return distance(text, near) <= 3 ? `; did you mean ${near}?` : "";
};
