import { workloads } from "../kinds.ts";
import type { Parameters } from "../rule.ts";

/** The Pod Security Standards change between versions of Kubernetes; the newest known stands for all later ones. */
export const versioned = {
  kubernetesVersion: {
    type: "string",
    pattern: "^1\\.[0-9]+$",
    default: "1.37",
    description: "The version of Kubernetes whose Pod Security Standards are meant, 1.30 or later.",
  },
} as const satisfies Parameters;

export const shared = { engine: "object", kinds: workloads, level: "mandatory" } as const;

/** The list as CEL. */
export const oneOf = (items: readonly string[]) => `[${items.map((item) => `'${item}'`).join(", ")}]`;

export const profiles = oneOf(["RuntimeDefault", "Localhost"]);

/** From 1.35 on, root in a pod with a user namespace of its own is nobody on the node (pod-security-admission). */
export const ownUsers = "(params.minor >= 35 && variables.podSpec.?hostUsers.orValue(true) == false)";

/** Pods for Windows have no capabilities, no seccomp and no escalation of privileges. */
export const onWindows = "variables.podSpec.?os.?name.orValue('') == 'windows'";
