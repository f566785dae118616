import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { pause } from "../interrupt.ts";
import { tryLock, unlock } from "../lock.ts";
import { Problem } from "../problem.ts";
import type { RunningStep } from "../progress.ts";
import { run, tail } from "../run.ts";
import { linkerFlags, type Tool } from "./table.ts";
import { goEnvironment, groupFolder } from "./toolchain.ts";

/** Where the cache keeps a built tool: a folder of its own, so that the program has its real name. */
export const builtPath = (cache: string, name: string, key: string): string =>
  path.join(cache, `${name}-${key}`, name);

/**
 * Builds a tool to its place in the cache, unless another process has done so meanwhile: one builds, the others wait. What
 * is at that place is always complete.
 */
export async function build(
  name: string,
  tool: Tool,
  target: string,
  step: RunningStep,
  signal?: AbortSignal,
): Promise<void> {
  const folder = path.dirname(target);
  const lock = `${folder}.lock`;
  for (let holder = tryLock(lock); holder !== undefined; holder = tryLock(lock)) {
    step.waitsFor(`process ${holder.pid}, which builds it`);
    await pause(500, signal);
  }
  const half = `${folder}.half-${process.pid}`;
  try {
    if (existsSync(target)) return;
    step.waitsFor(undefined);
    removeHalves(folder);
    mkdirSync(half, { recursive: true });
    await compile(name, tool, path.join(half, name), signal);
    renameSync(half, folder);
  } finally {
    removeHalves(folder);
    unlock(lock);
  }
}

/** Removes what interrupted builds left; one that still runs cannot write there any more. */
function removeHalves(folder: string): void {
  const parent = path.dirname(folder);
  for (const it of readdirSync(parent).filter((name) => name.startsWith(`${path.basename(folder)}.half`)))
    rmSync(path.join(parent, it), { recursive: true, force: true });
}

async function compile(name: string, tool: Tool, output: string, signal?: AbortSignal): Promise<void> {
  const args = ["build", "-trimpath", "-ldflags", linkerFlags(tool), "-o", output, tool.package];
  const options = { cwd: groupFolder(tool.group), env: goEnvironment(), ...(signal && { signal }) };
  const { code, stderr } = await run("go", args, options);
  if (code === 0) return;
  if (/no space left on device/i.test(stderr))
    throw new Problem(`the disk became full while ${name} was built: make room and run it again`);
  throw new Problem(`${name} could not be built; the last lines of go build:\n${tail(stderr, 8)}`);
}
