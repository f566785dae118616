import type { Rule } from "../rule.ts";
import { accounts } from "./accounts.ts";
import { allowedChanges } from "./allowed-changes.ts";
import { guards } from "./guards.ts";
import { hosts } from "./hosts.ts";
import { images } from "./images.ts";
import { knownBad } from "./known-bad.ts";
import { pods } from "./pods.ts";
import { pssBaseline } from "./pss-baseline.ts";
import { pssKernel } from "./pss-kernel.ts";
import { pssRestricted } from "./pss-restricted.ts";
import { securityContext } from "./security-context.ts";

/** Every rule, by topic. */
export const rules: readonly Rule[] = [
  ...pssBaseline,
  ...pssKernel,
  ...pssRestricted,
  ...securityContext,
  ...accounts,
  ...hosts,
  ...pods,
  ...images,
  ...knownBad,
  ...guards,
  ...allowedChanges,
];
