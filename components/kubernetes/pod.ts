import type * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { mirrored } from "../model/images.ts";
import { inMebibytes, mebibytes, sum } from "../model/quantity.ts";
import { hasIdentity, type IdentityWords, type Service } from "../model/service.ts";
import { hasSecret } from "../model/text.ts";
import { type FileWords, fileKey, namesItself, plain, podName } from "./files.ts";
import { probes } from "./probe.ts";
import { selector } from "./labels.ts";
import type { KubernetesSettings, Placement } from "./settings.ts";

type Container = k8s.types.input.core.v1.Container;
type PodSpec = k8s.types.input.core.v1.PodSpec;

/** The words of a declaration that decide about a pod. */
export type PodWords = FileWords &
  IdentityWords &
  Pick<
    Service,
    | "image"
    | "user"
    | "ports"
    | "resources"
    | "probes"
    | "replicas"
    | "command"
    | "scratch"
    | "spread"
    | "drain"
  >;

export interface PodArgs {
  /** The names of the ConfigMap and the Secret that hold its files and variables. */
  readonly config: pulumi.Input<string> | undefined;
  readonly secret: pulumi.Input<string> | undefined;
  readonly platform: Pick<KubernetesSettings, "imagePullSecrets" | "registryMirror">;
  readonly placement: Placement;
}

/** The pod of a service: its one container with every door shut, then what the declaration asks to open. */
export const podSpec = (service: PodWords, { config, secret, platform, placement }: PodArgs): PodSpec => ({
  serviceAccountName: service.name,
  automountServiceAccountToken: false,
  enableServiceLinks: false,
  terminationGracePeriodSeconds: service.drain.grace,
  securityContext: {
    runAsNonRoot: true,
    runAsUser: service.user,
    runAsGroup: service.user,
    fsGroup: service.user,
    fsGroupChangePolicy: "OnRootMismatch",
    seccompProfile: { type: "RuntimeDefault" },
  },
  ...(platform.imagePullSecrets.length > 0 && {
    imagePullSecrets: platform.imagePullSecrets.map((name) => ({ name })),
  }),
  ...(placement.nodeSelector && { nodeSelector: placement.nodeSelector }),
  ...(placement.tolerations && { tolerations: placement.tolerations }),
  ...(placement.priorityClass && { priorityClassName: placement.priorityClass }),
  topologySpreadConstraints: spread(service),
  containers: [container(service, secret, platform.registryMirror)],
  volumes: [
    ...(config === undefined ? [] : [{ name: "config", configMap: { name: config, defaultMode: 0o444 } }]),
    ...(secret === undefined || !hasSecretFile(service)
      ? []
      : [{ name: "secret", secret: { secretName: secret, defaultMode: 0o440 } }]),
    ...Object.values(service.scratch).map((sizeLimit, i) => ({
      name: `scratch-${i}`,
      emptyDir: { sizeLimit },
    })),
  ],
});

const container = (
  service: PodWords,
  secret: pulumi.Input<string> | undefined,
  mirror: string | undefined,
): Container => {
  const env = variables(service, secret);
  return {
    name: service.name,
    image: mirrored(service.image, mirror),
    imagePullPolicy: "IfNotPresent",
    ...(service.command.length > 0 && { command: [...service.command] }),
    ...(service.args.length > 0 && { args: service.args.map((arg) => plain(service, arg)) }),
    ...(env.length > 0 && { env }),
    ports: Object.entries(service.ports).map(([name, containerPort]) => ({
      name,
      containerPort,
      protocol: "TCP",
    })),
    ...probes(service),
    ...(service.drain.delay > 0 && { lifecycle: { preStop: { sleep: { seconds: service.drain.delay } } } }),
    resources: resources(service),
    securityContext: {
      allowPrivilegeEscalation: false,
      privileged: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
    },
    volumeMounts: mounts(service),
  };
};

const variables = (service: FileWords, secret: pulumi.Input<string> | undefined) => [
  ...(namesItself(service)
    ? [{ name: podName, valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }]
    : []),
  ...Object.entries(service.env).map(([name, content]) =>
    secret !== undefined && hasSecret(content)
      ? { name, valueFrom: { secretKeyRef: { name: secret, key: name } } }
      : { name, value: plain(service, content) },
  ),
];

const mounts = ({ files, scratch, state }: PodWords) => [
  ...Object.entries(files).map(([mountPath, content]) => ({
    name: hasSecret(content) ? "secret" : "config",
    mountPath,
    subPath: fileKey(mountPath),
    readOnly: true,
  })),
  ...Object.keys(scratch).map((mountPath, i) => ({ name: `scratch-${i}`, mountPath })),
  ...Object.entries(state).map(([name, { path }]) => ({ name, mountPath: path })),
];

const hasSecretFile = ({ files }: FileWords) => Object.values(files).some(hasSecret);

/** Room for a container's rotated logs: the kubelet keeps five files of 10 MiB by default. */
const logs = 64;

/** What a container asks for and may use at most. Local disk is limited, but not reserved: nodes report it or not. */
export function resources({
  resources: { cpu, memory, cpuLimit },
  scratch,
}: Pick<Service, "resources" | "scratch">) {
  const disk = inMebibytes(logs + sum(Object.values(scratch).map(mebibytes)));
  return {
    requests: { cpu, memory, "ephemeral-storage": "0" },
    limits: { ...(cpuLimit && { cpu: cpuLimit }), memory, "ephemeral-storage": disk },
  };
}

const spread = (service: PodWords) => {
  const over = (topologyKey: string, strictness: "required" | "preferred") => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: strictness === "required" ? "DoNotSchedule" : "ScheduleAnyway",
    labelSelector: { matchLabels: selector(service.name) },
    matchLabelKeys: [hasIdentity(service) ? "controller-revision-hash" : "pod-template-hash"],
  });
  return [
    over("kubernetes.io/hostname", service.spread.host),
    over("topology.kubernetes.io/zone", service.spread.zone),
  ];
};
