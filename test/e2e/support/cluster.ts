import { rmSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";
import { clusterTools } from "../../../local/cluster/kwokctl.ts";
import { discard, prepare } from "../../../local/cluster/throwaway.ts";
import { marker } from "../../../local/engine/engine.ts";
import { engineEnvironment } from "../../../local/engine/environment.ts";
import { providePlugins } from "../../../local/engine/plugins.ts";
import { listIfThere } from "../../../local/engine/state.ts";
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

/** Starts the control plane before the first test file, and after the last removes all that any of them left. */
export default async function share(project: TestProject): Promise<() => Promise<void>> {
  const instance = testInstance("cluster");
  const holder = tryLock(instance.lock);
  if (holder) throw new Error(`process ${holder.pid} runs the end-to-end tests of this checkout already`);
  const end = async () => {
    for (const folder of testFolders()) await removeFolder(folder);
    unlock(instance.lock);
  };
  try {
    for (const folder of testFolders()) await removeFolder(folder);
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

/** The folders of the instances that tests of this checkout made, those of its clones included. */
function testFolders(): readonly string[] {
  const { folder } = testInstance("cluster");
  const own = path.basename(folder).slice("e2e-cluster".length);
  return listIfThere(path.dirname(folder))
    .filter((it) => it.startsWith("e2e-") && it.includes(own) && !it.includes(".lock"))
    .map((it) => path.join(path.dirname(folder), it));
}

/** Ends whatever runs on an instance, engine and cluster, and removes its files. */
export async function removeFolder(folder: string): Promise<void> {
  await stop(withEnvironment(marker, folder), 0);
  await discard({ cluster: path.join(folder, "cluster"), kubeconfig: path.join(folder, "kubeconfig") });
  rmSync(folder, { recursive: true, force: true });
}
