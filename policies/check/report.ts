import { Exemptions, referenceTo, type Exemption } from "../engine/exemptions.ts";
import type { ActiveRule } from "../engine/judge.ts";
import { onManifests, run, type Finding, type ManifestRule } from "../engine/run.ts";
import { at } from "../engine/value.ts";
import type { FileError, Input } from "./inputs.ts";
import { objectsOf, type Found } from "./objects.ts";

export interface Violation extends Pick<Finding, "rule" | "level" | "path" | "message"> {
  /** The line in the file, from 1. */
  readonly line: number;
}

export type Exempted = Violation & { readonly exemption: Exemption };

/** What became of one object. */
export interface Judged extends Pick<Found, "manifest" | "file" | "document"> {
  readonly line: number;
  readonly violations: readonly Violation[];
  readonly exempted: readonly Exempted[];
}

/** What became of everything that was given. */
export interface Report {
  /** Every object, in the order in which they were read. */
  readonly objects: readonly Judged[];
  /** The rules that were in force, with their levels. */
  readonly active: readonly ActiveRule<ManifestRule>[];
  /** The exemptions that matched nothing. */
  readonly unused: readonly Exemption[];
  /** The rules that none of the objects held anything for. */
  readonly notApplicable: readonly ManifestRule[];
  readonly errors: readonly FileError[];
  /** What lies in a folder beside the objects, and is none. */
  readonly skipped: readonly FileError[];
}

export interface Given {
  readonly texts: readonly Input[];
  /** What could not be read at all. */
  readonly errors: readonly FileError[];
  readonly active: readonly ActiveRule[];
  readonly exemptions: readonly Exemption[];
  /** As YYYY-MM-DD. */
  readonly today: string;
}

/** Judges all objects of all texts as one set. An input without a single object is an error, as nothing was judged. */
export function judge({ texts, errors, active, exemptions, today }: Given): Report {
  const { found, errors: unreadable, skipped } = objectsOf(texts);
  const all = [...errors, ...unreadable];
  const { findings, unseen } = run(
    active,
    found.map(({ manifest }) => manifest),
    today,
  );
  const byManifest = Map.groupBy(findings, ({ manifest }) => manifest);
  const accepted = new Exemptions(exemptions, { today });
  return {
    objects: found.map((it) => judged(it, byManifest.get(it.manifest) ?? [], accepted)),
    active: active.filter(onManifests),
    unused: accepted.unused,
    notApplicable: unseen,
    errors: found.length === 0 && all.length === 0 ? [nothingIn(texts)] : all,
    skipped,
  };
}

function judged(found: Found, findings: readonly Finding[], exemptions: Exemptions): Judged {
  const { manifest, file, document, lineOf } = found;
  const violations: Violation[] = [];
  const exempted: Exempted[] = [];
  const object = referenceTo(manifest);
  for (const { rule, level, path, message } of findings) {
    const violation = { rule, level, path, message, line: lineOf(path) };
    const ruling = exemptions.ruling({ rule: rule.id, object, path });
    if (ruling === undefined) violations.push(violation);
    else if ("refusal" in ruling) violations.push({ ...violation, message: `${message}; ${ruling.refusal}` });
    else exempted.push({ ...violation, exemption: ruling.exemption });
  }
  return { manifest, file, document, line: lineOf(""), violations, exempted };
}

const nothingIn = (texts: readonly Input[]): FileError => ({
  file: texts[0]?.file ?? "",
  line: 1,
  message: "holds no object of Kubernetes: nothing was judged",
});

export type ViolationLevel = Violation["level"];

/** Whether violations of a level count as failures where the other is the lowest that does. */
export const counts = (level: ViolationLevel, lowest: ViolationLevel): boolean =>
  level === "mandatory" || lowest === "advisory";

/** 2 if something could not be read, else 1 if there are violations that count, else 0. */
export function exitCode({ errors, objects }: Report, lowest: ViolationLevel): 0 | 1 | 2 {
  if (errors.length > 0) return 2;
  return objects.some(({ violations }) => violations.some(({ level }) => counts(level, lowest))) ? 1 : 0;
}

/** The namespace that the object names; nothing if it names none. */
export function namespaceOf({ manifest }: Pick<Judged, "manifest">): string | undefined {
  const namespace = at(manifest.raw, ["metadata", "namespace"]);
  return typeof namespace === "string" && namespace !== "" ? namespace : undefined;
}

/** How the object is called in texts, such as Deployment shop/web. */
export function titleOf({ manifest }: Pick<Judged, "manifest">): string {
  const namespace = namespaceOf({ manifest });
  return `${manifest.kindName} ${namespace ? `${namespace}/` : ""}${manifest.name || "without a name"}`;
}
