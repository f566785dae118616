import { type Properties, type Value, secretTexts } from "../shared/wire.ts";
import { at, number, text } from "./objects.ts";

/** What the API server answered instead of an object. */
export class ApiError extends Error {
  readonly code: number;
  readonly reason: string;
  /** The kind of thing that the answer speaks of, such as `namespaces`. */
  readonly about: string;

  constructor(status: Properties, code: number) {
    super(text(status["message"]) || `the API server answered with status ${code}`);
    this.name = "ApiError";
    this.code = number(status["code"]) || code;
    this.reason = text(status["reason"]);
    this.about = text(at(status, "details", "kind"));
  }
}

/** The API server knows no such kind: a custom resource whose definition is not there, perhaps not yet. */
export class NoSuchKindError extends Error {
  constructor(apiVersion: string, kind: string) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
    this.name = "NoSuchKindError";
  }
}

const hasCode = (error: unknown, code: number, reason = ""): error is ApiError =>
  error instanceof ApiError && error.code === code && (reason === "" || error.reason === reason);

export const isNotFound = (error: unknown): boolean => hasCode(error, 404);
export const isForbidden = (error: unknown): boolean => hasCode(error, 403);
export const isGone = (error: unknown): boolean => hasCode(error, 410);
export const isConflict = (error: unknown): boolean => hasCode(error, 409, "Conflict");
export const isAlreadyExists = (error: unknown): boolean => hasCode(error, 409, "AlreadyExists");
export const isMissingNamespace = (error: unknown): boolean =>
  hasCode(error, 404) && error.about === "namespaces";

export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The shortest text that is taken out of messages: anything shorter would be found in every word. */
const shortest = 4;

/** Leaves everything that is secret in the properties, also in base64 or decoded from it, out of a message. */
export function redactor(...properties: readonly Properties[]): (message: string) => string {
  const texts = properties.flatMap((value: Value) => secretTexts(value));
  const forms = texts.flatMap((form) => [
    form,
    Buffer.from(form).toString("base64"),
    Buffer.from(form, "base64").toString(),
    JSON.stringify(form).slice(1, -1),
  ]);
  const longestFirst = [...new Set(forms)]
    .filter((form) => form.length >= shortest)
    .sort((a, b) => b.length - a.length);
  return (message) => longestFirst.reduce((safe, form) => safe.replaceAll(form, "[secret]"), message);
}

export const alreadyExistsAdvice = [
  "The object is in the cluster already. This can happen when:",
  "",
  "  - a Pulumi resource was renamed: give it an alias, or deleteBeforeReplace if it must be replaced;",
  "  - the object belongs to someone else: read it with .get();",
  "  - it should belong to this stack: use `pulumi import`, or set upsertExistingObjects on the provider.",
].join("\n");

/** An apply that would overwrite what another manager set. */
export const conflictMessage = (error: unknown, manager: string): string =>
  `the fields that ${manager} sets are also set by another manager: ${messageOf(error)}\n` +
  'Set the annotation pulumi.com/patchForce: "true", or enablePatchForce on the provider, to overwrite them.';
