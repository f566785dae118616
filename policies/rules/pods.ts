import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";
import { ofHostMounts } from "./hosts.ts";

const shared = { engine: "object", kinds: workloads } as const;

const sshPorts = "[22, 2222]";

/** The word sudo where a program's name can stand: alone, at the end of a path, or within a line for a shell. */
const sudo = "(^|[^A-Za-z0-9_.=-])sudo($|[^A-Za-z0-9_.,:/=-])";

/** How a pod is made and what it opens. */
export const pods: readonly ObjectRule[] = [
  {
    ...shared,
    id: "host-aliases",
    title: "No lines of its own in /etc/hosts",
    holds: "hostAliases of the pod is unset or empty.",
    why: "A name that only one pod resolves so is overlooked by whoever reads its configuration, and outlives the address.",
    mend: "remove hostAliases, and give the address a name by a Service or in the DNS",
    severity: "low",
    level: "advisory",
    references: { trivy: ["KSV-0007"] },
    checks: [
      {
        each: "pod",
        cel: "size(variables.podSpec.?hostAliases.orValue([])) == 0",
        field: "spec.hostAliases",
        message: "writes names into /etc/hosts",
      },
    ],
  },
  {
    ...shared,
    id: "privileged-ports",
    title: "No ports that only root may open",
    holds: "Every containerPort is at least min.",
    why: "Below 1024 a process needs root, or a capability, to listen; a Service maps the port just as well.",
    mend: "let the program listen on a port from 1024 on, and map it by the Service's targetPort",
    severity: "low",
    level: "advisory",
    parameters: {
      min: { type: "integer", minimum: 1, default: 1024, description: "The lowest port that is allowed." },
    },
    references: { trivy: ["KSV-0117"], kubeLinter: ["privileged-ports"] },
    checks: [
      {
        each: "container",
        cel: "c.?ports.orValue([]).all(p, p.?containerPort.orValue(params.min) >= params.min)",
        field: "ports",
        message: "listens on a port that is reserved for root",
      },
    ],
  },
  {
    ...shared,
    kinds: [...workloads, "Service"],
    id: "ssh-port",
    title: "No port of an SSH server",
    holds: "No containerPort or hostPort, and no port or targetPort of a Service, is 22 or 2222.",
    why: "A shell that is open to the network is a way in which no audit log of the API shows.",
    mend: "remove the SSH server and its port; kubectl exec and kubectl debug open a shell that is logged",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["ssh-port"] },
    checks: [
      {
        each: "container",
        kinds: workloads,
        cel: `c.?ports.orValue([]).all(p, !(p.?containerPort.orValue(0) in ${sshPorts}) && !(p.?hostPort.orValue(0) in ${sshPorts}))`,
        field: "ports",
        message: "listens on a port of SSH",
      },
      {
        each: "object",
        kinds: ["Service"],
        cel: `object.?spec.?ports.orValue([]).all(p, !(p.?port.orValue(0) in ${sshPorts}) && !(p.?targetPort.orValue(0) in ${sshPorts}))`,
        field: "spec.ports",
        message: "opens a port of SSH",
      },
    ],
  },
  {
    ...shared,
    id: "interactive-tty",
    title: "No terminals",
    holds: "stdin and tty of every container are unset or false.",
    why: "A shell that waits for input serves whoever may attach to the container.",
    mend: "remove stdin and tty",
    severity: "low",
    level: "advisory",
    references: {},
    checks: ["stdin", "tty"].map((field) => ({
      each: "container",
      cel: `c.?${field}.orValue(false) != true`,
      field,
      message: `waits for somebody to attach, by ${field}`,
    })),
  },
  {
    ...shared,
    id: "sudo-entrypoint",
    title: "No sudo in a command",
    holds:
      "No part of a container's command and args invokes sudo, by itself, by its path, or in a line for a shell.",
    why: "sudo needs what a hardened container has not: a setuid program, and the permission to gain privileges by it.",
    mend: "run the program itself as the user that it needs, by securityContext.runAsUser",
    severity: "medium",
    level: "mandatory",
    references: {},
    checks: ["command", "args"].map((field) => ({
      each: "container",
      cel: `c.?${field}.orValue([]).all(x, !x.matches('${sudo}'))`,
      field,
      message: "invokes sudo",
    })),
  },
  {
    ...shared,
    kinds: ["Pod"],
    id: "ephemeral-containers",
    title: "No ephemeral containers in what is declared",
    holds: "ephemeralContainers of the pod is unset or empty.",
    why: "A container that was put into a running pod stays until the pod goes, and nobody declared what it may do.",
    mend: "remove ephemeralContainers, and replace a pod into which one was put",
    severity: "low",
    level: "advisory",
    references: { kyverno: ["block-ephemeral-containers"] },
    checks: [
      {
        each: "pod",
        cel: "size(variables.podSpec.?ephemeralContainers.orValue([])) == 0",
        field: "spec.ephemeralContainers",
        message: "has ephemeral containers",
      },
    ],
  },
  {
    ...shared,
    kinds: ["Pod"],
    id: "naked-pod",
    title: "No pods without a controller",
    holds: "Every Pod has an owner, as the pods that controllers make have.",
    why: "Nothing starts a pod again that was made by itself when its node is drained or dies.",
    mend: "make it by a Deployment, a StatefulSet, a DaemonSet or a Job",
    severity: "medium",
    level: "mandatory",
    references: { kyverno: ["prevent-bare-pods"] },
    checks: [
      {
        each: "object",
        cel: "size(object.?metadata.?ownerReferences.orValue([])) > 0",
        field: "metadata.ownerReferences",
        message: "has no controller that would start it again",
      },
    ],
  },
  {
    ...shared,
    id: "sub-path-symlink",
    title: "No subPath into the node's file system",
    holds: "No mount of a hostPath volume, in any container, has subPath or subPathExpr.",
    why: "Who can swap the directory for a symbolic link while the kubelet resolves it mounts any file of the node (CVE-2021-25741).",
    mend: "mount the volume whole, or replace hostPath by another kind of volume",
    severity: "low",
    level: "advisory",
    references: { nsa: ["C-0058"] },
    checks: [
      ofHostMounts(
        "(m.?subPath.orValue('') == '' && m.?subPathExpr.orValue('') == '')",
        "mounts a part of a directory of the node",
      ),
    ],
  },
];
