import type { KindName } from "../kinds.ts";
import type { Manifest } from "./manifest.ts";
import { namespaceOf } from "./place.ts";
import type { World } from "./world.ts";

/** Kinds whose number of pods the disruption controller can learn. */
export const scaled = [
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
  "ReplicationController",
] as const satisfies readonly KindName[];

export interface Autoscaler {
  readonly spec?: {
    readonly scaleTargetRef?: {
      readonly apiVersion?: string;
      readonly kind?: string;
      readonly name?: string;
    };
    readonly minReplicas?: number;
    readonly maxReplicas?: number;
  };
}

const group = (apiVersion: string): string => apiVersion.split("/").slice(0, -1).join("/");

/** Whether the autoscaler scales the object. */
export function scales(autoscaler: Manifest, manifest: Manifest): boolean {
  const target = (autoscaler.object as Autoscaler).spec?.scaleTargetRef;
  return (
    autoscaler.namespace === manifest.namespace &&
    target?.kind === manifest.kindName &&
    target.name === manifest.name &&
    (target.apiVersion === undefined || group(target.apiVersion) === group(manifest.apiVersion))
  );
}

/** The fewest pods that the object asks for: those of its autoscaler, if the set has one, else its own. */
export function fewest(manifest: Manifest, world: World): number {
  const autoscaler = world
    .in(namespaceOf(manifest), "HorizontalPodAutoscaler")
    .find((it) => scales(it, manifest));
  if (autoscaler) return (autoscaler.object as Autoscaler).spec?.minReplicas ?? 1;
  return (manifest.object as { readonly spec?: { readonly replicas?: number } }).spec?.replicas ?? 1;
}
