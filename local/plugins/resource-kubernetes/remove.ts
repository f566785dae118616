import type { DeleteRequest } from "../shared/provider.ts";
import { waitUntilGone } from "./await/gone.ts";
import { recorded } from "./checkpoint.ts";
import { type Context, waitOf } from "./context.ts";
import { skipsAwait } from "./await/kinds.ts";
import { NoSuchKindError, isNotFound } from "./errors.ts";
import { annotation, kindKey, kindOf, namespaceOf, parseId, withMetadata } from "./objects.ts";

/** Deletes an object and waits until it is gone. What is not there any more is no error. */
export async function remove(context: Context, request: DeleteRequest): Promise<void> {
  const { id, state } = request;
  const { inputs, live } = recorded(state);
  const { name } = parseId(id);
  const [kind, namespace] = [kindOf(live), namespaceOf(live)];
  try {
    await context.api.delete(kind, namespace, name, {
      apiVersion: "v1",
      kind: "DeleteOptions",
      propagationPolicy: propagation(annotation(inputs, "pulumi.com/deletionPropagationPolicy")),
    });
    if (skipsAwait(inputs) && leftAlone.has(kindKey(kind))) return;
    const object = withMetadata(live, { name });
    await waitUntilGone(waitOf(context, request), inputs, object);
  } catch (error) {
    if (!isNotFound(error) && !(error instanceof NoSuchKindError)) throw error;
  }
}

/** Kinds whose end pulumi.com/skipAwait does not wait for (pulumi-kubernetes 4.34, overrides.go). */
const leftAlone: ReadonlySet<string> = new Set([
  "apps/v1/DaemonSet",
  "apps/v1/Deployment",
  "apps/v1/StatefulSet",
  "batch/v1/Job",
  "v1/Namespace",
  "v1/Pod",
  "v1/ReplicationController",
]);

/** What an object owns goes before it, unless the program says otherwise. */
function propagation(policy: string): "Orphan" | "Background" | "Foreground" {
  const chosen = policy.toLowerCase();
  if (chosen === "orphan") return "Orphan";
  return chosen === "background" ? "Background" : "Foreground";
}
