import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { Problem } from "./problem.ts";

/** The folder of the checkout. */
export const checkout = realpathSync(path.join(import.meta.dirname, ".."));

/** What this machine keeps for every checkout: built tools, the engine's home, compile caches. */
export interface Cache {
  readonly root: string;
  readonly tools: string;
  /** PULUMI_HOME of the engine: downloaded plugins. */
  readonly pulumiHome: string;
  /** NODE_COMPILE_CACHE of the program and the plugins. */
  readonly compiled: string;
}

export function cacheIn(environment: NodeJS.ProcessEnv): Cache {
  const base = environment["XDG_CACHE_HOME"] ?? path.join(homedir(), ".cache");
  if (!path.isAbsolute(base)) throw new Problem(`XDG_CACHE_HOME is ${base}: it must be an absolute path`);
  const root = path.join(base, "vectorstack");
  const tools = path.join(root, "tools");
  return {
    root,
    tools,
    pulumiHome: path.join(tools, "pulumi-home"),
    compiled: path.join(tools, "node-compile-cache"),
  };
}

/** One throwaway environment of one checkout: everything in `folder` goes when it is taken down. */
export interface Instance {
  readonly name: string;
  readonly folder: string;
  /** Held while a command works on the instance. */
  readonly lock: string;
  /** What kwokctl, the control plane and etcd keep. */
  readonly cluster: string;
  readonly kubeconfig: string;
  /** The engine's file backend. */
  readonly backend: string;
  readonly passphrase: string;
  /** A copy of Pulumi.yaml beside the stack file, for the engine writes a salt there. */
  readonly project: string;
  readonly stackFile: string;
  /** Says of a plugin that it could not be downloaded, so as not to try again at once. */
  readonly downloads: string;
}

/** A cluster that somebody else runs. */
export interface Foreign {
  readonly context: string;
  readonly kubeconfig?: string;
}

/** The instance of this checkout, or the other one that it has on a foreign cluster. */
export function instanceIn(cache: Cache, environment: NodeJS.ProcessEnv, foreign?: Foreign): Instance {
  const name = environment["VECTORSTACK_INSTANCE"] ?? "local";
  if (!/^[a-z0-9](?:[a-z0-9-]{0,30}[a-z0-9])?$/.test(name))
    throw new Problem(
      `VECTORSTACK_INSTANCE is ${JSON.stringify(name)}: use at most 32 of a-z, 0-9 and -, with no - at either end`,
    );
  const hash = createHash("sha256")
    .update(JSON.stringify([checkout, ...(foreign ? [foreign.context, foreign.kubeconfig ?? ""] : [])]))
    .digest("hex")
    .slice(0, 8);
  const folder = path.join(cache.root, "instances", `${name}-${hash}`);
  return {
    name,
    folder,
    lock: `${folder}.lock`,
    cluster: path.join(folder, "cluster"),
    kubeconfig: path.join(folder, "kubeconfig"),
    backend: path.join(folder, "backend"),
    passphrase: path.join(folder, "passphrase"),
    project: path.join(folder, "project"),
    stackFile: path.join(folder, "project", "Pulumi.local.yaml"),
    downloads: path.join(folder, "downloads.json"),
  };
}
