import type { RuleCases } from "../case.ts";
import { allowedChangesCases } from "./allowed-changes.ts";
import { pssBaselineCases } from "./pss-baseline.ts";
import { pssRestrictedCases } from "./pss-restricted.ts";

/** The cases of every rule on objects, by topic. */
export const cases: readonly RuleCases[] = [
  ...pssBaselineCases,
  ...pssRestrictedCases,
  ...allowedChangesCases,
];
