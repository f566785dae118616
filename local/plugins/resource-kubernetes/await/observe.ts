import { setTimeout as sleep } from "node:timers/promises";
import { type Properties, isObject } from "../../shared/wire.ts";
import type { Api } from "../api.ts";
import { isGone } from "../errors.ts";
import { at, kindOf, nameOf, namespaceOf, text } from "../objects.ts";

/** The pause before a watch that broke is begun anew, in milliseconds. */
const pause = 250;

/** An object as it is now and after each change, until the signal; it ends when the object is deleted. */
export async function* observe(
  api: Api,
  object: Properties,
  signal: AbortSignal,
): AsyncGenerator<Properties> {
  const kind = kindOf(object);
  const [namespace, name] = [namespaceOf(object), nameOf(object)];
  const { path } = await api.endpoint(kind);
  let current = object;
  yield current;
  for (;;) {
    const query = {
      fieldSelector: `metadata.name=${name}`,
      resourceVersion: text(at(current, "metadata", "resourceVersion")),
      allowWatchBookmarks: "true",
    };
    try {
      for await (const event of api.client.watch(path(namespace), query, signal)) {
        if (event["type"] === "DELETED") return;
        if (event["type"] === "ERROR") break;
        if (!isObject(event["object"])) continue;
        current = { ...current, ...event["object"] };
        if (event["type"] !== "BOOKMARK") yield event["object"];
      }
    } catch (error) {
      if (signal.aborted) throw error;
      if (!isGone(error)) await sleep(pause, undefined, { signal });
    }
    const found = await api.list(kind, namespace, { fieldSelector: `metadata.name=${name}` });
    const [latest] = found;
    if (!latest) return;
    current = { apiVersion: object["apiVersion"] ?? "", kind: kind.kind, ...latest };
    yield current;
  }
}
