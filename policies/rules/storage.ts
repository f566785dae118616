import type { ObjectRule } from "../rule.ts";

const templates = "object.?spec.?volumeClaimTemplates.orValue([])";

const hasClass = (claim: string) =>
  `${claim}.?spec.?storageClassName.orValue('') != '' && (size(params.classes) == 0 || ${claim}.spec.storageClassName in params.classes)`;

const isNoReadWriteOnce = (claim: string) => `!('ReadWriteOnce' in ${claim}.?spec.?accessModes.orValue([]))`;

/** What claims of volumes ask for. */
export const storage: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: ["PersistentVolumeClaim", "StatefulSet"],
    id: "storage-class",
    title: "Claims name their storage class",
    holds:
      "storageClassName of a PersistentVolumeClaim and of every volumeClaimTemplate is set, is not empty and, where the parameter classes names any, is one of them.",
    why: "The cluster's default class may change, may not be encrypted, and may delete the volume with its claim.",
    mend: "set storageClassName to a class that is encrypted and keeps its volumes",
    severity: "low",
    level: "advisory",
    parameters: {
      classes: {
        type: "array",
        items: { type: "string" },
        default: [],
        description:
          "The classes that claims may have, such as those that encrypt; an empty list allows any.",
      },
    },
    references: { kyverno: ["require-storageclass"] },
    checks: [
      {
        each: "object",
        kinds: ["PersistentVolumeClaim"],
        cel: hasClass("object"),
        field: "spec.storageClassName",
        message: "names no storage class, or one that is not allowed",
      },
      {
        each: "object",
        kinds: ["StatefulSet"],
        cel: `${templates}.all(t, ${hasClass("t")})`,
        field: "spec.volumeClaimTemplates",
        message: "has a claim that names no storage class, or one that is not allowed",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["PersistentVolumeClaim", "StatefulSet"],
    id: "rwop-single-writer",
    title: "One writer means one pod",
    holds:
      "No PersistentVolumeClaim and no volumeClaimTemplate has the access mode ReadWriteOnce; ReadWriteOncePod takes its place.",
    why: "ReadWriteOnce lets every pod of a node write the volume: a second one, such as during an update, may corrupt a store.",
    mend: "set accessModes to [ReadWriteOncePod], where the storage driver supports it",
    severity: "low",
    level: "disabled",
    levelReason:
      "drivers that are not CSI refuse ReadWriteOncePod, those of local clusters among them, and a claim's access modes cannot be changed later",
    references: { kyverno: ["readwriteonce-pod"] },
    checks: [
      {
        each: "object",
        kinds: ["PersistentVolumeClaim"],
        cel: isNoReadWriteOnce("object"),
        field: "spec.accessModes",
        message: "may be written by several pods of a node",
      },
      {
        each: "object",
        kinds: ["StatefulSet"],
        cel: `${templates}.all(t, ${isNoReadWriteOnce("t")})`,
        field: "spec.volumeClaimTemplates",
        message: "has a claim that several pods of a node may write",
      },
    ],
  },
];
