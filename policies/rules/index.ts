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

/** Every rule, by what it is about. */
export const topics: Readonly<Record<string, readonly Rule[]>> = {
  "Pod Security Standards": [...pssBaseline, ...pssKernel, ...pssRestricted],
  "Containers and their pods": [...securityContext, ...hosts, ...pods],
  Images: [...images, ...knownBad],
  "Service accounts": accounts,
  Roles: [...rbacRoles, ...rbacClusterRoles, ...rbacBindings],
  Secrets: secrets,
  Networks: [...network, ...services, ...ingress],
  "Resources and probes": [...resources, ...probing],
  "Availability and scheduling": [...availability, ...scheduling],
  Storage: storage,
  "Names, labels and versions": objects,
  "Objects among each other": acrossObjects,
  "Resources of Pulumi": onResources,
  "Containers of Docker": onDocker,
  "Guards against losing data": [...guards, ...allowedChanges],
};

/** Every rule. */
export const rules: readonly Rule[] = Object.values(topics).flat();
