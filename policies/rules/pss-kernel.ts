import type { ObjectRule } from "../rule.ts";
import { oneOf, ownUsers, profiles, shared, versioned } from "./pss.ts";

const seLinuxTypes = ["", "container_t", "container_init_t", "container_kvm_t"];

const seLinux = (context: string) =>
  `[${context}.?seLinuxOptions.orValue({})].all(o, (o.?type.orValue('') in ${oneOf(seLinuxTypes)} || (params.minor >= 31 && o.?type.orValue('') == 'container_engine_t')) && o.?user.orValue('') == '' && o.?role.orValue('') == '')`;

/** pod-security-admission, check_sysctls.go: what the versions up to 1.29 allowed, and what later ones added. */
const safeSysctls = [
  "kernel.shm_rmid_forced",
  "net.ipv4.ip_local_port_range",
  "net.ipv4.tcp_syncookies",
  "net.ipv4.ping_group_range",
  "net.ipv4.ip_unprivileged_port_start",
  "net.ipv4.ip_local_reserved_ports",
  "net.ipv4.tcp_keepalive_time",
  "net.ipv4.tcp_fin_timeout",
  "net.ipv4.tcp_keepalive_intvl",
  "net.ipv4.tcp_keepalive_probes",
];
const safeSysctls1_32 = ["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"];
const safeSysctls1_37 = ["net.ipv4.tcp_slow_start_after_idle", "net.ipv4.tcp_notsent_lowat"];

