import type { RawObject } from "../../../../policies/engine/value.ts";
import type { RuleCases } from "../../case.ts";
import { container, metadata, template } from "../../objects.ts";
import { claim, mounting, object, stateful, statefulSet } from "./objects.ts";

const once = { restartPolicy: "Never" };
const mounts = (claimName: string): RawObject => ({
  containers: [container({ volumeMounts: [{ name: "data", mountPath: "/data" }] })],
  volumes: [{ name: "data", persistentVolumeClaim: { claimName } }],
});

const cronJob = (name: string, pod: RawObject, labels: RawObject = {}, spec: RawObject = {}): RawObject => ({
  apiVersion: "batch/v1",
  kind: "CronJob",
  metadata: metadata(name, { labels }),
  spec: {
    schedule: "0 3 * * *",
    jobTemplate: {
      spec: { template: { metadata: { labels }, spec: template({ ...once, ...pod })["spec"] } },
    },
    ...spec,
  },
});

const of = { "example.com/backup-of": "app" };
const velero = (spec: RawObject, change: RawObject = {}): RawObject =>
  object(
    "velero.io/v1",
    "Schedule",
    { schedule: "0 3 * * *", template: spec, ...change },
    { namespace: "velero" },
  );
const volsync = (sourcePVC: string): RawObject =>
  object("volsync.backube/v1alpha1", "ReplicationSource", { sourcePVC, trigger: { schedule: "0 3 * * *" } });
const snapshots = (matchLabels: RawObject): RawObject =>
  object("snapscheduler.backube/v1", "SnapshotSchedule", {
    schedule: "0 3 * * *",
    claimSelector: { matchLabels },
  });

export const backupsCases: readonly RuleCases[] = [
  {
    rule: "backup-exists",
    passes: [
      {
        name: "a CronJob that mounts a claim",
        object: stateful(),
        among: [cronJob("app-backup", mounts("data-app-0"))],
      },
      { name: "a CronJob by its name", object: stateful(), among: [cronJob("backup-app", {})] },
      {
        name: "a CronJob that talks to a replica",
        object: stateful({ serviceName: "app-headless" }),
        among: [
          cronJob("backup", {
            containers: [container({ command: ["sh", "-c", "dump http://app-0.app-headless:6333"] })],
          }),
        ],
      },
      { name: "a CronJob with a label", object: stateful(), among: [cronJob("nightly-dump", {}, of)] },
      {
        name: "a CronJob with the Service's name in a label",
        object: stateful({ serviceName: "app-headless" }),
        among: [cronJob("app-snapshots", {}, { "example.com/service": "app-headless" })],
      },
      {
        name: "one of several labels",
        object: stateful(),
        among: [cronJob("nightly-dump", {}, { ...of, "example.com/team": "data" })],
      },
      {
        name: "a word of its own",
        object: stateful(),
        among: [cronJob("to-bucket", {}, of)],
        parameters: { words: ["bucket"] },
      },
      { name: "Velero, of all namespaces", object: stateful(), among: [velero({})] },
      {
        name: "Velero, of the namespace",
        object: stateful(),
        among: [velero({ includedNamespaces: ["shop"] })],
      },
      { name: "Velero's annotation", object: stateful({}, { "backup.velero.io/backup-volumes": "data" }) },
      { name: "snapshots of its claims by label", object: stateful(), among: [snapshots({ tier: "data" })] },
      { name: "VolSync, of a claim", object: stateful(), among: [volsync("data-app-0")] },
      {
        name: "K8up",
        object: stateful(),
        among: [object("k8up.io/v1", "Schedule", { backup: { schedule: "0 3 * * *" } })],
      },
      { name: "no claims", object: statefulSet() },
      { name: "a claim that nothing mounts", object: claim("spare") },
      { name: "a claim that the StatefulSet would make", object: claim("data-app-0"), among: [stateful()] },
      {
        name: "a claim of a Deployment",
        object: claim("files"),
        among: [mounting("files"), cronJob("files-backup", mounts("files"))],
      },
    ],
    fails: [
      { name: "nothing", object: stateful(), path: "" },
      { name: "a claim of a Deployment, and nothing", object: claim("files"), among: [mounting("files")] },
      {
        name: "a claim of a Deployment that a StatefulSet would not make",
        object: claim("data-app-files"),
        among: [mounting("data-app-files"), stateful()],
      },
      {
        name: "a CronJob that does not say that it backs up",
        object: stateful(),
        among: [cronJob("tidy", {}, of)],
      },
      {
        name: "a CronJob that has but a part of the name",
        object: stateful(),
        among: [cronJob("webapp-backup", { containers: [container({ args: ["webapp", "app-of-others"] })] })],
      },
      {
        name: "a CronJob of something else",
        object: stateful(),
        among: [cronJob("backup", {}, { "example.com/backup-of": "other" })],
      },
      {
        name: "a CronJob that is suspended",
        object: stateful(),
        among: [cronJob("backup", {}, of, { suspend: true })],
      },
      {
        name: "Velero, but not of the namespace",
        object: stateful(),
        among: [velero({ excludedNamespaces: ["shop"] })],
      },
      {
        name: "Velero, of other pods",
        object: stateful(),
        among: [velero({ labelSelector: { matchLabels: { tier: "web" } } })],
      },
      { name: "Velero, paused", object: stateful(), among: [velero({}, { paused: true })] },
      { name: "snapshots of other claims", object: stateful(), among: [snapshots({ tier: "web" })] },
      { name: "VolSync, of another claim", object: stateful(), among: [volsync("data-other-0")] },
      {
        name: "a single snapshot",
        object: stateful(),
        among: [
          object("snapshot.storage.k8s.io/v1", "VolumeSnapshot", {
            source: { persistentVolumeClaimName: "data-app-0" },
          }),
        ],
      },
      {
        name: "claims that go with the StatefulSet",
        object: stateful({
          persistentVolumeClaimRetentionPolicy: { whenDeleted: "Delete", whenScaled: "Retain" },
        }),
        among: [volsync("data-app-0")],
        path: "spec.persistentVolumeClaimRetentionPolicy.whenDeleted",
      },
      {
        name: "claims that go with a replica",
        object: stateful({ persistentVolumeClaimRetentionPolicy: { whenScaled: "Delete" } }),
        among: [volsync("data-app-0")],
        path: "spec.persistentVolumeClaimRetentionPolicy.whenScaled",
      },
    ],
  },
];
