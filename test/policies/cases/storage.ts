import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { metadata, template } from "../objects.ts";

const spec = (change: RawObject): RawObject => ({
  accessModes: ["ReadWriteOncePod"],
  storageClassName: "encrypted",
  resources: { requests: { storage: "1Gi" } },
  ...change,
});

const claim = (change: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: metadata("data"),
  spec: spec(change),
});

const stateful = (...claims: readonly RawObject[]): RawObject => ({
  apiVersion: "apps/v1",
  kind: "StatefulSet",
  metadata: metadata("app"),
  spec: {
    replicas: 3,
    serviceName: "app",
    selector: { matchLabels: { "app.kubernetes.io/name": "app" } },
    template: template(),
    volumeClaimTemplates: claims.map((change, index) => ({
      metadata: { name: `data-${index}` },
      spec: spec(change),
    })),
  },
});

export const storageCases: readonly RuleCases[] = [
  {
    rule: "storage-class",
    passes: [
      { name: "any", object: claim({}) },
      { name: "one of those allowed", object: stateful({}), parameters: { classes: ["encrypted"] } },
      { name: "without claims", object: stateful() },
    ],
    fails: [
      {
        name: "the cluster's default",
        object: stateful({}, { storageClassName: undefined }),
        path: "spec.volumeClaimTemplates",
      },
      { name: "an empty one", object: claim({ storageClassName: "" }), path: "spec.storageClassName" },
      { name: "another one", object: claim({}), parameters: { classes: ["fast"] } },
    ],
  },
  {
    rule: "rwop-single-writer",
    passes: [
      { name: "one pod", object: claim({}) },
      { name: "many pods", object: claim({ accessModes: ["ReadWriteMany"] }) },
      { name: "one pod of each", object: stateful({}, {}) },
    ],
    fails: [
      { name: "one node", object: claim({ accessModes: ["ReadWriteOnce"] }), path: "spec.accessModes" },
      { name: "the second claim", object: stateful({}, { accessModes: ["ReadWriteOnce"] }) },
    ],
  },
];