/** The checks of the baseline standard on the node's kernel and on calls that its kubelet makes. */
export const pssKernel: readonly ObjectRule[] = [
  {
    ...shared,
    id: "pss-selinux",
    title: "No SELinux options of one's own",
    holds:
      "seLinuxOptions.type of the pod and every container is unset, container_t, container_init_t, container_kvm_t or, from 1.31 on, container_engine_t; user and role are unset.",
    why: "Another type, user or role may lift what SELinux confines a container to.",
    mend: "remove seLinuxOptions, or keep only its level",
    severity: "medium",
    parameters: versioned,
    references: {
      pss: ["baseline:seLinuxOptions"],
      trivy: ["KSV-0025"],
      kyverno: ["disallow-selinux"],
    },
    checks: [
      {
        each: "pod",
        cel: seLinux("variables.podSecurity"),
        field: "spec.securityContext.seLinuxOptions",
        message: "sets an SELinux type, user or role that is not allowed",
      },
      {
        each: "container",
        cel: seLinux("c.?securityContext"),
        field: "securityContext.seLinuxOptions",
        message: "sets an SELinux type, user or role that is not allowed",
      },
    ],
  },
  {
    ...shared,
    id: "pss-apparmor",
    title: "No container without AppArmor by its own wish",
    holds:
      "Where an AppArmor profile is set, it is RuntimeDefault or Localhost in the field, and empty, runtime/default or localhost/… in the annotation container.apparmor.security.beta.kubernetes.io/<container>.",
    why: "Unconfined takes the runtime's AppArmor profile away from the container.",
    mend: "set appArmorProfile.type to RuntimeDefault, and remove the annotation",
    severity: "medium",
    references: {
      pss: ["baseline:appArmorProfile"],
      trivy: ["KSV-0002"],
      kyverno: ["restrict-apparmor-profiles"],
    },
    checks: [
      {
        each: "pod",
        cel: `variables.podSecurity.?appArmorProfile.?type.orValue('RuntimeDefault') in ${profiles}`,
        field: "spec.securityContext.appArmorProfile.type",
        message: "has no AppArmor profile",
      },
      {
        each: "container",
        cel: `c.?securityContext.?appArmorProfile.?type.orValue('RuntimeDefault') in ${profiles}`,
        field: "securityContext.appArmorProfile.type",
        message: "has no AppArmor profile",
      },
      {
        each: "pod",
        cel: "variables.podMeta.?annotations.orValue({}).all(k, !k.startsWith('container.apparmor.security.beta.kubernetes.io/') || variables.podMeta.annotations[k] == '' || variables.podMeta.annotations[k] == 'runtime/default' || variables.podMeta.annotations[k].startsWith('localhost/'))",
        field: "metadata.annotations",
        message: "takes a container's AppArmor profile away by an annotation",
      },
    ],
  },
  {
    ...shared,
    id: "pss-sysctls",
    title: "Only sysctls that stay within the pod",
    holds: `securityContext.sysctls names only ${safeSysctls.join(", ")}; from 1.32 on also ${safeSysctls1_32.join(", ")}; from 1.37 on also ${safeSysctls1_37.join(", ")}.`,
    why: "Other sysctls change the kernel that all pods of the node share.",
    mend: "remove the sysctl, or set it on the node",
    severity: "medium",
    parameters: versioned,
    references: {
      pss: ["baseline:sysctls"],
      trivy: ["KSV-0026"],
      kubeLinter: ["unsafe-sysctls"],
      kyverno: ["restrict-sysctls"],
    },
    checks: [
      {
        each: "pod",
        cel: `variables.podSecurity.?sysctls.orValue([]).all(s, s.name in ${oneOf(safeSysctls)} || (params.minor >= 32 && s.name in ${oneOf(safeSysctls1_32)}) || (params.minor >= 37 && s.name in ${oneOf(safeSysctls1_37)}))`,
        field: "spec.securityContext.sysctls",
        message: "sets a sysctl of the whole node",
      },
    ],
  },
  {
    ...shared,
    id: "pss-proc-mount",
    title: "The usual masks on /proc",
    holds:
      "procMount of every container is unset or Default; by the baseline standard, from 1.35 on, pods with hostUsers false are exempt.",
    why: "An unmasked /proc shows and changes settings of the node's kernel.",
    mend: "remove securityContext.procMount",
    severity: "medium",
    parameters: {
      ...versioned,
      standard: {
        type: "string",
        pattern: "^(baseline|restricted)$",
        default: "restricted",
        description: "Which of the Pod Security Standards is meant: restricted or baseline.",
      },
    },
    references: {
      pss: ["baseline:procMount", "restricted:procMount_restricted"],
      trivy: ["KSV-0027"],
      kubeLinter: ["unsafe-proc-mount"],
      kyverno: ["disallow-proc-mount"],
    },
    checks: [
      {
        each: "container",
        cel: `(params.standard == 'baseline' && ${ownUsers}) || c.?securityContext.?procMount.orValue('Default') == 'Default'`,
        field: "securityContext.procMount",
        message: "unmasks /proc",
      },
    ],
  },
  {
    ...shared,
    id: "pss-windows-host-process",
    title: "No Windows host processes",
    holds: "windowsOptions.hostProcess of the pod and of every container is unset or false.",
    why: "A host process container is an administrator of its Windows node.",
    mend: "remove windowsOptions.hostProcess",
    severity: "high",
    references: {
      pss: ["baseline:windowsHostProcess"],
      cis: ["5.2.10"],
      trivy: ["KSV-0103"],
      kyverno: ["disallow-host-process"],
    },
    checks: [
      {
        each: "pod",
        cel: "variables.podSecurity.?windowsOptions.?hostProcess.orValue(false) != true",
        field: "spec.securityContext.windowsOptions.hostProcess",
        message: "runs as a process of its node",
      },
      {
        each: "container",
        cel: "c.?securityContext.?windowsOptions.?hostProcess.orValue(false) != true",
        field: "securityContext.windowsOptions.hostProcess",
        message: "runs as a process of its node",
      },
    ],
  },
  {
    ...shared,
    id: "pss-host-probes",
    title: "No probes or hooks to other hosts",
    holds:
      "From 1.34 on, httpGet.host and tcpSocket.host are unset in every probe and every lifecycle hook of every container.",
    why: "The kubelet makes these calls from the node's network, where the pod itself could not make them.",
    mend: "remove host from the probe or hook",
    severity: "medium",
    parameters: versioned,
    references: { pss: ["baseline:hostProbesAndHostLifecycle"] },
    checks: [
      "livenessProbe",
      "readinessProbe",
      "startupProbe",
      "lifecycle.postStart",
      "lifecycle.preStop",
    ].map((field) => ({
      each: "container",
      cel: `params.minor < 34 || (${["httpGet", "tcpSocket"]
        .map((action) => `c.?${field.replace(".", ".?")}.?${action}.?host.orValue('') == ''`)
        .join(" && ")})`,
      field,
      message: "calls another host from its node",
    })),
  },
];
