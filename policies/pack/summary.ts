import type { Exemption } from "../engine/exemptions.ts";
import type { Rule } from "../rule.ts";
import type { Asked } from "./judgement.ts";
import type { Shown } from "./resource.ts";

/** A line about the whole run, under the name of what it says does not hold. */
export interface Line {
  readonly name: string;
  readonly message: string;
}

/** Something of a resource, as it is called in a line. */
export interface Said {
  readonly of: string;
  readonly what: string;
}

/** What the resource is called: its kind and name. */
export function titleOf({ resource, objects }: Pick<Shown, "resource" | "objects">): string {
  const [only, ...more] = objects;
  const kind = resource.type.split(":").at(-1) ?? resource.type;
  const name = only && more.length === 0 ? only.manifest.name : "";
  return `${kind}/${name || resource.name}`;
}

/** What cannot be decided before values are known, as one line. */
export function undecidedLine(undecided: readonly (Asked & { readonly of: string })[]): Line | undefined {
  if (undecided.length === 0) return undefined;
  const count = new Set(undecided.map(({ of, place, path }) => [of, place, path].join(" "))).size;
  const values = count === 1 ? "1 value is" : `${count} values are`;
  const cannot = listed(
    undecided.map(({ of, active }) => ({ of, what: active.rule.id })),
    " on ",
  );
  return {
    name: "every-value-is-known",
    message: `${values} not known yet: cannot decide ${cannot}`,
  };
}

/** What is out of the rules' reach, as one line. */
export function gapsLine(gaps: readonly Said[]): Line | undefined {
  if (gaps.length === 0) return undefined;
  return { name: "every-resource-can-be-checked", message: `not checked: ${listed(gaps, ": ")}` };
}

/** The rules that had nothing to judge, which is no pass, as one line. */
export function unseenLine(unseen: readonly Rule[]): Line | undefined {
  const [guards, others] = [true, false].map((isGuard) =>
    unseen.filter(({ engine }) => (engine === "guard") === isGuard).map(({ id }) => id),
  ) as [string[], string[]];
  const parts = [
    ...(others.length > 0 ? [`nothing to judge for ${others.join(", ")}`] : []),
    ...(guards.length > 0 ? [`left to the API server: ${guards.join(", ")}`] : []),
  ];
  return parts.length > 0 ? { name: "every-rule-saw-a-subject", message: parts.join("; ") } : undefined;
}

/** The exemptions that matched no violation, as one line. */
export function unusedLine(unused: readonly Exemption[]): Line | undefined {
  if (unused.length === 0) return undefined;
  const them = unused.map(({ rule, object, path }) => `${rule} on ${object}${path ? ` at ${path}` : ""}`);
  return {
    name: "every-exemption-is-needed",
    message: `exemptions that matched nothing: ${them.join("; ")}`,
  };
}

/** Things said of the same resources come together. */
function listed(said: readonly Said[], between: string): string {
  const byWhat = Map.groupBy(said, ({ what }) => what);
  const pairs = [...byWhat].map(([what, them]) => ({
    what,
    of: [...new Set(them.map(({ of }) => of))].join(", "),
  }));
  return [...Map.groupBy(pairs, ({ of }) => of)]
    .map(([of, them]) => them.map(({ what }) => what).join(", ") + between + of)
    .join("; ");
}
