import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { pause } from "./interrupt.ts";
import { errorCode } from "./problem.ts";

const onLinux = process.platform === "linux";

/** What `ps` prints of one process, without the blanks around it; empty when it is gone. */
function ps(pid: number, column: string): string {
  try {
    return execFileSync("ps", ["-o", `${column}=`, "-p", `${pid}`], { encoding: "utf8" }).trim();
  } catch {
    return "";
  }
}

function proc(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, "utf8");
  } catch {
    return "";
  }
}

/** Whether the process runs; one that has ended and waits for its parent to notice does not. */
export function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (thrown) {
    return errorCode(thrown) === "EPERM";
  }
  return onLinux ? !/^State:\s+[ZX]/m.test(proc(pid, "status")) : !ps(pid, "state").startsWith("Z");
}

/** A text that two processes share only if they are the same one, even after their number was given out again. */
export function startOf(pid: number): string {
  if (!onLinux) return ps(pid, "lstart");
  const stat = proc(pid, "stat");
  const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  return `${boot} ${stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? ""}`;
}

/** When it started, in milliseconds since 1970, to within a second; undefined if that cannot be told. */
export function startedAt(pid: number): number | undefined {
  if (!onLinux) return Date.parse(ps(pid, "lstart")) || undefined;
  const ticks = Number(startOf(pid).split(" ")[1]);
  const boot = Number(/^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1]);
  const ticksPerSecond = 100;
  return ticks > 0 && boot > 0 ? (boot + ticks / ticksPerSecond) * 1_000 : undefined;
}

/** The command line, words separated by blanks. */
export const commandOf = (pid: number): string =>
  onLinux ? proc(pid, "cmdline").replaceAll("\0", " ").trim() : ps(pid, "command");

/** The processes that were given this environment variable, in any generation; none where the system does not tell. */
export function withEnvironment(name: string, value: string): readonly number[] {
  if (!onLinux) return [];
  const entry = `${name}=${value}`;
  return readdirSync("/proc")
    .filter((it) => /^\d+$/.test(it))
    .map(Number)
    .filter((pid) => pid !== process.pid && proc(pid, "environ").split("\0").includes(entry));
}

/** Asks the processes to end, and ends those that are still there after the grace (in milliseconds). */
export async function stop(pids: readonly number[], grace: number): Promise<void> {
  const signal = (name: NodeJS.Signals) => {
    for (const pid of pids.filter(runs))
      try {
        process.kill(pid, name);
      } catch (thrown) {
        if (errorCode(thrown) !== "ESRCH") throw thrown;
      }
  };
  if (grace > 0) signal("SIGTERM");
  for (const end = Date.now() + grace; pids.some(runs) && Date.now() < end;) await pause(50);
  signal("SIGKILL");
  for (const end = Date.now() + 5_000; pids.some(runs) && Date.now() < end;) await pause(20);
}
