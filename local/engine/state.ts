import { readdirSync } from "node:fs";
import path from "node:path";
import { readIfThere } from "../files.ts";
import type { Instance } from "../paths.ts";

/** The engine's names of what this environment deploys. */
export const project = "vectorstack";
export const stack = "local";

/** A resource in the engine's state. */
export interface Resource {
  readonly urn: string;
  readonly custom: boolean;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly provider?: string;
  /** Whether it is the old half of a replacement that is still to be deleted. */
  readonly delete?: boolean;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
}

export interface PendingOperation {
  readonly type: string;
  readonly resource: Resource;
}

/** What `pulumi stack export` calls a deployment. */
export interface Deployment {
  readonly resources?: readonly Resource[];
  readonly pending_operations?: readonly PendingOperation[];
}

interface Checkpoint {
  readonly version: number;
  readonly checkpoint: { readonly latest?: Deployment | null };
}

const bookkeeping = ({ backend }: Instance, ...more: readonly string[]): string =>
  path.join(backend, ".pulumi", ...more);

export const checkpointFile = (instance: Instance): string =>
  bookkeeping(instance, "stacks", project, `${stack}.json`);

/** Where the engine puts a file for each process that works on the stack. */
export const lockFolder = (instance: Instance): string =>
  bookkeeping(instance, "locks", "organization", project, stack);

/** The stack as last written; undefined if there is none. */
export function deploymentOf(instance: Instance): Deployment | undefined {
  const text = readIfThere(checkpointFile(instance));
  if (text === undefined) return undefined;
  return (JSON.parse(text) as Checkpoint).checkpoint.latest ?? {};
}

/** How many resources the last update created, updated, left the same, …; empty if there was none. */
export function lastChanges(instance: Instance): Readonly<Record<string, number>> {
  const folder = bookkeeping(instance, "history", project, stack);
  const newest = listIfThere(folder)
    .filter((it) => it.endsWith(".history.json"))
    .sort()
    .at(-1);
  if (newest === undefined) return {};
  const entry = JSON.parse(readIfThere(path.join(folder, newest)) ?? "{}") as {
    resourceChanges?: Record<string, number>;
  };
  return entry.resourceChanges ?? {};
}

/** The names in a folder; none if there is no such folder. */
export function listIfThere(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

/** A secret in the state is an object with this key, whatever else it holds. */
const secretSignature = "4dabf18193072939515e22adb298388d";

/** The stack's outputs, with `[secret]` in place of each secret. */
export function outputsOf({ resources = [] }: Deployment): Readonly<Record<string, unknown>> {
  const root = resources.find(({ type }) => type === "pulumi:pulumi:Stack");
  return withoutSecrets(root?.outputs ?? {}) as Record<string, unknown>;
}

function withoutSecrets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutSecrets);
  if (typeof value !== "object" || value === null) return value;
  if (secretSignature in value) return "[secret]";
  return Object.fromEntries(Object.entries(value).map(([key, it]) => [key, withoutSecrets(it)]));
}
