import type { SetRule } from "../../rule.ts";
import { accounts } from "./accounts.ts";
import { autoscaling } from "./autoscaling.ts";
import { backups } from "./backups.ts";
import { disruption } from "./disruption.ts";
import { ingresses } from "./ingresses.ts";
import { namespaces } from "./namespaces.ts";
import { networkPolicies } from "./network-policies.ts";
import { services } from "./services.ts";

/** The rules on one object among all of a set. */
export const acrossObjects: readonly SetRule[] = [
  ...accounts,
  ...disruption,
  ...autoscaling,
  ...services,
  ...networkPolicies,
  ...ingresses,
  ...namespaces,
  ...backups,
];
