import type { ObjectRule } from "../rule.ts";
import { onWindows, ownUsers, profiles, shared, versioned } from "./pss.ts";

const volumeTypes = [
  "configMap",
  "csi",
  "downwardAPI",
  "emptyDir",
  "ephemeral",
  "image",
  "persistentVolumeClaim",
  "projected",
  "secret",
];

/** The checks that the restricted standard adds. */
export const pssRestricted: readonly ObjectRule[] = [
  {
    ...shared,
    id: "pss-volume-types",
    title: "Only volume types that the restricted standard allows",
    holds: `Every volume is one of ${volumeTypes.join(", ")}, or names no source, which means emptyDir.`,
    why: "Other types are drivers within the kubelet, which runs as root on the node.",
    mend: "use a persistentVolumeClaim or a csi volume",
    severity: "medium",
    references: {
      pss: ["restricted:restrictedVolumes"],
      trivy: ["KSV-0028"],
      kyverno: ["restrict-volume-types"],
    },
    checks: [
      {
        each: "volume",
        cel: `${volumeTypes.map((type) => `has(v.${type})`).join(" || ")} || size(v) == 1`,
        message: "is of a type that is not allowed",
      },
    ],
  },
  {
    ...shared,
    id: "pss-capabilities-drop-all",
    title: "All capabilities dropped",
    holds:
      "capabilities.drop of every container names ALL, in capitals, and capabilities.add nothing but NET_BIND_SERVICE; pods for Windows have no capabilities.",
    why: "A process that is taken over can do no more than what it was left with.",
    mend: "set securityContext.capabilities.drop to [ALL], and add at most NET_BIND_SERVICE",
    severity: "high",
    references: {
      pss: ["restricted:capabilities_restricted"],
      cis: ["5.2.9"],
      nsa: ["C-0055"],
      checkov: ["CKV_K8S_37", "CKV_K8S_28"],
      trivy: ["KSV-0003", "KSV-0004", "KSV-0106"],
      kubeLinter: ["drop-net-raw-capability"],
      kyverno: ["disallow-capabilities-strict"],
    },
    checks: [
      {
        each: "container",
        cel: `${onWindows} || 'ALL' in c.?securityContext.?capabilities.?drop.orValue([])`,
        field: "securityContext.capabilities.drop",
        message: "does not drop all capabilities",
        fix: { value: "['ALL']" },
      },
      {
        each: "container",
        cel: `${onWindows} || c.?securityContext.?capabilities.?add.orValue([]).all(x, x == 'NET_BIND_SERVICE')`,
        field: "securityContext.capabilities.add",
        message: "adds a capability other than NET_BIND_SERVICE",
      },
    ],
  },
  {
    ...shared,
    id: "pss-allow-privilege-escalation",
    title: "No privilege escalation",
    holds: "Every container sets allowPrivilegeEscalation to false; pods for Windows need not.",
    why: "Without it a setuid program in the image gives back the root that the pod gave up.",
    mend: "set securityContext.allowPrivilegeEscalation to false",
    severity: "high",
    references: {
      pss: ["restricted:allowPrivilegeEscalation"],
      cis: ["5.2.6"],
      nsa: ["C-0016"],
      checkov: ["CKV_K8S_20"],
      trivy: ["KSV-0001"],
      kubeLinter: ["privilege-escalation-container"],
      kyverno: ["disallow-privilege-escalation"],
    },
    checks: [
      {
        each: "container",
        cel: `${onWindows} || c.?securityContext.?allowPrivilegeEscalation.orValue(true) == false`,
        field: "securityContext.allowPrivilegeEscalation",
        message: "may gain privileges",
        fix: { value: "false", when: "c.?securityContext.?privileged.orValue(false) == false" },
      },
    ],
  },
  {
    ...shared,
    id: "pss-run-as-non-root",
    title: "Containers refuse to run as root",
    holds:
      "The pod's runAsNonRoot is not false, and every container's is true or, where it is unset, the pod's is; from 1.35 on, pods with hostUsers false are exempt.",
    why: "Root in a container is root on the node for whoever breaks out of it.",
    mend: "set securityContext.runAsNonRoot to true for the pod, and to false nowhere",
    severity: "high",
    parameters: versioned,
    references: {
      pss: ["restricted:runAsNonRoot"],
      cis: ["5.2.7"],
      nsa: ["C-0013"],
      checkov: ["CKV_K8S_23", "CKV_K8S_6"],
      trivy: ["KSV-0012"],
      kubeLinter: ["run-as-non-root"],
      kyverno: ["require-run-as-nonroot"],
    },
    checks: [
      {
        each: "pod",
        cel: `${ownUsers} || variables.podSecurity.?runAsNonRoot.orValue(true)`,
        field: "spec.securityContext.runAsNonRoot",
        message: "lets containers run as root",
      },
      {
        each: "container",
        cel: `${ownUsers} || c.?securityContext.?runAsNonRoot.orValue(variables.podSecurity.?runAsNonRoot.orValue(false)) == true`,
        field: "securityContext.runAsNonRoot",
        message: "may run as root",
        fix: { value: "true" },
      },
    ],
  },
  {
    ...shared,
    id: "pss-run-as-user",
    title: "No container asks for the user 0",
    holds:
      "runAsUser is not 0, for the pod and for every container; from 1.35 on, pods with hostUsers false are exempt.",
    why: "The user 0 is root, whatever else the container gives up.",
    mend: "set securityContext.runAsUser to another user",
    severity: "high",
    parameters: versioned,
    references: {
      pss: ["restricted:runAsUser"],
      cis: ["5.2.7"],
      trivy: ["KSV-0105"],
      kyverno: ["require-run-as-non-root-user"],
    },
    checks: [
      {
        each: "pod",
        cel: `${ownUsers} || variables.podSecurity.?runAsUser.orValue(1) != 0`,
        field: "spec.securityContext.runAsUser",
        message: "runs as the user 0",
      },
      {
        each: "container",
        cel: `${ownUsers} || c.?securityContext.?runAsUser.orValue(1) != 0`,
        field: "securityContext.runAsUser",
        message: "runs as the user 0",
      },
    ],
  },
  {
    ...shared,
    id: "pss-seccomp-restricted",
    title: "A seccomp filter for every container",
    holds:
      "The pod's seccomp profile, where it is set, and every container's are RuntimeDefault or Localhost; a container may leave it to the pod; pods for Windows need none.",
    why: "Unset means unconfined on most nodes: every system call of the shared kernel is open.",
    mend: "set securityContext.seccompProfile.type to RuntimeDefault for the pod",
    severity: "medium",
    references: {
      pss: ["restricted:seccompProfile_restricted"],
      cis: ["5.6.2"],
      checkov: ["CKV_K8S_31"],
      trivy: ["KSV-0030"],
      kyverno: ["restrict-seccomp-strict"],
    },
    checks: [
      {
        each: "pod",
        cel: `${onWindows} || variables.podSecurity.?seccompProfile.?type.orValue('RuntimeDefault') in ${profiles}`,
        field: "spec.securityContext.seccompProfile.type",
        message: "has no seccomp filter",
      },
      {
        each: "container",
        cel: `${onWindows} || c.?securityContext.?seccompProfile.?type.orValue(variables.podSecurity.?seccompProfile.?type.orValue('')) in ${profiles}`,
        field: "securityContext.seccompProfile.type",
        message: "has no seccomp filter",
        fix: { value: "'RuntimeDefault'" },
      },
    ],
  },
];
