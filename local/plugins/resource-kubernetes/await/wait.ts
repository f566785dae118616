import { setTimeout as sleep } from "node:timers/promises";
import type { Properties } from "../../shared/wire.ts";
import type { Api } from "../api.ts";
import { messageOf } from "../errors.ts";
import { annotation, nameOf } from "../objects.ts";
import { explain } from "./explain.ts";
import { ruleOf } from "./kinds.ts";
import { observe } from "./observe.ts";
import type { Circumstances, Readiness } from "./verdict.ts";

export interface Wait {
  readonly api: Api;
  readonly cancelled: AbortSignal;
  /** Seconds that the program allows; 0 leaves it to the annotation pulumi.com/timeoutSeconds or the default. */
  readonly timeout: number;
  /** Shows what is being waited for. */
  readonly say: (message: string) => void;
}

/** The official default, in seconds. */
const tenMinutes = 600;
/** How often the reasons of a wait are looked for, in milliseconds. */
const explainEvery = 10_000;

/** The object is there but does not work, or not yet. */
export class NotReadyError extends Error {
  readonly live: Properties;
  readonly reasons: readonly string[];

  constructor(message: string, live: Properties, reasons: readonly string[]) {
    super(message);
    this.live = live;
    this.reasons = reasons;
  }
}

export const timeoutOf = (inputs: Properties, seconds: number): number =>
  (seconds || Number(annotation(inputs, "pulumi.com/timeoutSeconds")) || tenMinutes) * 1_000;

/** Waits until the object works and hands back how it is then. */
export async function waitUntilReady(wait: Wait, inputs: Properties, live: Properties): Promise<Properties> {
  const rule = ruleOf(inputs, live);
  if (!rule) return live;
  const timedOut = AbortSignal.timeout(timeoutOf(inputs, wait.timeout));
  const circumstances = { api: wait.api, since: Date.now() };
  const latest = { live, missing: "" };
  const done = new AbortController();
  const signal = AbortSignal.any([timedOut, wait.cancelled, done.signal]);
  const explaining = explainRegularly(wait, latest, signal);
  try {
    for await (const state of every(rule.every, observe(wait.api, live, signal), signal)) {
      latest.live = state;
      const verdict = await rule.ready(state, circumstances);
      if (verdict.state === "ready") return state;
      if (verdict.state === "failed") throw await notReady(wait, verdict.reason, state, []);
      if (latest.missing !== verdict.for) wait.say(`Waiting for ${verdict.for}`);
      latest.missing = verdict.for;
    }
    throw await notReady(wait, `'${nameOf(live)}' was deleted while it was waited for`, latest.live, []);
  } catch (error) {
    if (error instanceof NotReadyError) throw error;
    const what = latest.missing === "" ? [] : [`Still waiting for ${latest.missing}`];
    if (timedOut.aborted)
      throw await notReady(wait, `'${nameOf(live)}' timed out waiting to be Ready`, latest.live, what);
    if (wait.cancelled.aborted)
      throw new NotReadyError(`Resource operation was cancelled for "${nameOf(live)}"`, latest.live, what);
    throw new NotReadyError(messageOf(error), latest.live, what);
  } finally {
    done.abort();
    wait.say("");
    await explaining;
  }
}

async function notReady(wait: Wait, message: string, live: Properties, what: readonly string[]) {
  return new NotReadyError(message, live, [...what, ...(await explain(wait.api, live))]);
}

/** Judges an object once, as it is. */
export async function judge(
  api: Api,
  ready: Readiness,
  live: Properties,
): Promise<readonly string[] | undefined> {
  const circumstances: Circumstances = { api, since: 0 };
  const verdict = await ready(live, circumstances);
  if (verdict.state === "ready") return undefined;
  const reason = verdict.state === "failed" ? verdict.reason : `Still waiting for ${verdict.for}`;
  return [reason, ...(await explain(api, live))];
}

/** Repeats the last state at intervals between the changes, for a kind whose readiness lies outside of the object. */
async function* every(
  interval: number | undefined,
  states: AsyncGenerator<Properties>,
  signal: AbortSignal,
): AsyncGenerator<Properties> {
  if (interval === undefined) {
    yield* states;
    return;
  }
  let next = states.next();
  let last: Properties | undefined;
  for (;;) {
    const result = await Promise.race([next, sleep(interval, undefined, { signal, ref: false })]);
    if (result) {
      if (result.done) return;
      last = result.value;
      next = states.next();
      next.catch(() => undefined);
    }
    if (last) yield last;
  }
}

async function explainRegularly(
  wait: Wait,
  latest: { live: Properties },
  signal: AbortSignal,
): Promise<void> {
  try {
    for (;;) {
      await sleep(explainEvery, undefined, { signal, ref: false });
      const [reason] = await explain(wait.api, latest.live);
      if (reason) wait.say(reason);
    }
  } catch {
    return;
  }
}
