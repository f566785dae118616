import type { Properties } from "../../shared/wire.ts";
import type { Api } from "../api.ts";
import { at, list, text } from "../objects.ts";

/** Whether an object works: it does, it may yet, or it never will. */
export type Verdict =
  | { readonly state: "ready" }
  | { readonly state: "waiting"; readonly for: string }
  | { readonly state: "failed"; readonly reason: string };

export const ready: Verdict = { state: "ready" };
export const waiting = (what: string): Verdict => ({ state: "waiting", for: what });
export const failed = (reason: string): Verdict => ({ state: "failed", reason });

export interface Circumstances {
  readonly api: Api;
  /** When the wait began, in milliseconds since the epoch. */
  readonly since: number;
}

/** Judges an object by its live state. */
export type Readiness = (live: Properties, circumstances: Circumstances) => Verdict | Promise<Verdict>;

/** A condition of an object's status by its type. */
export const condition = (live: Properties, type: string) => {
  const found = list(at(live, "status", "conditions")).find((it) => at(it, "type") === type);
  const field = (key: string) => text(at(found, key));
  return { status: field("status"), reason: field("reason"), message: field("message") };
};

/** Whether the controller's status is about the object as it is now. */
export const isObserved = (live: Properties): boolean => {
  const generation = at(live, "metadata", "generation");
  const observed = at(live, "status", "observedGeneration");
  return typeof generation !== "number" || (typeof observed === "number" && observed >= generation);
};
