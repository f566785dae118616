/** Where a kind lives in the API. */
export interface Kind {
  /** Its API groups, the present one first; the core group is "". */
  readonly groups: readonly [string, ...string[]];
  /** The version that admission matches; the server converts every other one to it. */
  readonly version: string;
  /** Its name in the paths of the API. */
  readonly resource: string;
  readonly namespaced: boolean;
}

const namespaced = (resource: string, version: string, ...groups: [string, ...string[]]): Kind => ({
  groups,
  version,
  resource,
  namespaced: true,
});

const clusterWide = (resource: string, version: string, ...groups: [string, ...string[]]): Kind => ({
  ...namespaced(resource, version, ...groups),
  namespaced: false,
});

/** Every kind that a rule knows, by name. Groups that a kind has left are there, so that no old manifest slips through. */
export const kinds = {
  Pod: namespaced("pods", "v1", ""),
  PodTemplate: namespaced("podtemplates", "v1", ""),
  ReplicationController: namespaced("replicationcontrollers", "v1", ""),
  ReplicaSet: namespaced("replicasets", "v1", "apps", "extensions"),
  Deployment: namespaced("deployments", "v1", "apps", "extensions"),
  StatefulSet: namespaced("statefulsets", "v1", "apps"),
  DaemonSet: namespaced("daemonsets", "v1", "apps", "extensions"),
  Job: namespaced("jobs", "v1", "batch"),
  CronJob: namespaced("cronjobs", "v1", "batch"),
  ConfigMap: namespaced("configmaps", "v1", ""),
  Secret: namespaced("secrets", "v1", ""),
  Service: namespaced("services", "v1", ""),
  ServiceAccount: namespaced("serviceaccounts", "v1", ""),
  PersistentVolumeClaim: namespaced("persistentvolumeclaims", "v1", ""),
  ResourceQuota: namespaced("resourcequotas", "v1", ""),
  LimitRange: namespaced("limitranges", "v1", ""),
  Ingress: namespaced("ingresses", "v1", "networking.k8s.io", "extensions"),
  NetworkPolicy: namespaced("networkpolicies", "v1", "networking.k8s.io", "extensions"),
  PodDisruptionBudget: namespaced("poddisruptionbudgets", "v1", "policy"),
  HorizontalPodAutoscaler: namespaced("horizontalpodautoscalers", "v2", "autoscaling"),
  Role: namespaced("roles", "v1", "rbac.authorization.k8s.io"),
  RoleBinding: namespaced("rolebindings", "v1", "rbac.authorization.k8s.io"),
  ClusterRole: clusterWide("clusterroles", "v1", "rbac.authorization.k8s.io"),
  ClusterRoleBinding: clusterWide("clusterrolebindings", "v1", "rbac.authorization.k8s.io"),
  Namespace: clusterWide("namespaces", "v1", ""),
  PersistentVolume: clusterWide("persistentvolumes", "v1", ""),
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof kinds;

export const kindNames = Object.keys(kinds) as readonly KindName[];

/** Every kind that holds a pod or asks for some. */
export const workloads = [
  "Pod",
  "PodTemplate",
  "ReplicationController",
  "ReplicaSet",
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
  "CronJob",
] as const satisfies readonly KindName[];

/**
 * The kind that a manifest's `apiVersion` and `kind` name, in whichever version; nothing for kinds that no rule knows. Groups
 * without a dot are Kubernetes' own, and a kind in the wrong one of them is a mistake: nobody else can define it there.
 */
export function kindOf(apiVersion: string, kind: string): KindName | undefined {
  const group = apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
  if (!Object.hasOwn(kinds, kind)) return undefined;
  const name = kind as KindName;
  const isOwn = !group.includes(".") || (kinds[name].groups as readonly string[]).includes(group);
  return isOwn ? name : undefined;
}
