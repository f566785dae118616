import type { RuleCases } from "../case.ts";
import { accountsCases } from "./accounts.ts";
import { allowedChangesCases } from "./allowed-changes.ts";
import { hostsCases } from "./hosts.ts";
import { imagesCases } from "./images.ts";
import { knownBadCases } from "./known-bad.ts";
import { podsCases } from "./pods.ts";
import { pssBaselineCases } from "./pss-baseline.ts";
import { pssRestrictedCases } from "./pss-restricted.ts";
import { securityContextCases } from "./security-context.ts";

/** The cases of every rule on objects, by topic. */
export const cases: readonly RuleCases[] = [
  ...pssBaselineCases,
  ...pssRestrictedCases,
  ...securityContextCases,
  ...accountsCases,
  ...hostsCases,
  ...podsCases,
  ...imagesCases,
  ...knownBadCases,
  ...allowedChangesCases,
];
