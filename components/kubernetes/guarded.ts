import { allowAnnotation, protectedLabel } from "../../policies/admission/marks.ts";
import type { AllowedChange } from "./settings.ts";

/** What the guards against losing data read on an object. */
export interface Guarded {
  /** Whether its deletion is refused. */
  readonly protect: boolean;
  /** The changes that are allowed all the same. */
  readonly allow: readonly AllowedChange[];
}

export const guardedLabels = ({ protect }: Pick<Guarded, "protect">): Readonly<Record<string, string>> =>
  protect ? { [protectedLabel]: "true" } : {};

export const guardedAnnotations = ({ allow }: Pick<Guarded, "allow">): Readonly<Record<string, string>> =>
  allow.length === 0
    ? {}
    : {
        [allowAnnotation]: allow
          .map(
            ({ change, until, reason }) =>
              `${change} until=${until.slice(0, "2026-12-31".length)} reason=${reason}`,
          )
          .join("\n"),
      };
