import type { Rule } from "../rule.ts";
import { accounts } from "./accounts.ts";
import { allowedChanges } from "./allowed-changes.ts";
import { availability } from "./availability.ts";
import { onDocker } from "./docker/index.ts";
import { guards } from "./guards.ts";
import { hosts } from "./hosts.ts";
import { images } from "./images.ts";
import { ingress } from "./ingress.ts";
import { knownBad } from "./known-bad.ts";
import { network } from "./network.ts";
import { objects } from "./objects.ts";
import { pods } from "./pods.ts";
import { probing } from "./probes.ts";
import { pssBaseline } from "./pss-baseline.ts";
import { pssKernel } from "./pss-kernel.ts";
import { pssRestricted } from "./pss-restricted.ts";
import { rbacBindings } from "./rbac-bindings.ts";
import { rbacClusterRoles } from "./rbac-cluster-roles.ts";
import { rbacRoles } from "./rbac-roles.ts";
import { resources } from "./resources.ts";
import { scheduling } from "./scheduling.ts";
import { secrets } from "./secrets.ts";
import { securityContext } from "./security-context.ts";
import { services } from "./services.ts";
import { onResources } from "./pulumi/index.ts";
import { acrossObjects } from "./set/index.ts";
import { storage } from "./storage.ts";

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
  ...acrossObjects,
  ...onResources,
  ...onDocker,
  ...guards,
  ...allowedChanges,
  ...network,
  ...services,
  ...ingress,
  ...secrets,
  ...rbacRoles,
  ...rbacClusterRoles,
  ...rbacBindings,
  ...availability,
  ...objects,
  ...probing,
  ...resources,
  ...scheduling,
  ...storage,
];
