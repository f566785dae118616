import type { Log } from "../shared/engine.ts";
import type { Properties } from "../shared/wire.ts";
import type { Api } from "./api.ts";
import type { Wait } from "./await/wait.ts";
import { conflictMessage, isConflict, messageOf, redactor } from "./errors.ts";
import type { Settings } from "./settings.ts";

/** What every operation on an object needs. */
export interface Context {
  readonly api: Api;
  readonly settings: Settings;
  /** The namespace of objects that name none. */
  readonly namespace: string;
  readonly log: Log;
  readonly cancelled: AbortSignal;
}

/** How to wait for one resource; what is said meanwhile goes through `safe`. */
export const waitOf = (
  { api, cancelled, log }: Context,
  { urn, timeout }: { readonly urn: string; readonly timeout: number },
  safe: (message: string) => string = (message) => message,
): Wait => ({
  api,
  cancelled,
  timeout,
  say: (message) => log(safe(message), { urn, passing: true }),
});

/** Runs an operation so that no secret of its properties is in what it says when it fails. */
export async function guarded<T>(
  properties: readonly Properties[],
  operation: (safe: (message: string) => string) => Promise<T>,
): Promise<T> {
  const safe = redactor(...properties);
  try {
    return await operation(safe);
  } catch (error) {
    if (error instanceof Error) error.message = safe(error.message);
    throw error;
  }
}

/** Says whose fields an apply would overwrite. */
export function explainConflict(error: unknown, manager: string): unknown {
  return isConflict(error) ? new Error(conflictMessage(error, manager), { cause: error }) : error;
}

/** An error with what was being done before it. */
export const during = (what: string, error: unknown): Error =>
  new Error(`${what}: ${messageOf(error)}`, { cause: error });
