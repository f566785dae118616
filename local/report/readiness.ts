import type { KubernetesObject } from "@kubernetes/client-node";

/** How far an object is: pods ready, volumes bound or jobs complete, of how many. */
export interface Readiness {
  readonly unit: "pod" | "volume" | "job" | "object";
  readonly ready: number;
  readonly desired: number;
}

/** The kinds of objects that take time to become ready. */
export const kindsThatWait: ReadonlySet<string> = new Set([
  "DaemonSet",
  "Deployment",
  "Job",
  "PersistentVolumeClaim",
  "Pod",
  "StatefulSet",
]);

/** The fields that readiness is read from, of whichever kind. */
export interface Waiting extends KubernetesObject {
  readonly spec?: { readonly replicas?: number; readonly completions?: number };
  readonly status?: {
    readonly observedGeneration?: number;
    readonly readyReplicas?: number;
    readonly updatedReplicas?: number;
    readonly numberReady?: number;
    readonly desiredNumberScheduled?: number;
    readonly succeeded?: number;
    readonly phase?: string;
    readonly conditions?: readonly { readonly type: string; readonly status: string }[];
  };
}

/** How far an object of the cluster is; one that is not there is not ready. */
export function readinessOf(kind: string, object: Waiting | undefined): Readiness {
  const { spec = {}, status = {}, metadata } = object ?? {};
  const current = (status.observedGeneration ?? 0) >= (metadata?.generation ?? 0);
  switch (kind) {
    case "Deployment":
    case "StatefulSet": {
      const ready = Math.min(status.readyReplicas ?? 0, status.updatedReplicas ?? 0);
      return { unit: "pod", ready: object && current ? ready : 0, desired: spec.replicas ?? 1 };
    }
    case "DaemonSet":
      return {
        unit: "pod",
        ready: current ? (status.numberReady ?? 0) : 0,
        desired: status.desiredNumberScheduled ?? 1,
      };
    case "Job":
      return { unit: "job", ready: status.succeeded ?? 0, desired: spec.completions ?? 1 };
    case "PersistentVolumeClaim":
      return { unit: "volume", ready: status.phase === "Bound" ? 1 : 0, desired: 1 };
    case "Pod":
      return { unit: "pod", ready: isTrue(status, "Ready") ? 1 : 0, desired: 1 };
    default:
      return { unit: "object", ready: object ? 1 : 0, desired: 1 };
  }
}

const isTrue = ({ conditions = [] }: NonNullable<Waiting["status"]>, type: string): boolean =>
  conditions.some((it) => it.type === type && it.status === "True");

const phrases: Record<Readiness["unit"], readonly [one: string, more: string, state: string]> = {
  pod: ["pod", "pods", "ready"],
  volume: ["volume", "volumes", "bound"],
  job: ["job", "jobs", "complete"],
  object: ["object", "objects", "there"],
};

/** `2/2 pods ready, 1/1 volume bound`; objects that are simply there are not worth a word. */
export function formatReadiness(all: readonly Readiness[]): string {
  const units = Object.entries(phrases).flatMap(([unit, [one, more, state]]) => {
    const same = all.filter((it) => it.unit === unit);
    const ready = same.reduce((sum, it) => sum + it.ready, 0);
    const desired = same.reduce((sum, it) => sum + it.desired, 0);
    if (same.length === 0 || (unit === "object" && ready === desired)) return [];
    return [`${ready}/${desired} ${desired === 1 ? one : more} ${state}`];
  });
  return units.join(", ");
}

export const isReady = ({ ready, desired }: Readiness): boolean => ready >= desired;
