import { workloads } from "../kinds.ts";
import type { Check, ObjectRule } from "../rule.ts";

const shared = { engine: "object", level: "mandatory" } as const;

/** The path as the kernel reads it, in CEL: one slash between its parts and none at its end. */
const normal = (path: string) => `'/' + ${path}.split('/').filter(s, !(s in ['', '.'])).join('/')`;

/** A path that leads up may lead anywhere; the API server refuses it too. */
const upwards = "(^|/)[.][.](/|$)";

/** Checks that no volume, and no PersistentVolume, is a path of the node that matches. */
const notOn = (pattern: string, message: string): readonly Check[] => {
  const misses = (path: string) =>
    `[${path}].all(p, p == '' || !(${normal("p")}).matches('${pattern}|${upwards}'))`;
  return [
    {
      each: "volume",
      kinds: workloads,
      cel: misses("v.?hostPath.?path.orValue('')"),
      field: "hostPath.path",
      message,
    },
    {
      each: "object",
      kinds: ["PersistentVolume"],
      cel: misses("object.?spec.?hostPath.?path.orValue('')"),
      field: "spec.hostPath.path",
      message,
    },
  ];
};

const sockets = [
  "/(docker|dockershim|cri-dockerd|containerd|crio|podman)[.]sock([.]ttrpc)?(/|$)",
  "^(/var)?/run(/(docker|dockershim|containerd|crio|podman)(/.*)?)?$",
  "^/var/lib/kubelet(/|$)",
];

const sensitive = [
  "^/(etc|proc|sys|root|var/lib/kubelet)(/|$)",
  "^/(var(/lib(/docker|/containerd)?)?|boot|dev|lib|lib64|usr|bin|sbin|home|[.]config)?$",
  "/([.]aws|[.]azure|gcloud)(/|$)",
];

/** Checks the mounts of hostPath volumes by CEL on a mount, `m`. */
export const ofHostMounts = (cel: string, message: string): Check => ({
  each: "container",
  cel: `c.?volumeMounts.orValue([]).all(m, ${cel} || variables.podSpec.?volumes.orValue([]).all(v, !has(v.hostPath) || v.name != m.name))`,
  field: "volumeMounts",
  message,
});

/** The files of the node. The Pod Security Standards forbid them all; whoever turns that off keeps these. */
export const hosts: readonly ObjectRule[] = [
  {
    ...shared,
    kinds: [...workloads, "PersistentVolume"],
    id: "container-socket-mount",
    title: "No socket of a container runtime or of the kubelet",
    holds:
      "No hostPath is, or lies under, docker.sock, dockershim.sock, cri-dockerd.sock, containerd.sock, crio.sock or podman.sock, a runtime's directory in /run or /var/run, /var/lib/kubelet, or is /run or /var/run itself, which hold them.",
    why: "Who reaches such a socket starts containers on the node as they please, privileged ones too; read-only mounts do not help.",
    mend: "remove the volume, or replace it by an emptyDir or a claim",
    severity: "critical",
    references: {
      checkov: ["CKV_K8S_27"],
      trivy: ["KSV-0006"],
      kubeLinter: ["docker-sock"],
      kyverno: ["disallow-container-sock-mounts"],
    },
    checks: notOn(sockets.join("|"), "is a socket of the node's container runtime or kubelet"),
  },
  {
    ...shared,
    kinds: [...workloads, "PersistentVolume"],
    id: "sensitive-host-mount",
    title: "No directories of the node that hold its credentials or its programs",
    holds:
      "No hostPath is, or lies under, /etc, /proc, /sys, /root, /var/lib/kubelet, or a directory of credentials for a cloud (.aws, .azure, gcloud); none is /, /boot, /dev, /lib, /usr, /bin, /sbin, /home, /.config, /var, /var/lib, /var/lib/docker or /var/lib/containerd.",
    why: "These hold the node's keys, its kubelet's and those of all its pods; whoever reads them acts as the node.",
    mend: "remove the volume, or replace it by an emptyDir, a claim, a ConfigMap or a Secret",
    severity: "high",
    references: {
      trivy: ["KSV-0121"],
      kubeLinter: ["sensitive-host-mounts"],
      kyverno: ["limit-hostpath-vols", "limit-hostpath-type-pv"],
    },
    checks: notOn(sensitive.join("|"), "is a sensitive directory of the node"),
  },
  {
    ...shared,
    kinds: workloads,
    id: "writable-host-mount",
    title: "Files of the node only to be read",
    holds: "Every mount of a hostPath volume, in every container, sets readOnly to true.",
    why: "Who writes the node's files changes what runs on it.",
    mend: "set readOnly to true on the mount, or replace hostPath",
    severity: "high",
    references: { kubeLinter: ["writable-host-mount"], kyverno: ["ensure-readonly-hostpath"] },
    checks: [ofHostMounts("m.?readOnly.orValue(false) == true", "can write to the node's files")],
  },
];
