import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { Problem } from "./problem.ts";

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: NodeJS.ProcessEnv;
  /** Stops the process, and what it started, with SIGTERM. */
  readonly signal?: AbortSignal;
  /** In seconds; a process that takes longer is stopped and counts as failed. */
  readonly timeout?: number;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end and returns what it wrote; a Problem only if it cannot be started at all. */
export async function run(
  program: string,
  args: readonly string[],
  { signal, timeout, ...options }: RunOptions = {},
): Promise<Finished> {
  signal?.throwIfAborted();
  const output = { stdout: "", stderr: "" };
  const code = await new Promise<number>((resolve, reject) => {
    const child = spawn(program, args, {
      ...options,
      ...(timeout !== undefined && { timeout: timeout * 1_000 }),
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const stop = () => {
      if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
        process.kill(-child.pid, "SIGTERM");
    };
    signal?.addEventListener("abort", stop);
    for (const stream of ["stdout", "stderr"] as const)
      child[stream].setEncoding("utf8").on("data", (text: string) => (output[stream] += text));
    child.on("error", (error) => reject(new Problem(`cannot run ${program}: ${error.message}`)));
    child.on("close", (status) => {
      signal?.removeEventListener("abort", stop);
      resolve(status ?? 1);
    });
  });
  signal?.throwIfAborted();
  return { code, ...output };
}

/** Calls `each` with every line that a stream carries, and resolves when the stream has ended. */
export async function eachLine(stream: NodeJS.ReadableStream, each: (line: string) => void): Promise<void> {
  for await (const line of createInterface({ input: stream, crlfDelay: Infinity })) each(line);
}

/** The last lines that say something, for an error message. */
export const tail = (text: string, lines: number): string =>
  text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-lines)
    .map((line) => `  ${line}`)
    .join("\n");
