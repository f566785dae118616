import type { RuleCases } from "../../case.ts";
import { accountsCases } from "./accounts.ts";
import { autoscalingCases } from "./autoscaling.ts";
import { backupsCases } from "./backups.ts";
import { disruptionCases } from "./disruption.ts";
import { ingressesCases } from "./ingresses.ts";
import { networkPoliciesCases } from "./network-policies.ts";
import { servicesCases } from "./services.ts";

/** The cases of the rules across objects. */
export const setCases: readonly RuleCases[] = [
  ...accountsCases,
  ...disruptionCases,
  ...autoscalingCases,
  ...servicesCases,
  ...networkPoliciesCases,
  ...ingressesCases,
  ...backupsCases,
];
