import type { Properties } from "../../shared/wire.ts";
import { isNotFound } from "../errors.ts";
import { at, kindOf, list, nameOf, namespaceOf, text } from "../objects.ts";
import { observe } from "./observe.ts";
import { type Wait, timeoutOf } from "./wait.ts";

/** Waits until an object that is being deleted is no longer there. */
export async function waitUntilGone(wait: Wait, inputs: Properties, object: Properties): Promise<void> {
  const milliseconds = timeoutOf(inputs, wait.timeout);
  const signal = AbortSignal.any([AbortSignal.timeout(milliseconds), wait.cancelled]);
  const [kind, namespace, name] = [kindOf(object), namespaceOf(object), nameOf(object)];
  const uid = at(object, "metadata", "uid");
  let last = object;
  try {
    const found = await wait.api.get(kind, namespace, name);
    last = { ...object, ...found };
    for await (const state of observe(wait.api, last, signal)) {
      last = state;
      if (uid !== undefined && at(state, "metadata", "uid") !== uid) return;
      wait.say(`Waiting for ${name} to be gone`);
    }
  } catch (error) {
    if (isNotFound(error)) return;
    if (!signal.aborted) throw error;
    const why = wait.cancelled.aborted
      ? "the deletion was cancelled"
      : `not gone after ${milliseconds / 1_000} s`;
    throw new Error([`${name}: ${why}`, ...holdingBack(last)].join("; "), { cause: error });
  }
}

function holdingBack(object: Properties): readonly string[] {
  const finalizers = list(at(object, "metadata", "finalizers")).map(text);
  const conditions = list(at(object, "status", "conditions"))
    .filter((it) => at(it, "status") === "True")
    .map((it) => text(at(it, "message")));
  return [
    ...(finalizers.length > 0 ? [`finalizers may hold it: ${finalizers.join(", ")}`] : []),
    ...conditions,
  ];
}
