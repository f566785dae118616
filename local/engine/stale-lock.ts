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

/** Removes the locks of engines that are gone; a Problem that names the one that is at work. Returns what it removed. */
export function releaseStaleLocks(instance: Instance): readonly EngineLock[] {
  const folder = lockFolder(instance);
  const locks = listIfThere(folder)
    .filter((it) => it.endsWith(".json"))
    .map((it) => ({ file: path.join(folder, it), lock: parse(readIfThere(path.join(folder, it))) }));
  for (const { lock } of locks)
    if (lock && !isStale(lock, witnessOf(lock.pid)))
      throw new Problem(
        `the stack local is locked by ${lock.username}, process ${lock.pid} on ${lock.hostname}, since ${lock.timestamp}: wait for it or stop it`,
      );
  for (const { file } of locks) rmSync(file, { force: true });
  return locks.flatMap(({ lock }) => lock ?? []);
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
