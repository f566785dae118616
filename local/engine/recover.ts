import { rmSync } from "node:fs";
import path from "node:path";
import {
  ApiException,
  type KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
} from "@kubernetes/client-node";
import { reasonOf } from "../cluster/api.ts";
import { writeWhole } from "../files.ts";
import { Problem } from "../problem.ts";
import { stop, withEnvironment } from "../processes.ts";
import { type Engine, marker, update } from "./engine.ts";
import { interruptedCreations, type LiveObject, type ObjectReference, resolve } from "./pending.ts";
import { releaseStaleLocks } from "./stale-lock.ts";
import { deploymentOf } from "./state.ts";

/**
 * Clears up after an engine that was killed: its lock, the plugins that outlived it, and what it had begun. An object that it
 * had created is taken into the state, so that nothing is orphaned or made twice.
 */
export async function recover(
  engine: Engine,
  config: KubeConfig,
  say: (line: string) => void,
): Promise<void> {
  const { instance, interruption } = engine;
  for (const { pid, timestamp } of releaseStaleLocks(instance))
    say(`released the lock of process ${pid}, which was killed after ${timestamp}`);
  await stop(withEnvironment(marker, instance.folder), 0);

  const deployment = deploymentOf(instance);
  if (deployment === undefined || (deployment.pending_operations ?? []).length === 0) return;
  const objects = KubernetesObjectApi.makeApiClient(config);
  const live = new Map<string, LiveObject>();
  for (const { resource, object } of interruptedCreations(deployment)) {
    const found = await read(objects, object);
    if (found !== undefined) live.set(resource.urn, found);
  }
  const resolution = resolve(deployment, live);
  for (const object of resolution.remove) await objects.delete(object).catch(unlessGone);

  const file = path.join(instance.project, "recovered.json");
  writeWhole(file, JSON.stringify({ version: 3, deployment: resolution.deployment }));
  try {
    await update(engine, ["stack", "import", "--file", file], { cwd: instance.project });
  } finally {
    rmSync(file, { force: true });
  }
  const targets = resolution.refresh.flatMap((urn) => ["--target", urn]);
  if (targets.length > 0)
    await update(engine, ["refresh", "--yes", "--skip-preview", ...targets], { cwd: instance.project });
  interruption.asked.throwIfAborted();
  say(
    `the last update was interrupted: ${count(resolution.adopted.length, "object")} made meanwhile adopted, ` +
      `${count(resolution.remove.length, "half replacement")} removed`,
  );
}

const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? "" : "s"}`;

/** The object, if the engine made it. */
async function read(
  objects: KubernetesObjectApi,
  reference: ObjectReference,
): Promise<LiveObject | undefined> {
  const { apiVersion, kind, metadata } = reference;
  const found = await objects
    .read({ apiVersion, kind, metadata: { ...metadata, namespace: metadata.namespace ?? "default" } })
    .catch(unlessGone);
  const made = found?.metadata?.managedFields?.find(({ manager = "" }) => manager.startsWith("pulumi"));
  const name = found?.metadata?.name;
  if (name === undefined || made?.manager === undefined) return undefined;
  const namespace = found?.metadata?.namespace;
  return { name, manager: made.manager, ...(namespace !== undefined && { namespace }) };
}

function unlessGone(thrown: unknown): KubernetesObject | undefined {
  if (thrown instanceof ApiException && thrown.code === 404) return undefined;
  throw new Problem(`the cluster does not say what became of an interrupted creation: ${reasonOf(thrown)}`);
}
