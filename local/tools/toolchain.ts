import { statfs } from "node:fs/promises";
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Problem } from "../problem.ts";
import { run, tail } from "../run.ts";
import { type ToolName, tools } from "./table.ts";

/** The folder with the go.mod of a group of tools. */
export const groupFolder = (group: string): string => path.join(import.meta.dirname, group);

/** Nothing of the user's Go settings changes what is built, and nothing is written to the checkout. */
export const goEnvironment = (): NodeJS.ProcessEnv => ({
  ...process.env,
  GOFLAGS: "-mod=readonly -buildvcs=false",
  GOWORK: "off",
});

export interface Toolchain {
  readonly version: string;
  /** The folders that a build fills. */
  readonly caches: readonly string[];
}

/** The Go that builds a group of tools; a Problem if there is none or it is too old. */
export async function toolchainFor(group: string, signal?: AbortSignal): Promise<Toolchain> {
  const asked = /^go (\S+)$/m.exec(readFileSync(path.join(groupFolder(group), "go.mod"), "utf8"))?.[1] ?? "";
  const go = await run("go", ["env", "GOVERSION", "GOCACHE", "GOMODCACHE"], {
    cwd: groupFolder(group),
    env: goEnvironment(),
    ...(signal && { signal }),
  }).catch(() => {
    signal?.throwIfAborted();
    throw new Problem(`there is no Go tool chain: install Go ${asked} or later and put go on PATH`);
  });
  const [version = "", ...caches] = go.stdout.trim().split("\n");
  if (go.code !== 0)
    throw new Problem(
      `this Go cannot build ${path.basename(group)}, which needs Go ${asked} or later:\n${tail(go.stderr, 3)}`,
    );
  return { version, caches };
}

/** A Problem if the builds of these tools may not fit on the disks. */
export async function checkDisk(names: readonly ToolName[], folders: readonly string[]): Promise<void> {
  const needed = names.reduce((sum, name) => sum + tools[name].megabytes, 0);
  for (const folder of folders) {
    mkdirSync(folder, { recursive: true });
    const { bavail, bsize } = await statfs(folder);
    const free = Math.floor((bavail * bsize) / 1e6);
    if (free < needed)
      throw new Problem(
        `the disk of ${folder} has ${gigabytes(free)} free, and building ${names.join(", ")} may take ${gigabytes(needed)}: make room first`,
      );
  }
}

const gigabytes = (megabytes: number): string => `${(megabytes / 1_000).toFixed(1)} GB`;
