import { constants } from "node:os";
import { setTimeout as delay } from "node:timers/promises";
import { Interrupted, Problem, sentence } from "./problem.ts";

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** A terminal and npm may both pass on one Ctrl-C: what follows within this time is the same one. In milliseconds. */
const sameKeyPress = 1_000;

export interface Interruption {
  /** Aborted by the first signal: stop in order. */
  readonly asked: AbortSignal;
  /** Aborted by the second: stop now. */
  readonly insisted: AbortSignal;
}

/**
 * Runs a command and ends the process with its exit code: 1 after a Problem, 128 + the signal's number after an interruption.
 * Anything else that is thrown is a fault of this program and is shown with its stack.
 */
export async function command(main: (interruption: Interruption) => Promise<number>): Promise<never> {
  const asked = new AbortController();
  const insisted = new AbortController();
  let first: { readonly signal: (typeof signals)[number]; readonly at: number } | undefined;
  for (const signal of signals)
    process.on(signal, () => {
      if (first === undefined) {
        first = { signal, at: Date.now() };
        process.stderr.write(`\n${signal}: stopping in order; once more stops at once\n`);
        asked.abort(new Interrupted(`interrupted by ${signal}`));
      } else if (Date.now() - first.at > sameKeyPress)
        insisted.abort(new Interrupted(`interrupted by ${signal}`));
    });
  const code = await main({ asked: asked.signal, insisted: insisted.signal }).catch((thrown: unknown) => {
    if (first !== undefined) return 128 + constants.signals[first.signal];
    const text =
      thrown instanceof Problem ? sentence(thrown) : thrown instanceof Error ? thrown.stack : undefined;
    process.stderr.write(`error: ${text ?? sentence(thrown)}\n`);
    return 1;
  });
  process.exit(code);
}

/** Waits, or rejects as soon as it is interrupted. In milliseconds. */
export const pause = (milliseconds: number, signal?: AbortSignal): Promise<void> =>
  delay(milliseconds, undefined, signal && { signal }).catch(() => {
    signal?.throwIfAborted();
  });

/**
 * Does all at the same time; when one fails, the others are asked to stop. Settles when all have, with the first failure if there
 * was one.
 */
export async function together<T extends readonly unknown[]>(
  tasks: { readonly [Index in keyof T]: (signal: AbortSignal) => Promise<T[Index]> },
  signal?: AbortSignal,
): Promise<T> {
  const failed = new AbortController();
  const either = AbortSignal.any([failed.signal, ...(signal ? [signal] : [])]);
  const running = tasks.map((task) =>
    task(either).catch((thrown: unknown) => {
      failed.abort(thrown);
      throw thrown;
    }),
  );
  await Promise.allSettled(running);
  if (failed.signal.aborted) throw failed.signal.reason;
  return (await Promise.all(running)) as unknown as T;
}

export type Answer<T> = { readonly value: T } | { readonly because: string };

/** Asks again and again until there is a value; a Problem that ends with the last reason why not after `seconds`. */
export async function until<T>(
  what: string,
  seconds: number,
  ask: () => Promise<Answer<T>>,
  signal?: AbortSignal,
): Promise<T> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const answer = await ask();
    if ("value" in answer) return answer.value;
    signal?.throwIfAborted();
    if (Date.now() > deadline) throw new Problem(`${what} after ${seconds} s: ${answer.because}`);
    await pause(100, signal);
  }
}
