import { rmSync } from "node:fs";
import type { TestProject } from "vitest/node";
import { clusterTools } from "../../../local/cluster/kwokctl.ts";
import { discard, prepare } from "../../../local/cluster/throwaway.ts";
import { marker } from "../../../local/engine/engine.ts";
import { engineEnvironment } from "../../../local/engine/environment.ts";
import { providePlugins } from "../../../local/engine/plugins.ts";
import { tryLock, unlock } from "../../../local/lock.ts";
import { cacheIn, type Instance, instanceIn } from "../../../local/paths.ts";
import { stop, withEnvironment } from "../../../local/processes.ts";
import { ensure } from "../../../local/tools/ensure.ts";

/** What the test files share: one control plane, and the engine with its plugins. */
export interface Shared {
  readonly kubeconfig: string;
  readonly pulumi: string;
  /** Folders that go in front of PATH. */
  readonly folders: readonly string[];
}

declare module "vitest" {
  interface ProvidedContext {
    shared: Shared;
  }
}

export const cache = cacheIn(process.env);

/** An instance of the tests' own, so that they never touch a user's. */
export const testInstance = (name: string): Instance =>
  instanceIn(cache, { VECTORSTACK_INSTANCE: `e2e-${name}` });

/** Starts the control plane before the first test file, and removes every trace of it after the last one. */
export default async function share(project: TestProject): Promise<() => Promise<void>> {
  const instance = testInstance("cluster");
  const holder = tryLock(instance.lock);
  if (holder) throw new Error(`process ${holder.pid} runs the end-to-end tests of this checkout already`);
  const end = async () => {
    await removeCluster(instance);
    unlock(instance.lock);
  };
  try {
    await removeCluster(instance);
    const { pulumi, ...tools } = await ensure(["pulumi", ...clusterTools]);
    await prepare(instance, tools);
    const { folders } = await providePlugins(pulumi, cache, instance, engineEnvironment(cache, instance));
    project.provide("shared", { kubeconfig: instance.kubeconfig, pulumi, folders });
  } catch (thrown) {
    await end();
    throw thrown;
  }
  return end;
}

async function removeCluster(instance: Instance): Promise<void> {
  await discard(instance);
  await removeInstance(instance);
}

/** Ends what an engine left running on an instance, and removes its files. */
export async function removeInstance({ folder }: Instance): Promise<void> {
  await stop(withEnvironment(marker, folder), 0);
  rmSync(folder, { recursive: true, force: true });
}
