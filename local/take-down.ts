import { existsSync, rmdirSync, rmSync } from "node:fs";
import path from "node:path";
import { connect, reach } from "./cluster/api.ts";
import { discard, runningParts } from "./cluster/throwaway.ts";
import { type Engine, marker, update } from "./engine/engine.ts";
import { engineEnvironment } from "./engine/environment.ts";
import { readable } from "./engine/output.ts";
import { providePlugins } from "./engine/plugins.ts";
import { recover } from "./engine/recover.ts";
import { releaseStaleLocks } from "./engine/stale-lock.ts";
import { deploymentOf, listIfThere } from "./engine/state.ts";
import type { Interruption } from "./interrupt.ts";
import type { Cache } from "./paths.ts";
import { stop, withEnvironment } from "./processes.ts";
import { alone, forget, type Session } from "./session.ts";
import { ensure } from "./tools/ensure.ts";

/** Removes what was deployed, and only that: the throwaway cluster whole, or the stack's resources from a foreign one. */
export const takeDown = (session: Session, interruption: Interruption): Promise<number> =>
  alone(session, async () => {
    const { foreign, instance, cache, options } = session;
    const done: string[] = [];
    if (foreign) {
      if ((deploymentOf(instance)?.resources ?? []).length > 0) {
        await destroy(session, interruption);
        done.push(`the stack is gone from ${foreign.context}`);
      }
    } else {
      releaseStaleLocks(instance);
      await stop(withEnvironment(marker, instance.folder), 2_000);
      const parts = runningParts(instance);
      if (existsSync(instance.cluster)) done.push(`the cluster is gone, with ${parts.length} processes`);
      await discard(instance);
    }
    forget(session);
    if (options.all) done.push(removeTools(cache));
    process.stdout.write(`${done.join("\n") || "nothing was up"}\n`);
    return 0;
  }).finally(() => removeIfEmpty(session.cache));

async function destroy(
  { cache, instance, context, kubeconfig }: Session,
  interruption: Interruption,
): Promise<void> {
  const config = connect(context, kubeconfig);
  await reach(config, 10, interruption.asked);
  const { pulumi } = await ensure(["pulumi"], { signal: interruption.asked });
  const plain = engineEnvironment(cache, instance);
  const { folders } = await providePlugins(pulumi, cache, instance, plain, interruption.asked);
  const environment = engineEnvironment(cache, instance, {
    folders,
    ...(kubeconfig !== undefined && { kubeconfig }),
  });
  const engine: Engine = { pulumi, instance, environment, interruption };
  const say = (line: string) => {
    process.stdout.write(`${line}
`);
  };
  await recover(engine, config, say);
  await update(engine, ["destroy", "--yes", "--skip-preview", "--parallel", "32"], {
    cwd: instance.project,
    say: readable(say),
  });
}

function removeTools(cache: Cache): string {
  const others = instances(cache);
  if (others.length > 0) return `the tools stay, for other instances need them: ${others.join(", ")}`;
  rmSync(cache.tools, { recursive: true, force: true });
  return "the tools are gone";
}

const instances = ({ root }: Cache): readonly string[] =>
  listIfThere(path.join(root, "instances")).filter((it) => !it.includes(".lock"));

function removeIfEmpty({ root }: Cache): void {
  for (const folder of [path.join(root, "instances"), root])
    if (listIfThere(folder).length === 0 && existsSync(folder)) rmdirSync(folder);
}
