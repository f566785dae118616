import { rmSync } from "node:fs";
import path from "node:path";
import { throwawayContext } from "./cluster/kubeconfig.ts";
import { tryLock, unlock } from "./lock.ts";
import { type CommandName, type Options, parseOptions } from "./options.ts";
import { type Cache, cacheIn, type Foreign, type Instance, instanceIn } from "./paths.ts";
import { Problem } from "./problem.ts";

/** What a command works on. */
export interface Session {
  readonly options: Options;
  readonly cache: Cache;
  readonly instance: Instance;
  /** The cluster that somebody else runs, if one was named. */
  readonly foreign: Foreign | undefined;
  readonly context: string;
  /** The kubeconfig with the context; the user's default one if not given. */
  readonly kubeconfig: string | undefined;
}

/** The session that the command line asks for; undefined when it asked for help, which is then shown. */
export function sessionOf(
  name: CommandName,
  args: readonly string[],
  environment: NodeJS.ProcessEnv,
): Session | undefined {
  const options = parseOptions(name, args);
  if ("help" in options) {
    process.stdout.write(`${options.help}\n`);
    return undefined;
  }
  const cache = cacheIn(environment);
  const kubeconfig = options.kubeconfig === undefined ? undefined : path.resolve(options.kubeconfig);
  const foreign =
    options.context === undefined
      ? undefined
      : { context: options.context, ...(kubeconfig !== undefined && { kubeconfig }) };
  const instance = instanceIn(cache, environment, foreign);
  return {
    options,
    cache,
    instance,
    foreign,
    context: foreign?.context ?? throwawayContext,
    kubeconfig: foreign ? kubeconfig : instance.kubeconfig,
  };
}

/** Does the work while no other command works on the same instance; a Problem that names the one that does. */
export async function alone<T>({ instance }: Session, work: () => Promise<T>): Promise<T> {
  const holder = tryLock(instance.lock);
  if (holder !== undefined)
    throw new Problem(
      `process ${holder.pid} on ${holder.host} is at work on the instance ${instance.name} since ${holder.since}: wait for it or stop it`,
    );
  try {
    return await work();
  } finally {
    unlock(instance.lock);
  }
}

/** Removes all that the engine and a cluster left of an instance. */
export const forget = ({ instance }: Session): void =>
  rmSync(instance.folder, { recursive: true, force: true });
