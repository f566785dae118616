import { type Properties, type Value, isObject } from "../shared/wire.ts";
import { isBuiltIn, isKind, kindOf, withMetadata } from "./objects.ts";
import { canonicalQuantity } from "./quantity.ts";

/**
 * Inputs in the form that the API server keeps them in, so that two ways to write the same object are no difference:
 * canonical quantities, no fields whose empty value the server leaves out, a Secret's `stringData` as `data`. Which fields
 * those are follows from the types in k8s.io/api 0.36: what is `omitempty` there and no pointer.
 */
export function normalize(object: Properties): Properties {
  const known = isKind(object, "v1/Secret")
    ? encodeSecret(object)
    : isBuiltIn(kindOf(object))
      ? tidy(object)
      : object;
  return withoutReadOnly(known);
}

const readOnly = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "uid",
];

const withoutReadOnly = (object: Properties): Properties => {
  const { metadata } = object;
  if (!isObject(metadata)) return object;
  return {
    ...object,
    metadata: Object.fromEntries(Object.entries(metadata).filter(([key]) => !readOnly.includes(key))),
  };
};

/** The API server stores `stringData` over `data`, in base64, and never shows it again. */
function encodeSecret({ stringData, data, ...rest }: Properties): Properties {
  const texts = isObject(stringData) ? stringData : {};
  const encoded = Object.entries(texts).map(([key, value]) => [key, toBase64(value)] as const);
  const recoded = Object.entries(isObject(data) ? data : {}).map(
    ([key, value]) => [key, typeof value === "string" ? value.replaceAll(/\s/g, "") : value] as const,
  );
  const all = Object.fromEntries([...recoded, ...encoded]);
  return Object.keys(all).length > 0 || isObject(data) ? { ...rest, data: all } : rest;
}

const toBase64 = (value: Value): Value =>
  typeof value === "string" ? Buffer.from(value).toString("base64") : value;

/** Fields that hold a map with free keys, whose values mean something even when they are empty. */
const maps =
  words(`annotations binaryData capacity data default defaultRequest hard labels limits matchLabels max
  maxLimitRequestRatio min nodeSelector options overhead parameters requests volumeAttributes`);

const quantityMaps = words(
  "capacity default defaultRequest hard limits max maxLimitRequestRatio min overhead requests",
);
const quantities = words("averageValue divisor sizeLimit");

/** Left out by the server when they are false or 0. */
const plainFlags = words(
  "globalDefault hostIPC hostNetwork hostPID paused publishNotReadyAddresses readOnly stdin stdinOnce tty",
);
const plainNumbers =
  words(`failureThreshold healthCheckNodePort hostPort initialDelaySeconds minReadySeconds nodePort
  periodSeconds successThreshold timeoutSeconds`);

function tidy(object: Properties): Properties {
  const tidied = tidyFields(object);
  if (!isKind(object, "v1/Service") || !isObject(tidied["spec"])) return tidied;
  const { selector, ...spec } = tidied["spec"];
  const selects = isObject(selector) && Object.keys(selector).length > 0;
  return { ...tidied, spec: selects ? { ...spec, selector } : spec };
}

const tidyFields = (fields: Properties): Properties =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([key, value]) =>
      isLeftOut(key, value) ? [] : [[key, tidyField(key, value)]],
    ),
  );

function tidyField(key: string, value: Value): Value {
  if (quantities.has(key)) return quantity(value);
  if (Array.isArray(value)) return value.map((item) => (isObject(item) ? tidyFields(item) : item));
  if (!isObject(value)) return value;
  if (quantityMaps.has(key))
    return Object.fromEntries(Object.entries(value).map(([name, amount]) => [name, quantity(amount)]));
  return maps.has(key) || isPlainSelector(key, value) ? value : tidyFields(value);
}

/** A Service selects by labels alone, without `matchLabels`. */
const isPlainSelector = (key: string, value: Properties): boolean =>
  key === "selector" && Object.values(value).every((label) => typeof label === "string");

function isLeftOut(key: string, value: Value): boolean {
  if (value === null) return true;
  if (value === false) return plainFlags.has(key);
  if (value === 0) return plainNumbers.has(key);
  if (value === "") return key !== "storageClassName";
  if (Array.isArray(value)) return value.length === 0;
  return isObject(value) && Object.keys(value).length === 0 && maps.has(key);
}

const quantity = (value: Value): Value =>
  typeof value === "string" || typeof value === "number" ? canonicalQuantity(value) : value;

function words(text: string): ReadonlySet<string> {
  return new Set(text.split(/\s+/));
}

/** A namespace that is not said is the one called default, and what belongs to no namespace has none. */
export function inNamespace(object: Properties, namespaced: boolean): Properties {
  const { metadata } = object;
  if (!isObject(metadata)) return object;
  const { namespace, ...rest } = metadata;
  if (!namespaced) return { ...object, metadata: rest };
  return withMetadata(object, { namespace: namespace === "" ? "default" : (namespace ?? "default") });
}
