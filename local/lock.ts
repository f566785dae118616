import { linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { readIfThere } from "./files.ts";
import { errorCode } from "./problem.ts";
import { runs, startOf } from "./processes.ts";

/** Who holds a lock. */
export interface Holder {
  readonly pid: number;
  readonly host: string;
  /** Tells the process from a later one with the same number. */
  readonly start: string;
  /** ISO 8601. */
  readonly since: string;
}

/** Whether the holder is at work: a process of another machine counts as alive, for it cannot be looked at. */
export const isAlive = (holder: Holder): boolean =>
  holder.host !== hostname() || (runs(holder.pid) && startOf(holder.pid) === holder.start);

/** Takes the lock, or tells who holds it. A lock whose holder is gone is taken over. */
export function tryLock(file: string): Holder | undefined {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  const own = `${file}.${process.pid}`;
  const self: Holder = {
    pid: process.pid,
    host: hostname(),
    start: startOf(process.pid),
    since: new Date().toISOString(),
  };
  writeFileSync(own, JSON.stringify(self));
  try {
    for (;;)
      try {
        linkSync(own, file);
        return undefined;
      } catch (thrown) {
        if (errorCode(thrown) !== "EEXIST") throw thrown;
        const holder = holderOf(file);
        if (holder && isAlive(holder)) return holder;
        removeStale(file, `${own}.stale`);
      }
  } finally {
    rmSync(own, { force: true });
  }
}

export const unlock = (file: string): void => rmSync(file, { force: true });

/** Removes a lock whose holder is gone, and puts it back if another process took it over meanwhile. */
function removeStale(file: string, aside: string): void {
  try {
    renameSync(file, aside);
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return;
    throw thrown;
  }
  const holder = holderOf(aside);
  if (holder && isAlive(holder)) renameSync(aside, file);
  else rmSync(aside, { force: true });
}

function holderOf(file: string): Holder | undefined {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text) as Holder;
  } catch {
    return undefined;
  }
}
