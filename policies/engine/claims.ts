import { namespaceOf } from "./place.ts";
import { podsIn, podsOf, type Pod } from "./pods.ts";
import type { Labels } from "./selector.ts";
import type { Manifest, World } from "./world.ts";

interface StatefulSpec {
  readonly serviceName?: string;
  readonly volumeClaimTemplates?: readonly {
    readonly metadata?: { readonly name?: string; readonly labels?: Labels };
  }[];
}

const specOf = (set: Manifest): StatefulSpec => (set.object as { readonly spec?: StatefulSpec }).spec ?? {};

/** The names of the volumes for which the StatefulSet makes claims. */
export const templatesOf = (set: Manifest): readonly string[] =>
  (specOf(set).volumeClaimTemplates ?? []).map(({ metadata }) => metadata?.name ?? "");

/** Whether the claim is one that the StatefulSet makes, or would make, for a replica. */
export const makes = (set: Manifest, claim: string): boolean =>
  templatesOf(set).some((volume) => {
    const prefix = `${volume}-${set.name}-`;
    return claim.startsWith(prefix) && /^\d+$/.test(claim.slice(prefix.length));
  });

/** The names of the claims that a pod mounts by name. */
export const mounted = (pod: Pod): readonly string[] =>
  (pod.spec().volumes ?? []).flatMap(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName ?? []);

/** Something that must be backed up: a StatefulSet with its claims, or a claim that a workload mounts. */
export interface State {
  readonly namespace: string;
  readonly isOf: (claim: string) => boolean;
  /** Names that stand for it: its own and those of its Services. */
  readonly names: readonly string[];
  /** The labels that its claims have for certain. */
  readonly labels: Labels;
  readonly pods: readonly Pod[];
}

const labelsOf = (manifest: Manifest): Labels =>
  (manifest.object as { readonly metadata?: { readonly labels?: Labels } }).metadata?.labels ?? {};

/** The state that the StatefulSet keeps; nothing if it makes no claims. */
export function stateOfSet(set: Manifest): State | undefined {
  const { volumeClaimTemplates = [], serviceName = "" } = specOf(set);
  if (volumeClaimTemplates.length === 0) return undefined;
  const labels = volumeClaimTemplates.map(({ metadata }) => metadata?.labels ?? {});
  const [first = {}, ...rest] = labels;
  return {
    namespace: namespaceOf(set),
    isOf: (claim) => makes(set, claim),
    names: [set.name, serviceName].filter(Boolean),
    labels: Object.fromEntries(
      Object.entries(first).filter(([key, value]) => rest.every((it) => it[key] === value)),
    ),
    pods: podsOf(set),
  };
}

/** The state in a claim that a workload mounts and no StatefulSet of the set makes; nothing for other claims. */
export function stateOfClaim(claim: Manifest, world: World): State | undefined {
  const namespace = namespaceOf(claim);
  const sets = world.in(namespace, "StatefulSet");
  const pods = podsIn(world, namespace).filter((pod) => mounted(pod).includes(claim.name));
  if (pods.length === 0 || sets.some((set) => makes(set, claim.name))) return undefined;
  return {
    namespace,
    isOf: (name) => name === claim.name,
    names: [claim.name],
    labels: labelsOf(claim),
    pods,
  };
}
