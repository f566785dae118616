import { stateOfClaim, stateOfSet, mounted, type State } from "../../engine/claims.ts";
import { certainFirst, problemIf, some } from "../../engine/certain.ts";
import { podsOf, type Pod } from "../../engine/pods.ts";
import { selects, selectsAll, type Labels, type Selector } from "../../engine/selector.ts";
import { at, unknown, UnknownValueError } from "../../engine/value.ts";
import type { Manifest, World } from "../../engine/world.ts";
import type { ParameterValues, Problem, SetRule } from "../../rule.ts";

interface Schedule {
  readonly metadata?: { readonly labels?: Labels };
  readonly spec?: {
    readonly suspend?: boolean;
    readonly paused?: boolean;
    readonly disabled?: boolean;
    readonly claimSelector?: Selector;
    readonly sourcePVC?: string;
    readonly trigger?: { readonly schedule?: string };
    readonly backup?: { readonly schedule?: string };
    readonly template?: {
      readonly includedNamespaces?: readonly string[];
      readonly excludedNamespaces?: readonly string[];
      readonly labelSelector?: Selector;
    };
  };
}

const read = (manifest: Manifest): Schedule => manifest.object as Schedule;

interface Program {
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env?: readonly { readonly value?: string }[];
}

/** What the containers of a pod are told: their commands, arguments and variables. */
const toldTo = (pod: Pod): readonly string[] =>
  (pod.spec().containers ?? []).map((container) => {
    const { command = [], args = [], env = [] } = container as Program;
    return [...command, ...args, ...env.map(({ value }) => value ?? "")].join("\n");
  });

const escaped = (name: string) => name.replaceAll(/[^\w-]/g, String.raw`\$&`);

/** Whether a text names the thing, or one of its replicas, as a host or by itself. */
const mentions = (text: string, name: string) =>
  new RegExp(`(^|[^\\w-])${escaped(name)}(-\\d+)?([^\\w-]|$)`).test(text);

/** Whether the parts of a name between hyphens hold those of another. */
const holds = (name: string, inner: string) => `-${name}-`.includes(`-${inner}-`);

/** A CronJob that says by its name that it backs up, and by its name, a mount, a label or what it runs what. */
function isBackupJob(job: Manifest, { names, isOf }: State, words: readonly string[]): boolean {
  if (!words.some((word) => job.name.includes(word)) || read(job).spec?.suspend === true) return false;
  if (names.some((name) => holds(job.name, name))) return true;
  const pods = podsOf(job);
  const labels = [read(job).metadata?.labels ?? {}, ...pods.map((pod) => pod.labels())];
  return some(
    [
      () => pods.some((pod) => mounted(pod).some(isOf)),
      () => labels.some((it) => Object.values(it).some((value) => names.includes(value) || isOf(value))),
      () => pods.some((pod) => toldTo(pod).some((text) => names.some((name) => mentions(text, name)))),
    ],
    (it) => it(),
  );
}

/** A Velero Schedule that covers the namespace and does not pass its pods over. */
function isVelero(schedule: Manifest, { namespace, pods }: State): boolean {
  const { template = {}, paused } = read(schedule).spec ?? {};
  const { includedNamespaces = ["*"], excludedNamespaces = [], labelSelector } = template;
  const includes = (list: readonly string[]) => list.includes(namespace) || list.includes("*");
  const isSelected = labelSelector === undefined || pods.some((pod) => selects(labelSelector, pod.labels()));
  return paused !== true && includes(includedNamespaces) && !includes(excludedNamespaces) && isSelected;
}

/** A schedule of an operator that is known to take backups or snapshots of claims. */
function isSchedule(manifest: Manifest, state: State): boolean {
  const { kindName, apiVersion, namespace } = manifest;
  const kind = `${apiVersion.split("/", 1).join("")}/${kindName}`;
  const spec = () => read(manifest).spec ?? {};
  if (kind === "velero.io/Schedule") return isVelero(manifest, state);
  if (namespace !== state.namespace) return false;
  switch (kind) {
    case "snapscheduler.backube/SnapshotSchedule": {
      const { claimSelector = {}, disabled } = spec();
      return disabled !== true && (selectsAll(claimSelector) || selects(claimSelector, state.labels));
    }
    case "volsync.backube/ReplicationSource": {
      const { sourcePVC = "", trigger, paused } = spec();
      return paused !== true && trigger?.schedule !== undefined && state.isOf(sourcePVC);
    }
    case "k8up.io/Schedule":
      return spec().backup?.schedule !== undefined;
    default:
      return false;
  }
}

