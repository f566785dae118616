import { rmSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { readIfThere } from "../files.ts";
import type { Instance } from "../paths.ts";
import { Problem } from "../problem.ts";
import { commandOf, runs, startedAt } from "../processes.ts";
import { listIfThere, lockFolder } from "./state.ts";

/** What the engine writes into its lock. */
export interface EngineLock {
  readonly pid: number;
  readonly username: string;
  readonly hostname: string;
  readonly timestamp: string;
}

/** What can be told about the process with the lock's number on this machine. */
export interface Witness {
  readonly host: string;
  readonly runs: boolean;
  readonly command: string;
  /** In milliseconds since 1970. */
  readonly startedAt: number | undefined;
}

/** A process that started this much after the lock was written is another one. In milliseconds; start times are coarse. */
const slack = 2_000;

/** Whether the engine that wrote the lock is gone: only where that is sure. */
export function isStale(
  lock: EngineLock,
  { host, runs: running, command, startedAt: started }: Witness,
): boolean {
  if (lock.hostname !== host) return false;
  if (!running || !command.includes("pulumi")) return true;
  return started !== undefined && started > Date.parse(lock.timestamp) + slack;
}

interface Found {
  readonly file: string;
  readonly lock: EngineLock;
  readonly stale: boolean;
}

/** The locks on the stack, each left by an engine that is gone or held by one that is at work. */
export function engineLocks(instance: Instance): readonly Found[] {
  const folder = lockFolder(instance);
  return listIfThere(folder)
    .filter((it) => it.endsWith(".json"))
    .flatMap((it) => {
      const file = path.join(folder, it);
      const lock = parse(readIfThere(file));
      return lock ? [{ file, lock, stale: isStale(lock, witnessOf(lock.pid)) }] : [];
    });
}

/** Removes the locks of engines that are gone; a Problem that names the one that is at work. Returns what it removed. */
export function releaseStaleLocks(instance: Instance): readonly EngineLock[] {
  const locks = engineLocks(instance);
  for (const { lock, stale } of locks)
    if (!stale)
      throw new Problem(
        `the stack local is locked by ${lock.username}, process ${lock.pid} on ${lock.hostname}, since ${lock.timestamp}: wait for it or stop it`,
      );
  rmSync(lockFolder(instance), { recursive: true, force: true });
  return locks.map(({ lock }) => lock);
}

const witnessOf = (pid: number): Witness => ({
  host: hostname(),
  runs: runs(pid),
  command: commandOf(pid),
  startedAt: startedAt(pid),
});

/** A lock that was never written whole is nobody's. */
function parse(text: string | undefined): EngineLock | undefined {
  try {
    return JSON.parse(text ?? "") as EngineLock;
  } catch {
    return undefined;
  }
}
