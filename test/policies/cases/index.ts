import type { RuleCases } from "../case.ts";
import { accountsCases } from "./accounts.ts";
import { allowedChangesCases } from "./allowed-changes.ts";
import { availabilityCases } from "./availability.ts";
import { hostsCases } from "./hosts.ts";
import { imagesCases } from "./images.ts";
import { ingressCases } from "./ingress.ts";
import { knownBadCases } from "./known-bad.ts";
import { networkCases } from "./network.ts";
import { ownObjectsCases } from "./own-objects.ts";
import { podsCases } from "./pods.ts";
import { probesCases } from "./probes.ts";
import { pssBaselineCases } from "./pss-baseline.ts";
import { pssRestrictedCases } from "./pss-restricted.ts";
import { rbacBindingsCases } from "./rbac-bindings.ts";
import { rbacCases } from "./rbac.ts";
import { resourcesCases } from "./resources.ts";
import { schedulingCases } from "./scheduling.ts";
import { secretsCases } from "./secrets.ts";
import { securityContextCases } from "./security-context.ts";
import { servicesCases } from "./services.ts";
import { setCases } from "./set/index.ts";
import { storageCases } from "./storage.ts";

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
  ...setCases,
  ...allowedChangesCases,
  ...networkCases,
  ...servicesCases,
  ...ingressCases,
  ...secretsCases,
  ...rbacCases,
  ...rbacBindingsCases,
  ...availabilityCases,
  ...ownObjectsCases,
  ...probesCases,
  ...resourcesCases,
  ...schedulingCases,
  ...storageCases,
];
