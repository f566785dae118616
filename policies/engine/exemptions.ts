import { kinds } from "../kinds.ts";
import type { Manifest } from "./manifest.ts";
import { at, type Raw } from "./value.ts";

/** A violation that is accepted: by whom, why and until when. */
export interface Exemption {
  readonly rule: string;
  /** Kind/namespace/name, or Kind/name of an object without a namespace; an object that names none lies in `default`. */
  readonly object: string;
  /** Only what lies at this path or below it. */
  readonly path?: string;
  readonly reason: string;
  readonly owner: string;
  /** The last day on which it holds, as YYYY-MM-DD. */
  readonly expires: string;
  /** Stacks whose `pulumi up` it does not hold for; it does for their preview. */
  readonly refusedAtUpOf?: readonly string[];
  /** The file from which it was generated; who writes one by hand leaves it out. */
  readonly generatedFrom?: string;
}

const texts = {
  rule: "the id of a rule",
  object: "Kind/namespace/name, or Kind/name of an object without a namespace",
  reason: "a text that says why",
  owner: "a text that says who answers for it",
  expires: "the last day on which it holds, as YYYY-MM-DD",
} as const;

const optional = {
  path: "a path in the object, such as spec.template.spec.containers[0]",
  refusedAtUpOf: "a list of the names of stacks",
  generatedFrom: "the file from which it was generated",
} as const;

/**
 * The exemptions that a file holds: a list, or nothing.
 * @throws one error that names the file and every entry and key that is wrong.
 */
export function exemptionsIn(value: unknown, file: string, rules: readonly string[]): readonly Exemption[] {
  const entries: unknown = value ?? [];
  if (!Array.isArray(entries)) throw new Error(`${file}: right is a list of exemptions`);
  const problems = entries.flatMap((entry: unknown, index) =>
    problemsOf(entry, rules).map((problem) => `  [${index}]${problem}`),
  );
  if (problems.length > 0) throw new Error(`${file}: the exemptions are wrong:\n${problems.join("\n")}`);
  return entries as readonly Exemption[];
}

function problemsOf(entry: unknown, rules: readonly string[]): readonly string[] {
  if (typeof entry !== "object" || entry === null || Array.isArray(entry))
    return [`: ${JSON.stringify(entry)}: right is an object with ${Object.keys(texts).join(", ")}`];
  const given = entry as Readonly<Record<string, unknown>>;
  const known = { ...texts, ...optional };
  return [
    ...Object.entries(texts).flatMap(([key, right]) =>
      given[key] === undefined ? [`.${key}: is missing: right is ${right}`] : [],
    ),
    ...Object.entries(given).flatMap(([key, value]) => {
      if (!Object.hasOwn(known, key))
        return [`.${key}: there is no such key: right are ${Object.keys(known).join(", ")}`];
      const name = key as keyof typeof known;
      return isRight(name, value, rules)
        ? []
        : [`.${key}: ${JSON.stringify(value)}: right is ${known[name]}`];
    }),
  ];
}

function isRight(
  key: keyof typeof texts | keyof typeof optional,
  value: unknown,
  rules: readonly string[],
): boolean {
  if (key === "refusedAtUpOf") return Array.isArray(value) && value.every(isText);
  if (!isText(value)) return false;
  switch (key) {
    case "rule":
      return rules.includes(value);
    case "object":
      return isReference(value);
    case "expires":
      return isDay(value);
    case "path":
    case "reason":
    case "owner":
    case "generatedFrom":
      return true;
  }
}

const isText = (value: unknown): value is string => typeof value === "string" && value.trim() !== "";

function isDay(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

function isReference(text: string): boolean {
  const [kind = "", ...rest] = text.split("/");
  if (!/^[A-Z]\w*$/.test(kind) || rest.length === 0 || !rest.every((it) => /^[\w.:-]+$/.test(it)))
    return false;
  if (!Object.hasOwn(kinds, kind)) return rest.length <= 2;
  return rest.length === (kinds[kind as keyof typeof kinds].namespaced ? 2 : 1);
}

/** What an exemption must name to mean this object; nothing if its name is not known. */
export function referenceTo(manifest: Manifest): string | undefined {
  const { kind, kindName, name } = manifest;
  const namespace: Raw = at(manifest.raw, ["metadata", "namespace"]);
  if (name === "" || typeof namespace === "symbol") return undefined;
  const namespaced = kind ? kinds[kind].namespaced : typeof namespace === "string" && namespace !== "";
  return namespaced ? `${kindName}/${manifest.namespace}/${name}` : `${kindName}/${name}`;
}

/** A violation as far as exemptions go. */
export interface Exemptible {
  readonly rule: string;
  /** As `referenceTo` yields it. */
  readonly object: string | undefined;
  readonly path: string;
}

/** When and for what exemptions are asked for. */
export interface Occasion {
  /** As YYYY-MM-DD. */
  readonly today: string;
  /** The stack that is being brought up, if one is. */
  readonly upOf?: string | undefined;
}

/** What exemptions make of one violation: accepted by one, or why one for it does not hold. */
export type Ruling = { readonly exemption: Exemption } | { readonly refusal: string } | undefined;

/** The exemptions of one run, which remembers those that matched something. */
export class Exemptions {
  readonly #all: readonly Exemption[];
  readonly #occasion: Occasion;
  readonly #matched = new Set<Exemption>();

  constructor(all: readonly Exemption[], occasion: Occasion) {
    this.#all = all;
    this.#occasion = occasion;
  }

  ruling(violation: Exemptible): Ruling {
    const matching = this.#all.filter((exemption) => matches(exemption, violation));
    for (const exemption of matching) this.#matched.add(exemption);
    const refusals = matching.map((exemption) => refusalOf(exemption, this.#occasion));
    const holding = matching.find((_, index) => refusals[index] === undefined);
    if (holding) return { exemption: holding };
    const [refusal] = refusals;
    return refusal === undefined ? undefined : { refusal };
  }

  /** Those that matched nothing so far. */
  get unused(): readonly Exemption[] {
    return this.#all.filter((exemption) => !this.#matched.has(exemption));
  }
}

const matches = ({ rule, object, path }: Exemption, violation: Exemptible): boolean =>
  rule === violation.rule &&
  object === violation.object &&
  (path === undefined || holds(path, violation.path));

const holds = (path: string, inner: string): boolean =>
  inner === path || (inner.startsWith(path) && [".", "["].includes(inner.charAt(path.length)));

function refusalOf(
  { expires, refusedAtUpOf = [] }: Exemption,
  { today, upOf }: Occasion,
): string | undefined {
  if (today > expires) return `its exemption expired on ${expires}`;
  if (upOf !== undefined && refusedAtUpOf.includes(upOf))
    return `its exemption does not hold for an up of ${upOf}`;
  return undefined;
}
