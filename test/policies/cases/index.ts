import type { RuleCases } from "../case.ts";
import { pssCases } from "./pss.ts";

/** The cases of every rule on objects, by topic. */
export const cases: readonly RuleCases[] = [...pssCases];
