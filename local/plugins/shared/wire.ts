import structProto, { type Struct } from "google-protobuf/google/protobuf/struct_pb.js";

/** What properties are made of. Secrets and unknown values keep the form that they have in the protocol. */
export type Value = null | boolean | number | string | Value[] | Properties;
export interface Properties {
  [key: string]: Value;
}

/** The key that marks an object as something other than an object, and its mark for a secret (pulumi/sdk). */
const signature = "4dabf18193072939515e22adb298388d";
const secretSignature = "1b47061264138c4ac30d75fd1eb44270";

/** What stands for a value that a preview cannot know, the first for a text; one for each type (pulumi/sdk). */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknownTexts: ReadonlySet<Value> = new Set<Value>([
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export const isObject = (value: Value | undefined): value is Properties =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isSecret = (value: Value): value is Properties =>
  isObject(value) && value[signature] === secretSignature;

export const secret = (value: Value): Value =>
  isSecret(value) ? value : { [signature]: secretSignature, value };

export const isUnknown = (value: Value | undefined): boolean =>
  value !== undefined && unknownTexts.has(value);

/** The value without its secret marks, at any depth. */
export function reveal(value: Value): Value {
  if (Array.isArray(value)) return value.map(reveal);
  if (!isObject(value)) return value;
  return isSecret(value) ? reveal(value["value"] ?? null) : revealAll(value);
}

export const revealAll = (properties: Properties): Properties =>
  Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, reveal(value)]));

/** Whether any part of the value, itself included, has the property. */
const some = (test: (value: Value) => boolean): ((value: Value) => boolean) => {
  const search = (value: Value): boolean =>
    test(value) || (typeof value === "object" && value !== null && Object.values(value).some(search));
  return search;
};

export const hasSecret = some(isSecret);
export const hasUnknown = some(isUnknown);

/** Every text that is secret, so that messages can leave it out. */
export function secretTexts(value: Value, within = false): string[] {
  if (typeof value === "string") return within ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  if (isObject(value) && isSecret(value)) return secretTexts(value["value"] ?? null, true);
  return Object.values(value).flatMap((part) => secretTexts(part, within));
}

export const fromStruct = (struct: Struct | undefined): Properties => struct?.toJavaScript() ?? {};

export const toStruct = (properties: Properties): Struct => structProto.Struct.fromJavaScript(properties);