/** Velero's annotation that names the volumes of a pod that it copies. */
const isAnnotated = ({ pods }: State): boolean =>
  pods.some((pod) => Boolean(pod.annotations()["backup.velero.io/backup-volumes"]));

function* unsaved(state: State, world: World, { words }: ParameterValues): Generator<Problem> {
  const sources: readonly (() => boolean)[] = [
    () => isAnnotated(state),
    () =>
      some(world.in(state.namespace, "CronJob"), (job) =>
        isBackupJob(job, state, words as readonly string[]),
      ),
    () => some(world.others, (it) => isSchedule(it, state)),
  ];
  yield* problemIf(!some(sources, (it) => it()), "", "nothing in the set backs up its volumes");
}

interface Retaining {
  readonly spec?: {
    readonly persistentVolumeClaimRetentionPolicy?: {
      readonly whenDeleted?: string;
      readonly whenScaled?: string;
    };
  };
}

const policyOf = (set: Manifest) =>
  (set.object as Retaining).spec?.persistentVolumeClaimRetentionPolicy ?? {};

const retains = (set: Manifest) =>
  (["whenDeleted", "whenScaled"] as const).map(
    (when) => () =>
      problemIf(
        (policyOf(set)[when] ?? "Retain") !== "Retain",
        `spec.persistentVolumeClaimRetentionPolicy.${when}`,
        "deletes claims with their data",
      ),
  );

function* judge(manifest: Manifest, world: World, parameters: ParameterValues): Generator<Problem> {
  const isSet = manifest.kind === "StatefulSet";
  const state = isSet ? stateOfSet(manifest) : stateOfClaim(manifest, world);
  if (state)
    yield* certainFirst(...(isSet ? retains(manifest) : []), () => unsaved(state, world, parameters));
  else if (at(manifest.raw, ["metadata", "name"]) === unknown) throw new UnknownValueError("metadata.name");
}

export const backups: readonly SetRule[] = [
  {
    id: "backup-exists",
    title: "State is backed up, and outlives its workload",
    engine: "set",
    kinds: ["StatefulSet", "PersistentVolumeClaim"],
    holds:
      "For each StatefulSet with volumeClaimTemplates, and each claim outside of those that a workload of the set mounts, the set has one of: a CronJob in the namespace that is not suspended, has one of `words` in its name, and mounts such a claim, or has the name of the claim, of the StatefulSet or of its Service in its own name, as the value of a label, or in the command, args or env of its containers; a Velero Schedule that includes the namespace and, by its labelSelector, the pods; a SnapshotSchedule whose claimSelector matches the labels of the claim; a VolSync ReplicationSource of the claim with a schedule; a K8up Schedule with a backup in the namespace; or Velero's annotation backup.velero.io/backup-volumes on the pods. A single VolumeSnapshot is no schedule. And persistentVolumeClaimRetentionPolicy of the StatefulSet is Retain, or unset, which is the same.",
    why: "Volumes are lost with a disk, a zone or a mistaken delete; only a copy elsewhere that somebody takes regularly brings the data back.",
    mend: "add a CronJob that backs the data up and says so in its name and labels, or a schedule of Velero, SnapScheduler, VolSync or K8up; keep persistentVolumeClaimRetentionPolicy at Retain",
    severity: "high",
    level: "advisory",
    levelReason: "the stack's backup jobs are not built yet",
    references: {},
    parameters: {
      words: {
        description: "Words of which the name of a CronJob that backs up has one.",
        type: "array",
        items: { type: "string" },
        default: ["backup", "snapshot", "dump"],
      },
    },
    judge,
  },
];
