import { spawn } from "node:child_process";
import type { Interruption } from "../interrupt.ts";
import { type Instance, checkout } from "../paths.ts";
import { Problem } from "../problem.ts";
import { stop, withEnvironment } from "../processes.ts";
import { eachLine } from "../run.ts";
import { stack } from "./state.ts";

/** The engine as it works on one instance. */
export interface Engine {
  readonly pulumi: string;
  readonly instance: Instance;
  readonly environment: NodeJS.ProcessEnv;
  readonly interruption: Interruption;
}

/** The variable by which the engine and all that it starts are told from other processes. */
export const marker = "VECTORSTACK_ENGINE";

/** How long an engine that was asked to stop may finish what it began, in milliseconds. */
const patience = 30_000;

export interface UpdateOptions {
  /** The folder of the Pulumi.yaml; the checkout if not given. */
  readonly cwd?: string;
  /** Called with each line of output; without it the output is only shown if the command fails. */
  readonly say?: (line: string) => void;
}

/**
 * Runs a command of the engine on the stack to its end. An interruption is passed on once as a request to stop in order, and
 * again as one to stop at once; when this returns, nothing that the engine started is left.
 */
export async function update(
  engine: Engine,
  args: readonly string[],
  { cwd = checkout, say }: UpdateOptions = {},
): Promise<void> {
  const { pulumi, instance, environment, interruption } = engine;
  interruption.asked.throwIfAborted();
  const child = spawn(pulumi, [...args, "--stack", stack, "--non-interactive", "--color", "never"], {
    cwd,
    env: { ...environment, [marker]: instance.folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  const timers: NodeJS.Timeout[] = [];
  const signal = (name: NodeJS.Signals) => child.kill(name);
  const ask = () => {
    signal("SIGINT");
    timers.push(setTimeout(insist, patience));
  };
  const insist = () => {
    signal("SIGINT");
    timers.push(setTimeout(() => signal("SIGKILL"), 5_000));
  };
  interruption.asked.addEventListener("abort", ask);
  interruption.insisted.addEventListener("abort", insist);
  const lines: string[] = [];
  const hear = (line: string) => {
    lines.push(line);
    say?.(line);
  };
  try {
    const ended = new Promise<number>((resolve, reject) => {
      child.on("error", (error) => reject(new Problem(`cannot run ${pulumi}: ${error.message}`)));
      child.on("exit", (code) => resolve(code ?? 1));
    });
    const heard = Promise.all([eachLine(child.stdout, hear), eachLine(child.stderr, hear)]);
    const code = await ended;
    await stop(withEnvironment(marker, instance.folder), 2_000);
    await heard;
    interruption.asked.throwIfAborted();
    if (code === 0) return;
    const output = say ? "" : `:\n${lines.join("\n")}`;
    throw new Problem(`pulumi ${args[0] ?? ""} did not succeed (exit code ${code})${output}`);
  } finally {
    for (const timer of timers) clearTimeout(timer);
    interruption.asked.removeEventListener("abort", ask);
    interruption.insisted.removeEventListener("abort", insist);
  }
}
