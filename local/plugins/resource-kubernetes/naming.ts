import { createHash } from "node:crypto";
import type { CheckRequest } from "../shared/provider.ts";
import { type Properties, isObject, isUnknown } from "../shared/wire.ts";
import { annotation, at, isAnnotated, nameOf, withMetadata } from "./objects.ts";

export const autonamed = "pulumi.com/autonamed";

/** A name that the program gave, even if a preview cannot know it yet. */
export const isNamed = (object: Properties): boolean =>
  nameOf(object) !== "" || isUnknown(object["metadata"]) || isUnknown(at(object, "metadata", "name"));

export const isAutonamed = (object: Properties): boolean => isAnnotated(object, autonamed);

type Naming = Pick<CheckRequest, "name" | "seed" | "autonaming">;

/** Gives an object without a name the one it had, or a new one: the resource's name and eight random hex digits. */
export function named(object: Properties, old: Properties | undefined, naming: Naming): Properties {
  if (isNamed(object)) return object;
  if (old) return isAutonamed(old) ? withName(object, nameOf(old)) : object;
  return withName(object, newName(naming));
}

function newName({ name, seed, autonaming }: Naming): string {
  if (autonaming?.mode === "disable")
    throw new Error("autonaming is disabled, resource requires the .metadata.name field to be set");
  const suffix = createHash("sha256").update(seed).digest("hex").slice(0, 8);
  return autonaming?.name ?? `${name}-${suffix}`;
}

function withName(object: Properties, name: string): Properties {
  const annotations = at(object, "metadata", "annotations") ?? {};
  const mark = isObject(annotations) ? { annotations: { ...annotations, [autonamed]: "true" } } : {};
  return withMetadata(object, { name, ...mark });
}

/** The name in an SSA field manager is the one that the annotation gives, else the recorded one, else a new one. */
export const fieldManagerOf = (inputs: Properties, state: Properties, random: () => string): string => {
  const recorded = state["__fieldManager"];
  const given = annotation(inputs, "pulumi.com/patchFieldManager");
  return given || (typeof recorded === "string" && recorded) || `pulumi-kubernetes-${random()}`;
};
