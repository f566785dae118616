import { type Live, type Objects, ofKind } from "./objects.ts";

/** What is not ready among everything that can be, in words. */
export const unready = (objects: Objects): readonly string[] => [
  ...ofKind(objects, "Deployment")
    .filter((it) => !hasReplicas(it))
    .map(nameOf),
  ...ofKind(objects, "StatefulSet")
    .filter((it) => !hasReplicas(it))
    .map(nameOf),
  ...ofKind(objects, "Pod")
    .filter((it) => !isReadyPod(it))
    .map(nameOf),
  ...ofKind(objects, "PersistentVolumeClaim")
    .filter((it) => it.status?.["phase"] !== "Bound")
    .map(nameOf),
];

const nameOf = ({ kind, metadata }: Live): string => `${kind} ${metadata?.name}`;

const hasReplicas = ({ spec, status, metadata }: Live): boolean =>
  status?.["observedGeneration"] === metadata?.generation &&
  status?.["readyReplicas"] === spec?.["replicas"] &&
  status?.["updatedReplicas"] === spec?.["replicas"];

const isReadyPod = ({ status }: Live): boolean =>
  ((status?.["conditions"] ?? []) as readonly { readonly type: string; readonly status: string }[]).some(
    (it) => it.type === "Ready" && it.status === "True",
  );

/** The uids of the pods of a service, by the name of the pod. */
export const podsOf = (objects: Objects, service: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ofKind(objects, "Pod")
      .filter(({ metadata }) => metadata?.labels?.["app.kubernetes.io/name"] === service)
      .map(({ metadata }) => [metadata?.name ?? "", metadata?.uid ?? ""]),
  );
