import { type Value, isObject } from "../../shared/wire.ts";
import { annotation, at } from "../objects.ts";
import { type Readiness, condition, isObserved, ready, waiting } from "./verdict.ts";

/**
 * The readiness that the annotation pulumi.com/waitFor asks for: `jsonpath={.status.phase}=Bound`, `condition=Ready`, or a
 * JSON list of such expressions that must all hold.
 */
export function waitFor(expressions: string): Readiness {
  const tests = parseList(expressions).map(parse);
  if (tests.length === 0) throw new Error("pulumi.com/waitFor must name at least one condition");
  return (live) => {
    if (at(live, "status", "observedGeneration") !== undefined && !isObserved(live))
      return waiting("the controller to see the change");
    const missing = tests.find(({ holds }) => !holds(live));
    return missing ? waiting(missing.expression) : ready;
  };
}

export const waitForAnnotation = (live: Parameters<typeof annotation>[0]): string =>
  annotation(live, "pulumi.com/waitFor");

interface Test {
  readonly expression: string;
  readonly holds: (live: Parameters<typeof condition>[0]) => boolean;
}

function parseList(expressions: string): readonly string[] {
  if (!expressions.trimStart().startsWith("[")) return [expressions];
  const parsed = JSON.parse(expressions) as Value;
  return Array.isArray(parsed) ? parsed.filter((it) => typeof it === "string") : [];
}

function parse(expression: string): Test {
  const [, conditionType, conditionStatus = "True"] = /^condition=([^=]+)(?:=(.*))?$/.exec(expression) ?? [];
  if (conditionType)
    return { expression, holds: (live) => condition(live, conditionType).status === conditionStatus };
  const [, path, , wanted] = /^jsonpath=['"]?\{?\.?([^{}='"]+)\}?['"]?(=(.*))?$/.exec(expression) ?? [];
  if (path === undefined)
    throw new Error(
      `pulumi.com/waitFor takes jsonpath={.path}, jsonpath={.path}=value or condition=Type, not ${expression}`,
    );
  return {
    expression,
    holds: (live) => {
      const found = select(live, path);
      const shown = found.map((value) => (typeof value === "string" ? value : JSON.stringify(value)));
      return wanted === undefined
        ? found.length > 0
        : shown.join(" ") === wanted.replace(/^['"](.*)['"]$/, "$1");
    },
  };
}

/** Fields, indexes and `[*]`: the parts of JSONPath that name one place. */
function select(live: Value, path: string): readonly Value[] {
  const parts = path.matchAll(/\[\*\]|\[(\d+)\]|\[\\?['"]([^'"]+)['"]\]|((?:\\.|[^.[\]])+)/g);
  return [...parts].reduce<readonly Value[]>(
    (values, [part, index, quoted, plain]) => {
      if (part === "[*]") return values.flatMap((value) => (Array.isArray(value) ? value : []));
      const key = index ?? quoted ?? (plain ?? "").replaceAll(/\\(.)/g, "$1");
      return values.flatMap((value) => {
        const next = Array.isArray(value) ? value[Number(key)] : isObject(value) ? value[key] : undefined;
        return next === undefined || next === null ? [] : [next];
      });
    },
    [live],
  );
}
