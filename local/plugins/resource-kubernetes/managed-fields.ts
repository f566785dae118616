import { type Properties, type Value, isObject } from "../shared/wire.ts";
import type { Patch } from "./api.ts";
import { at, list, text } from "./objects.ts";

/** The manager of what is created: a POST is no apply, and the first apply takes its fields over. */
export const creator = "pulumi-kubernetes";

/** Managers whose fields an apply takes over without a conflict, by the beginning of their name (fluxcd/pkg/ssa). */
const predecessors = ["kubectl", "before-first-apply", creator, "pulumi-resource-kubernetes"];
const creators = predecessors.slice(2);

/** Of those, only kubectl's applies are taken over; what anyone else applies is theirs. */
const isPredecessor = (entry: Properties, names: readonly string[] = predecessors): boolean => {
  const operations = text(entry["manager"]).startsWith("kubectl") ? ["Apply", "Update"] : ["Update"];
  return (
    names.some((name) => text(entry["manager"]).startsWith(name)) &&
    operations.includes(text(entry["operation"])) &&
    !entry["subresource"]
  );
};

const entriesOf = (live: Properties): readonly Properties[] =>
  list(at(live, "metadata", "managedFields")).filter(isObject);

/** A patch that hands what earlier managers set to this one, or nothing when there are none. */
export function takeOver(live: Properties, manager: string): Patch | undefined {
  const entries = entriesOf(live);
  const isOwn = (entry: Properties) =>
    entry["manager"] === manager && entry["operation"] === "Apply" && !entry["subresource"];
  const earlier = entries.filter((entry) => isPredecessor(entry) && !isOwn(entry));
  if (earlier.length === 0) return undefined;
  const merged = [...entries.filter(isOwn), ...earlier];
  const own = {
    ...merged[0],
    manager,
    operation: "Apply",
    fieldsV1: union(merged.map((it) => it["fieldsV1"])),
  };
  const managedFields = [...entries.filter((entry) => !merged.includes(entry)), own];
  return {
    contentType: "application/json-patch+json",
    body: [
      { op: "replace", path: "/metadata/managedFields", value: managedFields },
      {
        op: "replace",
        path: "/metadata/resourceVersion",
        value: at(live, "metadata", "resourceVersion") ?? "",
      },
    ],
  };
}

const union = (sets: readonly (Value | undefined)[]): Properties =>
  sets.filter(isObject).reduce<Properties>((all, set) => {
    const merged = { ...all };
    for (const [key, value] of Object.entries(set)) merged[key] = union([merged[key], value]);
    return merged;
  }, {});

/** Whether an apply may overwrite what others set because only this program's own creation can be meant. */
export const wasOnlyCreated = (live: Properties): boolean =>
  entriesOf(live).some((entry) => isPredecessor(entry, creators));

export const hasNoManagers = (live: Properties): boolean => entriesOf(live).length === 0;

/** The object to apply when the program ignores changes of some paths: others' fields are left to them, own ones kept. */
export function leaveIgnored(
  object: Properties,
  live: Properties,
  ignored: readonly string[],
  manager: string,
): Properties {
  const owners = entriesOf(live);
  const sets = (own: boolean) =>
    owners.filter((entry) => (entry["manager"] === manager) === own).map((entry) => entry["fieldsV1"]);
  return ignored.reduce((kept, path) => {
    const keys = path.split(".");
    const owns = (own: boolean) =>
      sets(own).some((set) => at(set, ...keys.map((key) => `f:${key}`)) !== undefined);
    if (owns(false) && !owns(true)) return without(kept, keys);
    const value = at(live, ...keys);
    return value === undefined ? kept : withValue(kept, keys, value);
  }, object);
}

function without(object: Properties, [key = "", ...rest]: readonly string[]): Properties {
  const { [key]: part, ...others } = object;
  if (part === undefined || rest.length === 0) return others;
  return isObject(part) ? { ...object, [key]: without(part, rest) } : object;
}

function withValue(object: Properties, [key = "", ...rest]: readonly string[], value: Value): Properties {
  if (rest.length === 0) return { ...object, [key]: value };
  const part = object[key] ?? {};
  return isObject(part) ? { ...object, [key]: withValue(part, rest, value) } : object;
}
