import { type Properties, type Value, hasSecret, isObject, revealAll, secret } from "../shared/wire.ts";
import { omit } from "./objects.ts";

/** What is recorded of an object: its live state, and beside it what only the next operation reads. */
export interface Recorded {
  /** The inputs that the live state is compared by. */
  readonly inputs: Properties;
  readonly live: Properties;
}

/** CustomResourceDefinitions have keys with dashes, which the program writes with underscores. */
const dashed = [
  "embedded-resource",
  "int-or-string",
  "list-map-keys",
  "list-type",
  "map-type",
  "preserve-unknown-fields",
  "validations",
].map((name) => `x-kubernetes-${name}`);
const toDash = new Map(dashed.map((key) => [key.replaceAll("-", "_"), key]));
const toUnderscore = new Map(dashed.map((key) => [key, key.replaceAll("-", "_")]));

const renamed = (value: Value, names: ReadonlyMap<string, string>): Value => {
  if (Array.isArray(value)) return value.map((item) => renamed(item, names));
  return isObject(value) ? renamedKeys(value, names) : value;
};

const renamedKeys = (properties: Properties, names: ReadonlyMap<string, string>): Properties =>
  Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [names.get(key) ?? key, renamed(value, names)]),
  );

/** Properties as the API server reads them: in the clear, keys in its spelling. */
export const toObject = (properties: Properties): Properties => renamedKeys(revealAll(properties), toDash);

/** An object as properties, with the same parts secret as in the properties it came from. */
export const toProperties = (object: Properties, from: Properties): Properties =>
  markSecrets(renamedKeys(object, toUnderscore), from);

/** Marks what was secret in the inputs; an array with a secret in it is one, and the contents of a Secret always are. */
function markSecrets(object: Properties, from: Properties): Properties {
  if (object["kind"] === "Secret")
    return mapValues(object, (value, key) =>
      key === "data" || key === "stringData" ? secret(value) : value,
    );
  return mapValues(object, (value, key) => {
    const origin = from[key];
    if (origin === undefined) return value;
    if (isObject(value) && isObject(origin) && !isMarked(origin)) return markSecrets(value, origin);
    return hasSecret(origin) ? secret(value) : value;
  });
}

const isMarked = (value: Properties): boolean => secret(value) === value;

const mapValues = (properties: Properties, map: (value: Value, key: string) => Value): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, map(value, key)]));

interface Details extends Recorded {
  /** Where the secrets are. */
  readonly from: Properties;
  readonly fieldManager: string;
}

/** The state that the engine keeps for an object, in the form of the official plugin. */
export function checkpoint({ inputs, live, from, fieldManager }: Details): Properties {
  return {
    ...toProperties(live, from),
    __fieldManager: fieldManager,
    __initialApiVersion: inputs["apiVersion"] ?? "",
    __inputs: toProperties(inputs, from),
  };
}

/** Reads a state back. */
export function recorded(state: Properties): Recorded {
  const object = toObject(state);
  const inputs = object["__inputs"];
  return {
    inputs: isObject(inputs) ? inputs : {},
    live: omit(object, "__inputs", "__fieldManager", "__initialApiVersion"),
  };
}
