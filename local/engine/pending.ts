import type { Deployment, PendingOperation, Resource } from "./state.ts";

/** Names an object of a cluster. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** What the cluster has of an object: its place there, and the field manager by which it was made. */
export interface LiveObject {
  readonly name: string;
  readonly namespace?: string;
  readonly manager: string;
}

/** A creation that was interrupted: whether it happened is for the cluster to say. */
export interface Interrupted {
  readonly resource: Resource;
  readonly object: ObjectReference;
}

/** The interrupted creations of cluster objects. Whatever else was interrupted leaves nothing outside the state. */
export const interruptedCreations = (deployment: Deployment): readonly Interrupted[] =>
  (deployment.pending_operations ?? [])
    .filter(({ type }) => type === "creating")
    .flatMap(({ resource }) => {
      const object = objectOf(resource, deployment);
      return object ? [{ resource, object }] : [];
    });

export interface Resolution {
  /** The state without pending operations, with what was created after all. */
  readonly deployment: Deployment;
  /** The resources whose state is to be read from the cluster. */
  readonly refresh: readonly string[];
  readonly adopted: readonly string[];
  /** New halves of replacements: they go, for the next update makes them again. */
  readonly remove: readonly ObjectReference[];
}

/** What to do about each pending operation. `live` holds, by URN, the objects that were made after all. */
export function resolve(deployment: Deployment, live: ReadonlyMap<string, LiveObject>): Resolution {
  const { resources = [], pending_operations: pending = [] } = deployment;
  const current = new Set(resources.filter((it) => !it.delete).map(({ urn }) => urn));
  const made = interruptedCreations(deployment).flatMap(({ resource, object }) => {
    const found = live.get(resource.urn);
    return found ? [{ resource, object, found }] : [];
  });
  const adopted = made.filter(({ resource }) => !current.has(resource.urn));
  const { pending_operations: _, ...rest } = deployment;
  return {
    deployment: {
      ...rest,
      resources: [
        ...resources,
        ...adopted.map(({ resource, object, found }) => adopt(resource, object, found)),
      ],
    },
    adopted: adopted.map(({ resource }) => resource.urn),
    refresh: [
      ...adopted.map(({ resource }) => resource.urn),
      ...updated(pending).filter((urn) => current.has(urn)),
    ],
    remove: made.filter(({ resource }) => current.has(resource.urn)).map(({ object }) => object),
  };
}

const updated = (pending: readonly PendingOperation[]): readonly string[] =>
  pending
    .filter(({ type, resource }) => type === "updating" && resource.custom)
    .map(({ resource }) => resource.urn);

/** The resource as the provider would have written it, but for what the API server added: a refresh reads that. */
function adopt(
  resource: Resource,
  { apiVersion }: ObjectReference,
  { name, namespace, manager }: LiveObject,
): Resource {
  const inputs = resource.inputs ?? {};
  return {
    ...resource,
    id: namespace === undefined ? name : `${namespace}/${name}`,
    outputs: { ...inputs, __inputs: inputs, __fieldManager: manager, __initialApiVersion: apiVersion },
  };
}

/** The cluster object that a resource stands for, where its inputs name one. */
function objectOf(
  { type, inputs = {}, provider }: Resource,
  { resources = [] }: Deployment,
): ObjectReference | undefined {
  const { apiVersion, kind, metadata } = inputs as Partial<ObjectReference>;
  if (!type.startsWith("kubernetes:") || !apiVersion || !kind || !metadata?.name) return undefined;
  const provides = resources.find(({ urn, id = "" }) => `${urn}::${id}` === provider);
  const fallback = provides?.inputs?.["namespace"];
  const namespace = metadata.namespace ?? (typeof fallback === "string" ? fallback : undefined);
  return {
    apiVersion,
    kind,
    metadata: { name: metadata.name, ...(namespace !== undefined && { namespace }) },
  };
}
