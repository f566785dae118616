import type { Rule } from "../rule.ts";
import { allowedChanges } from "./allowed-changes.ts";
import { guards } from "./guards.ts";
import { pssBaseline } from "./pss-baseline.ts";
import { pssKernel } from "./pss-kernel.ts";
import { pssRestricted } from "./pss-restricted.ts";

/** Every rule, by topic. */
export const rules: readonly Rule[] = [
  ...pssBaseline,
  ...pssKernel,
  ...pssRestricted,
  ...guards,
  ...allowedChanges,
];
