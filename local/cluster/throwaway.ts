import { existsSync, rmSync } from "node:fs";
import path from "node:path";
import { readIfThere, writeWhole } from "../files.ts";
import type { Instance } from "../paths.ts";
import { Problem } from "../problem.ts";
import { commandOf, runs, stop } from "../processes.ts";
import { tail } from "../run.ts";
import { connect, furnish, reach } from "./api.ts";
import { kubeconfigOf, throwawayContext } from "./kubeconfig.ts";
import {
  type ClusterTools,
  type Component,
  components,
  create,
  pidFile,
  start,
  workFolder,
} from "./kwokctl.ts";
import { isFree } from "./ports.ts";
import { removeVolumes } from "./volumes.ts";

/** What became of the cluster when it was asked for. */
export interface Prepared {
  /** Whether this run started any of it. */
  readonly started: boolean;
  /** Whether all that was in it is gone: it is a new one. */
  readonly empty: boolean;
  /** What to tell the user, if it was not what one would expect. */
  readonly note?: string;
}

type Place = Pick<Instance, "cluster" | "kubeconfig">;

/**
 * Makes sure that the throwaway cluster of an instance runs: leaves it alone if it does, starts the parts that died, and makes
 * it anew where that does not work. Nothing is left running if this fails.
 */
export async function prepare(place: Place, tools: ClusterTools, signal?: AbortSignal): Promise<Prepared> {
  const made = isMadeOf(place, tools);
  const dead = components(place.cluster).filter((it) => !isRunning(place, it));
  if (made && dead.length === 0 && (await answers(place, signal))) return { started: false, empty: false };
  try {
    if (made) {
      const whole = dead.length === components(place.cluster).length;
      const stopped = whole ? "it" : dead.map(({ name }) => name).join(", ");
      const failed = await restart(place, tools, dead, signal).then(
        () => undefined,
        (thrown: unknown) => {
          signal?.throwIfAborted();
          return thrown instanceof Problem ? thrown.message : String(thrown);
        },
      );
      if (failed === undefined)
        return { started: true, empty: false, note: `the cluster was started again: ${stopped} had stopped` };
      await remake(place, tools, signal);
      return {
        started: true,
        empty: true,
        note: `the cluster was made anew, for it could not be started again: ${failed}`,
      };
    }
    const existed = existsSync(place.cluster);
    await remake(place, tools, signal);
    const note = "the cluster was made anew: the old one was incomplete or made by other tools";
    return { started: true, empty: true, ...(existed && { note }) };
  } catch (thrown) {
    await halt(place);
    throw thrown;
  }
}

/** The processes of the cluster that run now. */
export const runningParts = (place: Place): readonly Component[] =>
  components(place.cluster).filter((it) => isRunning(place, it));

/** Whether every part of a whole cluster runs. */
export const isUp = (place: Place): boolean =>
  existsSync(place.kubeconfig) && components(place.cluster).every((it) => isRunning(place, it));

/** Ends the cluster's processes at once and keeps its data: etcd is made to lose nothing that it confirmed. */
export async function halt(place: Place): Promise<void> {
  const pids = runningParts(place).flatMap(({ pid }) => pid ?? []);
  await stop(pids, 0);
  for (const { name } of components(place.cluster)) rmSync(pidFile(place.cluster, name), { force: true });
}

/** Ends the cluster and removes all that it ever wrote, its volumes included. */
export async function discard(place: Place): Promise<void> {
  await halt(place);
  removeVolumes(path.join(workFolder(place.cluster), "etcd"));
  for (const it of [place.cluster, place.kubeconfig, recordOf(place)])
    rmSync(it, { recursive: true, force: true });
}

/** The tools that a cluster was made of are part of it: another version of one needs another cluster. */
const recordOf = (place: Place): string => `${place.cluster}.json`;

const isMadeOf = (place: Place, tools: ClusterTools): boolean =>
  existsSync(place.kubeconfig) && readIfThere(recordOf(place)) === JSON.stringify(tools);

/** The number in the file may meanwhile be another program's: what counts is that it runs from this folder. */
const isRunning = (place: Place, { pid }: Component): boolean =>
  pid !== undefined && runs(pid) && commandOf(pid).includes(workFolder(place.cluster));

const answers = (place: Place, signal?: AbortSignal): Promise<boolean> =>
  reach(connect(throwawayContext, place.kubeconfig), 5, signal).then(
    () => true,
    () => {
      signal?.throwIfAborted();
      return false;
    },
  );

async function restart(
  place: Place,
  tools: ClusterTools,
  dead: readonly Component[],
  signal?: AbortSignal,
): Promise<void> {
  if (dead.length === 0) throw new Problem("its API server runs and does not answer");
  for (const { name, ports } of dead) {
    rmSync(pidFile(place.cluster, name), { force: true });
    for (const port of ports)
      if (!(await isFree(port))) throw new Problem(`port ${port} of ${name} is taken by another program`);
  }
  await start(place.cluster, tools, signal);
  await reach(connect(throwawayContext, place.kubeconfig), 60, signal, () => settled(place));
}

async function remake(place: Place, tools: ClusterTools, signal?: AbortSignal): Promise<void> {
  await discard(place);
  await create(place.cluster, tools, signal);
  const kubeconfig = kubeconfigOf(place.cluster);
  const draft = `${place.kubeconfig}.draft`;
  writeWhole(draft, kubeconfig);
  const config = connect(throwawayContext, draft);
  await reach(config, 60, signal, () => settled(place));
  await furnish(config, signal);
  settled(place);
  rmSync(draft);
  writeWhole(recordOf(place), JSON.stringify(tools));
  writeWhole(place.kubeconfig, kubeconfig);
}

/** A Problem with the end of its log if a part of the cluster has ended by itself. */
function settled(place: Place): void {
  const gone = components(place.cluster).find((it) => !isRunning(place, it));
  if (gone === undefined) return;
  const log = readIfThere(gone.log) ?? "";
  const taken = /listen tcp \S+:(\d+): bind: address already in use/.exec(log)?.[1];
  throw new Problem(
    taken === undefined
      ? `${gone.name} ended; the last lines of its log:\n${tail(log, 4)}`
      : `port ${taken} of ${gone.name} is taken by another program: run it again and it gets another one`,
  );
}
