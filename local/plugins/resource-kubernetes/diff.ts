import type { Change, ChangeKind } from "../shared/provider.ts";
import { type Properties, type Value, isObject, isUnknown } from "../shared/wire.ts";
import { type Path, touches } from "./force-new.ts";

/** What differs between an object as it is and as it is wanted, by path; what touches a pattern replaces the object. */
export function changesOf(
  before: Properties,
  after: Properties,
  patterns: readonly string[],
): Map<string, Change> {
  return new Map(
    differences([], before, after).map(({ path, kind, value }) => [
      pathText(path),
      { kind, replace: touches(path, value, patterns) },
    ]),
  );
}

interface Found {
  readonly path: Path;
  readonly kind: ChangeKind;
  readonly value: Value;
}

function differences(path: Path, before: Value | undefined, after: Value | undefined): Found[] {
  if (before === undefined && (after === undefined || after === null)) return [];
  if (before === undefined) return [{ path, kind: "add", value: after ?? null }];
  if (after === undefined || after === null)
    return before === null ? [] : [{ path, kind: "delete", value: null }];
  if (isUnknown(after)) return [{ path, kind: "update", value: after }];
  if (isObject(before) && isObject(after)) {
    const keys = new Set([...Object.keys(after), ...Object.keys(before)]);
    return [...keys].flatMap((key) => differences([...path, key], before[key], after[key]));
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const length = Math.max(before.length, after.length);
    return Array.from({ length }, (_, index) =>
      differences([...path, index], before[index], after[index]),
    ).flat();
  }
  return before === after ? [] : [{ path, kind: "update", value: after }];
}

/** A path as Pulumi writes it: `spec.containers[0].image`, `metadata.annotations["a.b/c"]`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (/[."[\]]/.test(part)) return `${text}["${part.replaceAll('"', '\\"')}"]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}

/** Leaves out the changes at or below the paths that the program ignores. */
export const withoutIgnored = (
  changes: ReadonlyMap<string, Change>,
  ignored: readonly string[],
): Map<string, Change> =>
  new Map([...changes].filter(([path]) => !ignored.some((prefix) => isWithin(path, prefix))));

const isWithin = (path: string, prefix: string): boolean => {
  const pattern = prefix.split("[*]").map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${pattern.join(String.raw`\[\d+\]`)}($|[.[])`).test(path);
};
