import { kindNames, kinds, workloads, type KindName } from "../kinds.ts";
import type { Match, Named, Operation, ResourceRule } from "./objects.ts";

/** Kinds that one policy judges, because they are selected alike and share what their rules read. */
export interface Family {
  readonly name: "workloads" | "namespaced" | "cluster-wide";
  readonly kinds: readonly KindName[];
  /** Which requests for them are judged. */
  readonly conditions: readonly Named[];
}

const isWorkload = (kind: KindName): boolean => (workloads as readonly KindName[]).includes(kind);

/** Who makes what the cluster needs: a namespace's default service account, claims from templates, pods. */
const controlPlane =
  "(request.userInfo.username == 'system:kube-controller-manager' || request.userInfo.username.startsWith('system:serviceaccount:kube-system:'))";

/** What goes is let go: removing a finalizer is an update. */
const staying: Named = {
  name: "is-staying",
  expression: "request.operation != 'UPDATE' || !has(object.metadata.deletionTimestamp)",
};

/** Whoever makes it, a pod is judged; that the control plane may scale down or adopt what is there keeps rollouts going. */
const newOrUsers: Named = {
  name: "is-new-or-changed-by-users",
  expression: `request.operation == 'CREATE' || !${controlPlane}`,
};

const users: Named = { name: "is-made-by-users", expression: `!${controlPlane}` };

export const families: readonly Family[] = [
  { name: "workloads", kinds: workloads, conditions: [staying, newOrUsers] },
  {
    name: "namespaced",
    kinds: kindNames.filter((kind) => kinds[kind].namespaced && !isWorkload(kind)),
    conditions: [staying, users],
  },
  {
    name: "cluster-wide",
    kinds: kindNames.filter((kind) => !kinds[kind].namespaced),
    conditions: [staying, users],
  },
];

/** Containers are added to a pod that runs through a path of its own. */
const subresources: Partial<Record<KindName, readonly string[]>> = { Pod: ["ephemeralcontainers"] };

/** The requests for objects of these kinds, each in the one version that the server converts the others to. */
export function matchFor(
  names: readonly KindName[],
  operations: readonly Operation[],
  paths: typeof subresources = subresources,
): Match & { resourceRules: ResourceRule[] } {
  const found = names.map((name) => ({ ...kinds[name], paths: paths[name] ?? [] }));
  const groups = Map.groupBy(found, ({ groups: [group], version }) => `${group}/${version}`);
  return {
    matchPolicy: "Equivalent",
    namespaceSelector: {},
    objectSelector: {},
    resourceRules: [...groups.values()].flatMap(([first, ...more]) => {
      if (first === undefined) return [];
      const resources = [first, ...more].flatMap(({ resource, paths: below }) => [
        resource,
        ...below.map((path) => `${resource}/${path}`),
      ]);
      return {
        apiGroups: [first.groups[0]],
        apiVersions: [first.version],
        operations: [...operations],
        resources,
        scope: first.namespaced ? "Namespaced" : "Cluster",
      };
    }),
  };
}
