import type * as k8s from "@pulumi/kubernetes";
import type { Service } from "../model/service.ts";

type ClaimSpec = k8s.types.input.core.v1.PersistentVolumeClaimSpec;

/** The words of a declaration that decide about volumes and how many there are. */
export type ClaimWords = Pick<Service, "name" | "replicas" | "state">;

export interface Claim {
  /** The name under which the StatefulSet looks for it. */
  readonly name: string;
  readonly spec: ClaimSpec;
}

/**
 * One claim for each volume of each replica. They are declared beside the StatefulSet, so that a volume grows by a
 * change of its claim: claim templates cannot change.
 */
export const claims = (service: ClaimWords, storageClass: string | undefined): readonly Claim[] =>
  Array.from({ length: service.replicas }, (_, ordinal) => ordinal).flatMap((ordinal) =>
    Object.entries(service.state).map(([volume, { size }]) => ({
      name: `${volume}-${service.name}-${ordinal}`,
      spec: claimSpec(size, storageClass),
    })),
  );

/** What the StatefulSet would claim for a replica that has no claim yet. */
export const claimTemplates = ({ state }: ClaimWords, storageClass: string | undefined) =>
  Object.entries(state).map(([name, { size }]) => ({
    metadata: { name },
    spec: claimSpec(size, storageClass),
  }));

const claimSpec = (storage: string, storageClassName: string | undefined): ClaimSpec => ({
  accessModes: ["ReadWriteOnce"],
  ...(storageClassName !== undefined && { storageClassName }),
  resources: { requests: { storage } },
});
