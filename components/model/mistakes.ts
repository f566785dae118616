import { distance } from "fastest-levenshtein";
import { z } from "zod";

type Path = readonly PropertyKey[];
type Schema = Readonly<Record<string, unknown>>;

/** One mistake in the settings: where it is, and what would be right there. */
export interface Mistake {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** Each mistake in one line: the key, the value and what would be right. Values of secrets are never shown. */
export const mistakes = (schema: z.ZodType, value: unknown, error: z.ZodError): readonly string[] => {
  const json = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  return error.issues.flatMap((issue) => describe(issue, value, json));
};

function describe(issue: z.core.$ZodIssue, value: unknown, json: Schema): readonly string[] {
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => unknownKey([...issue.path, key], knownKeys(json, issue.path)));
  if (issue.code === "invalid_key")
    return [`${spell(issue.path)}: right is ${innermost(issue.issues, issue.message)}`];
  if (issue.code === "invalid_union" && issue.message === "Invalid input") {
    const [nearest] = issue.errors.toSorted((a, b) => depth(b) - depth(a));
    if (nearest !== undefined && depth(nearest) > 0)
      return nearest.flatMap((inner) =>
        describe({ ...inner, path: [...issue.path, ...inner.path] }, value, json),
      );
  }
  const found = at(value, issue.path);
  const right = issue.message
    .replace(/^Invalid input: expected (\w+), received .*/, "of type $1")
    .replace(/^of type record$/, "of type object");
  return found === undefined
    ? [`${spell(issue.path)} is missing: right is ${right}`]
    : [`${spell(issue.path)} is ${shown(issue.path, found)}: right is ${right}`];
}

/** What an unknown key is most likely to have meant. */
export const unknownKey = (path: Path, known: readonly string[]): string =>
  `${spell(path)} is not a key${hint(String(path.at(-1)), known)}`;

/** What a word that is not known probably meant, and what is known. */
export function hint(word: string, known: readonly string[]): string {
  const meant = nearest(word, known);
  return (
    (meant === undefined ? "" : `: did you mean ${meant}?`) +
    (known.length === 0 ? "" : ` (known here: ${known.join(", ")})`)
  );
}

const nearest = (word: string, known: readonly string[]): string | undefined =>
  known
    .map((name) => ({ name, edits: distance(word.toLowerCase(), name.toLowerCase()) }))
    .filter(({ name, edits }) => edits <= Math.max(2, name.length / 3))
    .toSorted((a, b) => a.edits - b.edits)[0]?.name;

const depth = (issues: readonly z.core.$ZodIssue[]): number =>
  Math.max(0, ...issues.map(({ path }) => path.length));

const innermost = (issues: readonly z.core.$ZodIssue[], otherwise: string): string =>
  issues[0]?.message ?? otherwise;

const spell = (path: Path): string =>
  path.length === 0
    ? "settings"
    : path
        .map((key, i) =>
          /^\d+$/.test(String(key)) ? `[${String(key)}]` : i === 0 ? String(key) : `.${String(key)}`,
        )
        .join("");

/** What a container is given may hold a secret under any name. */
const mayHoldSecret = /secret|password|passwd|token|credential|api_?key|^(env|args|command|files|exec)$/i;

function shown(path: Path, value: unknown): string {
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object" && value !== null) return "an object";
  return path.length === 0 || path.some((key) => mayHoldSecret.test(String(key)))
    ? "a value that is not shown here"
    : JSON.stringify(value);
}

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>(
    (inner, key) =>
      typeof inner === "object" && inner !== null ? (inner as Record<PropertyKey, unknown>)[key] : undefined,
    value,
  );

function knownKeys(json: Schema, path: Path): readonly string[] {
  const inner = path.reduce<Schema | undefined>((schema, key) => schema && step(schema, String(key)), json);
  return Object.keys((inner?.["properties"] as object | undefined) ?? {});
}

function step(schema: Schema, key: string): Schema | undefined {
  const properties = schema["properties"] as Record<string, Schema> | undefined;
  const branches = (schema["anyOf"] ?? schema["oneOf"] ?? []) as readonly Schema[];
  return (
    properties?.[key] ??
    (schema["additionalProperties"] as Schema | undefined) ??
    (schema["items"] as Schema | undefined) ??
    branches.map((branch) => step(branch, key)).find((found) => found !== undefined)
  );
}
