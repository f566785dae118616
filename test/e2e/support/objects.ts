import { setTimeout as pause } from "node:timers/promises";
import type { KubeConfig, KubernetesObject } from "@kubernetes/client-node";
import { must } from "./api.ts";

/** An object of the cluster, with whatever fields its kind has. */
export interface Live extends KubernetesObject {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
}

/** All objects of a place, by `Kind name`. */
export type Objects = ReadonlyMap<string, Live>;

interface Discovery {
  readonly items: readonly {
    readonly metadata: { readonly name?: string };
    readonly versions: readonly {
      readonly version: string;
      readonly resources: readonly {
        readonly resource: string;
        readonly responseKind: { readonly kind: string };
        readonly scope: "Namespaced" | "Cluster";
        readonly verbs: readonly string[];
      }[];
    }[];
  }[];
}

interface Resource {
  readonly path: (namespace: string) => string;
  readonly kind: string;
  readonly apiVersion: string;
  readonly scope: "Namespaced" | "Cluster";
}

const known = new WeakMap<KubeConfig, Promise<readonly Resource[]>>();

/** Every kind of object that the API server can list. */
function kindsOf(config: KubeConfig): Promise<readonly Resource[]> {
  const found = known.get(config) ?? discover(config);
  known.set(config, found);
  return found;
}

async function discover(config: KubeConfig): Promise<readonly Resource[]> {
  const accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
  const answers = await Promise.all(["/api", "/apis"].map((path) => must(config, path, { accept })));
  return answers
    .flatMap((answer) => (answer as unknown as Discovery).items)
    .flatMap(({ metadata: { name: group = "" }, versions: [preferred] }) =>
      (preferred?.resources ?? [])
        .filter(({ verbs, responseKind }) => verbs.includes("list") && responseKind.kind !== "Event")
        .map(({ resource, responseKind: { kind }, scope }) => {
          const apiVersion = [group, preferred?.version].filter(Boolean).join("/");
          const root = group === "" ? `/api/${apiVersion}` : `/apis/${apiVersion}`;
          const path = (namespace: string) =>
            scope === "Cluster" ? `${root}/${resource}` : `${root}/namespaces/${namespace}/${resource}`;
          return { path, kind, apiVersion, scope };
        }),
    );
}

async function list(config: KubeConfig, namespace: string, wanted: (it: Resource) => boolean) {
  const kinds = (await kindsOf(config)).filter(wanted);
  const lists = await Promise.all(
    kinds.map(async ({ path, kind, apiVersion }) => {
      const { items } = (await must(config, path(namespace))) as unknown as { items: readonly Live[] };
      return items.map((item): Live => ({ ...item, kind, apiVersion }));
    }),
  );
  return new Map(lists.flat().map((it) => [`${it.kind} ${it.metadata?.name}`, it]));
}

/** Everything in a namespace but events. */
export const objectsIn = (config: KubeConfig, namespace: string): Promise<Objects> =>
  list(config, namespace, ({ scope }) => scope === "Namespaced");

/** The kinds that the stack declares, which is quicker to ask for often. */
export const countOf = async (config: KubeConfig, namespace: string): Promise<number> =>
  (await list(config, namespace, ({ kind, scope }) => scope === "Namespaced" && often.has(kind))).size;

const often = new Set([
  "ConfigMap",
  "Deployment",
  "NetworkPolicy",
  "PersistentVolumeClaim",
  "Secret",
  "Service",
  "ServiceAccount",
  "StatefulSet",
]);

/** Everything that belongs to no namespace. */
export const clusterObjects = (config: KubeConfig): Promise<Objects> =>
  list(config, "", ({ scope }) => scope === "Cluster");

/** What was asked for, in contrast to what a controller made of it. */
export const declared = (objects: Objects): Objects =>
  new Map([...objects].filter(([key, object]) => !isControllers(key, object)));

const isControllers = (key: string, { kind, metadata }: Live): boolean =>
  (metadata?.ownerReferences ?? []).length > 0 ||
  kind === "Endpoints" ||
  kind === "Lease" ||
  key === "ConfigMap kube-root-ca.crt" ||
  key === "ServiceAccount default";

/** What differs between two looks at the same place. */
export interface Changes {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  /** Another object of the same name. */
  readonly replaced: readonly string[];
  readonly changed: readonly string[];
  readonly untouched: readonly string[];
}

export function changesBetween(before: Objects, after: Objects): Changes {
  const both = [...after].flatMap(([key, now]) => {
    const then = before.get(key);
    return then ? [{ key, now, then }] : [];
  });
  const same = both.filter(({ now, then }) => now.metadata?.uid === then.metadata?.uid);
  const keys = (pairs: readonly { readonly key: string }[]) => pairs.map(({ key }) => key).sort();
  return {
    added: [...after.keys()].filter((key) => !before.has(key)).sort(),
    removed: [...before.keys()].filter((key) => !after.has(key)).sort(),
    replaced: keys(both.filter(({ now, then }) => now.metadata?.uid !== then.metadata?.uid)),
    changed: keys(same.filter(({ now, then }) => version(now) !== version(then))),
    untouched: keys(same.filter(({ now, then }) => version(now) === version(then))),
  };
}

/** These count pods in their status, and so are written whenever a pod comes or goes: only what was asked of them counts. */
const counters = new Set(["ResourceQuota", "PodDisruptionBudget"]);

function version({ kind = "", metadata, spec }: Live): string {
  if (!counters.has(kind)) return metadata?.resourceVersion ?? "";
  const { labels, annotations } = metadata ?? {};
  return JSON.stringify({ labels, annotations, spec });
}

/** The objects once nothing about them has changed for a while. @throws after `seconds`. */
export async function settled(config: KubeConfig, namespace: string, seconds = 60): Promise<Objects> {
  const end = Date.now() + seconds * 1_000;
  let before = await objectsIn(config, namespace);
  while (Date.now() < end) {
    await pause(800);
    const now = await objectsIn(config, namespace);
    if (versions(before) === versions(now) && !isEnding(now)) return now;
    before = now;
  }
  throw new Error(`the objects of ${namespace} still change after ${seconds} s`);
}

const versions = (objects: Objects): string =>
  [...objects]
    .filter(([, { kind }]) => kind !== "Lease")
    .map(([key, { metadata }]) => `${key} ${metadata?.resourceVersion}`)
    .sort()
    .join("\n");

const isEnding = (objects: Objects): boolean =>
  [...objects.values()].some(({ metadata }) => metadata?.deletionTimestamp !== undefined);

/** The objects of a kind, in the order of their names. */
export const ofKind = (objects: Objects, kind: string): readonly Live[] =>
  [...objects.entries()]
    .filter(([, object]) => object.kind === kind)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([, object]) => object);
