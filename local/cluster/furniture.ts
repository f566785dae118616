import type { KubernetesObject } from "@kubernetes/client-node";

const zones = ["a", "b", "c"];
const nodesPerZone = 2;

/** What each simulated node offers. */
const capacity = { cpu: "16", memory: "64Gi", pods: "110", "ephemeral-storage": "200Gi" };

/** What a throwaway cluster has from the start: nodes in three zones, and a storage class that makes volumes. */
export const furniture: readonly (KubernetesObject & Record<string, unknown>)[] = [
  ...zones.flatMap((zone) =>
    Array.from({ length: nodesPerZone }, (_, index) => {
      const name = `node-${zone}${index + 1}`;
      return {
        apiVersion: "v1",
        kind: "Node",
        metadata: {
          name,
          annotations: { "kwok.x-k8s.io/node": "fake" },
          labels: {
            "kubernetes.io/arch": "amd64",
            "kubernetes.io/hostname": name,
            "kubernetes.io/os": "linux",
            "topology.kubernetes.io/region": "local",
            "topology.kubernetes.io/zone": `zone-${zone}`,
          },
        },
        status: { capacity, allocatable: capacity },
      };
    }),
  ),
  {
    apiVersion: "storage.k8s.io/v1",
    kind: "StorageClass",
    metadata: {
      name: "standard",
      annotations: { "storageclass.kubernetes.io/is-default-class": "true" },
    },
    provisioner: "kubernetes.io/host-path",
    reclaimPolicy: "Delete",
    volumeBindingMode: "WaitForFirstConsumer",
    allowVolumeExpansion: true,
  },
];
