import { some } from "./certain.ts";
import type { Manifest } from "./manifest.ts";
import { selects, type Labels, type Selector } from "./selector.ts";
import type { World } from "./world.ts";

export interface ContainerPort {
  readonly name?: string;
  readonly containerPort?: number;
  readonly protocol?: string;
}

export interface Container {
  readonly name?: string;
  readonly ports?: readonly ContainerPort[];
  readonly restartPolicy?: string;
  readonly env?: readonly { readonly valueFrom?: { readonly secretKeyRef?: { readonly name?: string } } }[];
  readonly envFrom?: readonly { readonly secretRef?: { readonly name?: string } }[];
}

export interface Volume {
  readonly name?: string;
  readonly persistentVolumeClaim?: { readonly claimName?: string };
  readonly secret?: { readonly secretName?: string };
  readonly projected?: { readonly sources?: readonly { readonly secret?: { readonly name?: string } }[] };
}

export interface PodSpec {
  readonly serviceAccountName?: string;
  readonly serviceAccount?: string;
  readonly containers?: readonly Container[];
  readonly initContainers?: readonly Container[];
  readonly ephemeralContainers?: readonly Container[];
  readonly volumes?: readonly Volume[];
  readonly imagePullSecrets?: readonly { readonly name?: string }[];
}

/** A pod of the set, or the template of some. Reading what is not known yet raises UnknownValueError. */
export interface Pod {
  readonly manifest: Manifest;
  /** Its path in the object; empty for a Pod. */
  readonly path: string;
  readonly labels: () => Labels;
  readonly annotations: () => Labels;
  readonly spec: () => PodSpec;
}

interface PodObject {
  readonly metadata?: { readonly labels?: Labels; readonly annotations?: Labels };
  readonly spec?: PodSpec;
}

const ofManifests = new WeakMap<Manifest, readonly Pod[]>();

/** The pods that an object holds. */
export function podsOf(manifest: Manifest): readonly Pod[] {
  const known = ofManifests.get(manifest) ?? manifest.pods.map((path) => podAt(manifest, path));
  ofManifests.set(manifest, known);
  return known;
}

function podAt(manifest: Manifest, path: readonly string[]): Pod {
  const read = (): PodObject => {
    let found = manifest.object as Readonly<Record<string, unknown>> | undefined;
    for (const key of path) found = found?.[key] as typeof found;
    return found ?? withoutTemplate(manifest);
  };
  let labels: Labels | undefined;
  return {
    manifest,
    path: path.join("."),
    labels: () => (labels ??= over(generated(manifest), read().metadata?.labels)),
    annotations: () => read().metadata?.annotations ?? {},
    spec: () => read().spec ?? {},
  };
}

/** What is known of the pods of a workload that lacks its template: it could only have the labels that it selects. */
function withoutTemplate(manifest: Manifest): PodObject {
  const { spec } = manifest.object as { readonly spec?: { readonly selector?: Selector } };
  return { metadata: { labels: spec?.selector?.matchLabels ?? {} } };
}

/** The path of a field of the pod. */
export const within = ({ path }: Pod, field: string): string => [path, field].filter(Boolean).join(".");

/** The labels with others in their place; those that are not known yet stay so. */
const over = (given: Labels, labels: Labels = {}): Labels =>
  Object.keys(given).length === 0
    ? labels
    : Object.defineProperties({ ...given }, Object.getOwnPropertyDescriptors(labels));

/** Labels that controllers add and that are known beforehand. */
const generated = ({ kind, name }: Manifest): Labels =>
  kind === "Job" ? { "job-name": name, "batch.kubernetes.io/job-name": name } : {};

const ofWorlds = new WeakMap<World, ReadonlyMap<string, readonly Pod[]>>();

/** The pods of the set in a namespace. Patches are left out: the pods that they change are those of other objects. */
export function podsIn(world: World, namespace: string): readonly Pod[] {
  const known = ofWorlds.get(world) ?? byNamespace(world);
  ofWorlds.set(world, known);
  return known.get(namespace) ?? [];
}

const byNamespace = ({ manifests }: World): ReadonlyMap<string, readonly Pod[]> =>
  Map.groupBy(
    manifests.filter(({ partial }) => !partial).flatMap(podsOf),
    ({ manifest }) => manifest.namespace,
  );

/** Whether the selector selects every pod of the template. */
export const selectsPod = (selector: Selector, pod: Pod): boolean => selects(selector, pod.labels());

const podName = "statefulset.kubernetes.io/pod-name";

/** Whether the selector selects any pod of the template: a replica of a StatefulSet also by its name. */
export function selectsReplica(selector: Selector, pod: Pod): boolean {
  const wanted = selector.matchLabels?.[podName];
  const replica = pod.manifest.kind === "StatefulSet" && wanted?.replace(/-\d+$/, "") === pod.manifest.name;
  return selects(selector, replica ? over({ [podName]: wanted }, pod.labels()) : pod.labels());
}

/** Whether the selector selects a pod of the set in the namespace. */
export const selectsAny = (selector: Selector, world: World, namespace: string): boolean =>
  some(podsIn(world, namespace), (pod) => selectsReplica(selector, pod));
