import { type Properties, type Value, isObject } from "../shared/wire.ts";
import { at, isKind, kindKey, kindOf } from "./objects.ts";

export type Path = readonly (string | number)[];

const identity = ["metadata.name", "metadata.namespace"];
const podContainers = ["containers", "initContainers"].flatMap((containers) =>
  [
    "args command env image imagePullPolicy lifecycle livenessProbe ports readinessProbe resources securityContext stdin",
    "stdinOnce terminationMessagePath terminationMessagePolicy tty volumeDevices volumeMounts workingDir",
  ]
    .join(" ")
    .split(" ")
    .map((field) => `spec.${containers}.*.${field}`),
);
const inSpec = (fields: string): readonly string[] => fields.split(" ").map((field) => `spec.${field}`);

/** What cannot change in place, by kind, beside an object's name and namespace (pulumi-kubernetes 4.34, diff.go). */
const table: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/StatefulSet": inSpec(
    "podManagementPolicy revisionHistoryLimit selector serviceName volumeClaimTemplates",
  ),
  "batch/v1/Job": inSpec("completions parallelism selector template"),
  "policy/v1beta1/PodDisruptionBudget": ["spec"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "v1/PersistentVolume": inSpec(
    "awsElasticBlockStore azureDisk azureFile cephfs cinder csi fc flexVolume flocker gcePersistentDisk glusterfs hostPath" +
      " iscsi local nfs photonPersistentDisk portworxVolume quobyte rbd scaleIO storageos vsphereVolume",
  ),
  "v1/PersistentVolumeClaim": inSpec("accessModes selector storageClassName volumeName"),
  "v1/Pod": [
    ...inSpec(
      "affinity automountServiceAccountToken dnsConfig dnsPolicy enableServiceLinks hostAliases hostIPC hostNetwork hostPID" +
        " hostname imagePullSecrets nodeName nodeSelector overhead preemptionPolicy priority priorityClassName" +
        " readinessGates restartPolicy runtimeClassName schedulerName securityContext serviceAccount serviceAccountName" +
        " shareProcessNamespace subdomain terminationGracePeriodSeconds volumes",
    ),
    ...podContainers,
  ],
  "v1/ResourceQuota": ["spec.scopes"],
  "v1/Service": ["spec.clusterIP"],
};

export interface Mutable {
  readonly configMaps: boolean;
  readonly secrets: boolean;
}

/** The paths that replace this object when they change. */
export function forceNew(object: Properties, mutable: Mutable): readonly string[] {
  const frozen = at(object, "immutable") === true;
  if (isKind(object, "v1/Secret"))
    return [...identity, "type", ...(mutable.secrets && !frozen ? [] : ["stringData", "data"])];
  if (isKind(object, "v1/ConfigMap"))
    return [...identity, ...(mutable.configMaps && !frozen ? [] : ["binaryData", "data"])];
  return [...identity, ...(table[kindKey(kindOf(object))] ?? [])];
}

/** Whether a change of the value at a path touches one of the patterns: above it, at it or below it. */
export const touches = (path: Path, value: Value, patterns: readonly string[]): boolean =>
  patterns.some((pattern) => reaches(pattern.split("."), path, value));

function reaches(pattern: readonly string[], path: Path, value: Value): boolean {
  const below = pattern.slice(path.length);
  const above = pattern.slice(0, path.length);
  const onPath = above.every((part, index) => (part === "*" ? true : part === path[index]));
  return onPath && (below.length === 0 || hasPath(value, below));
}

function hasPath(value: Value, [part, ...rest]: readonly string[]): boolean {
  if (part === undefined) return true;
  if (part === "*") return Array.isArray(value) && value.some((item) => hasPath(item, rest));
  const next = isObject(value) ? value[part] : undefined;
  return next !== undefined && hasPath(next, rest);
}
