import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";
import { onWindows } from "./pss.ts";

const shared = { engine: "object", kinds: workloads } as const;

/** What a pod says of the user, groups and files of its processes, beyond the Pod Security Standards. */
export const securityContext: readonly ObjectRule[] = [
  {
    ...shared,
    id: "read-only-root-fs",
    title: "Read-only root file systems",
    holds:
      "Every init and ordinary container sets readOnlyRootFilesystem to true; pods for Windows, which cannot, are exempt.",
    why: "Whoever takes a process over cannot leave a program, or change one, in a file system that is read-only.",
    mend: "set securityContext.readOnlyRootFilesystem to true, and mount an emptyDir where the program writes",
    severity: "high",
    level: "mandatory",
    references: {
      nsa: ["C-0017"],
      checkov: ["CKV_K8S_22"],
      trivy: ["KSV-0014"],
      kubeLinter: ["no-read-only-root-fs"],
      kyverno: ["require-ro-rootfs"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: `${onWindows} || c.?securityContext.?readOnlyRootFilesystem.orValue(false) == true`,
        field: "securityContext.readOnlyRootFilesystem",
        message: "can write to its root file system",
        fix: { value: "true" },
      },
    ],
  },
  {
    ...shared,
    id: "high-uid-gid",
    title: "Users and groups that no node has",
    holds:
      "The runAsUser and runAsGroup of every container, its own or else the pod's, are set and at least min; pods for Windows, which have neither, are exempt.",
    why: "A user of a container that is also one of the node has that user's files and processes after a break-out.",
    mend: "set securityContext.runAsUser and runAsGroup to 10000 or more",
    severity: "low",
    level: "disabled",
    levelReason:
      "most public images are built for a user below 10000 and cannot read their own files as another; user namespaces (hostUsers: false) do the same without that",
    parameters: {
      min: { type: "integer", minimum: 1, default: 10000, description: "The lowest id that is allowed." },
    },
    references: { checkov: ["CKV_K8S_40"], trivy: ["KSV-0020", "KSV-0021"] },
    checks: ["runAsUser", "runAsGroup"].map((field) => ({
      each: "container",
      cel: `${onWindows} || c.?securityContext.?${field}.orValue(variables.podSecurity.?${field}.orValue(-1)) >= params.min`,
      field: `securityContext.${field}`,
      message: `has no ${field}, or one that a node may have too`,
    })),
  },
  {
    ...shared,
    id: "non-root-group",
    title: "No process in the group 0",
    holds: "runAsGroup of the pod and of every container, fsGroup and supplementalGroups are never 0.",
    why: "Much on a node, and in images, belongs to the group root and is writable for it.",
    mend: "set runAsGroup, fsGroup and supplementalGroups to groups other than 0",
    severity: "medium",
    level: "mandatory",
    references: {
      trivy: ["KSV-0116"],
      kyverno: ["require-non-root-groups", "check-supplementalgroups", "check-fsgroup"],
    },
    checks: [
      ...["runAsGroup", "fsGroup"].map((field) => ({
        each: "pod" as const,
        cel: `variables.podSecurity.?${field}.orValue(1) != 0`,
        field: `spec.securityContext.${field}`,
        message: `puts its processes into the group 0 by ${field}`,
      })),
      {
        each: "pod",
        cel: "variables.podSecurity.?supplementalGroups.orValue([]).all(g, g != 0)",
        field: "spec.securityContext.supplementalGroups",
        message: "puts its processes into the group 0 by supplementalGroups",
      },
      {
        each: "container",
        cel: "c.?securityContext.?runAsGroup.orValue(1) != 0",
        field: "securityContext.runAsGroup",
        message: "runs in the group 0",
      },
    ],
  },
  {
    ...shared,
    id: "security-context-set",
    title: "Every pod and container says what it may do",
    holds: "The pod and every container have a securityContext that is not empty.",
    why: "Without one the defaults hold, which are those of old: root, all default capabilities, no seccomp filter.",
    mend: "set securityContext for the pod and for each container",
    severity: "medium",
    level: "mandatory",
    references: {
      cis: ["5.6.3"],
      nsa: ["C-0211"],
      checkov: ["CKV_K8S_29", "CKV_K8S_30"],
      trivy: ["KSV-0118"],
    },
    checks: [
      {
        each: "pod",
        cel: "size(variables.podSpec.?securityContext.orValue({})) > 0",
        field: "spec.securityContext",
        message: "has no security context",
        fix: { value: "{'runAsNonRoot': true}" },
      },
      {
        each: "container",
        cel: "size(c.?securityContext.orValue({})) > 0",
        field: "securityContext",
        message: "has no security context",
        fix: { value: "{'runAsNonRoot': true}" },
      },
    ],
  },
];
