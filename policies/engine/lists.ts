import { isList, isObject, type Raw, type RawObject } from "./value.ts";

/** An object out of a document, and where it lies in it. */
export interface Item {
  readonly object: RawObject;
  readonly place: readonly string[];
}

/**
 * The objects that a value stands for: itself, or the items of a List and of Lists in it. Items of a list of one kind,
 * such as a PodList, may leave their kind out.
 */
export function itemsOf(value: Raw, place: readonly string[] = []): readonly (Item | NoObject)[] {
  if (!isObject(value)) return [{ place, value }];
  const { apiVersion, kind, items } = value;
  if (!isText(apiVersion) || !isText(kind)) return [{ place, value }];
  if (kind !== "List" && !(kind.endsWith("List") && isList(items))) return [{ object: value, place }];
  const own = kind === "List" ? {} : { apiVersion, kind: kind.slice(0, -"List".length) };
  return (isList(items) ? items : []).flatMap((item, index) =>
    itemsOf(isObject(item) ? { ...own, ...item } : item, [...place, "items", String(index)]),
  );
}

/** Something that is no object of Kubernetes. */
export interface NoObject {
  readonly value: Raw;
  readonly place: readonly string[];
}

const isText = (value: Raw): value is string => typeof value === "string" && value !== "";
