import { existsSync } from "node:fs";
import { findExecutable } from "../files.ts";
import { together } from "../interrupt.ts";
import { cacheIn } from "../paths.ts";
import { Progress } from "../progress.ts";
import { run } from "../run.ts";
import { build, builtPath } from "./build.ts";
import { keyOf } from "./key.ts";
import { Queue } from "./queue.ts";
import { type Tool, type ToolName, tools } from "./table.ts";
import { checkDisk, type Toolchain, toolchainFor } from "./toolchain.ts";
import { isFrom } from "./version.ts";

/** Two builds at a time are what two cores and their memory bear. */
const builds = new Queue(2);

export interface EnsureOptions {
  readonly progress?: Progress;
  readonly signal?: AbortSignal;
}

/**
 * The paths of these tools: found on PATH where one there will do, else in the cache, else built. Calls at the same time share
 * the two builders, and the longest builds go first.
 */
export async function ensure<Name extends ToolName>(
  names: readonly Name[],
  { progress = new Progress(), signal }: EnsureOptions = {},
): Promise<Record<Name, string>> {
  const { tools: cache, root } = cacheIn(process.env);
  const chains = new Map<string, Promise<Toolchain>>();
  const chainOf = (group: string): Promise<Toolchain> => {
    const chain = chains.get(group) ?? toolchainFor(group, signal);
    chains.set(group, chain);
    return chain;
  };
  const places = await Promise.all(
    names.map(async (name) => {
      const tool: Tool = tools[name];
      const found = await onPath(name, tool, signal);
      if (found !== undefined) return { name, tool, target: found, missing: false };
      const { version, caches } = await chainOf(tool.group);
      const target = builtPath(cache, name, keyOf(tool, version));
      return { name, tool, target, caches, missing: !existsSync(target) };
    }),
  );
  const missing = places.filter((it) => it.missing);
  const folders = new Set([root, ...missing.flatMap(({ caches = [] }) => caches)]);
  if (missing.length > 0)
    await checkDisk(
      missing.map(({ name }) => name),
      [...folders],
    );
  await together(
    missing.map(({ name, tool, target }) => async (either: AbortSignal) => {
      const step = progress.begin(`build ${name}`, "a builder");
      try {
        await builds.run(tool.seconds, () => build(name, tool, target, step, either), either);
        step.end("took");
      } catch (thrown) {
        step.end("was not finished after");
        throw thrown;
      }
    }),
    signal,
  );
  return Object.fromEntries(places.map(({ name, target }) => [name, target])) as Record<Name, string>;
}

/** A tool on PATH whose version will do, by its path; undefined if there is none. */
async function onPath(
  name: string,
  { onPath: accepted }: Tool,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const program = findExecutable(name);
  if (accepted === undefined || program === undefined) return undefined;
  const asked = await run(program, accepted.ask, { timeout: 20, ...(signal && { signal }) }).catch(
    () => undefined,
  );
  signal?.throwIfAborted();
  return asked?.code === 0 && isFrom(accepted.from, asked.stdout) ? program : undefined;
}
