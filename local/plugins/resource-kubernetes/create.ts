import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { initFailed } from "../shared/init-failed.ts";
import type { CreateRequest, Created } from "../shared/provider.ts";
import { type Properties, hasUnknown } from "../shared/wire.ts";
import { NotReadyError, waitUntilReady } from "./await/wait.ts";
import { checkpoint, toObject } from "./checkpoint.ts";
import { type Context, during, explainConflict, guarded, waitOf } from "./context.ts";
import {
  NoSuchKindError,
  alreadyExistsAdvice,
  isAlreadyExists,
  isForbidden,
  isMissingNamespace,
  isNotFound,
  messageOf,
} from "./errors.ts";
import { creator } from "./managed-fields.ts";
import { fieldManagerOf } from "./naming.ts";
import { idOf, isAnnotated, kindOf, nameOf, namespaceOf, omit } from "./objects.ts";

/** The pauses before a create is tried again whose namespace or definition is not there yet, in milliseconds. */
const retryAfter = [1_000, 2_000, 4_000, 8_000, 16_000];

export const randomSuffix = (): string => randomBytes(4).toString("hex");

/** Creates an object and waits until it works; a preview asks the server what it would say. */
export const create = (context: Context, request: CreateRequest): Promise<Created> =>
  guarded([request.inputs], async (safe) => {
    const inputs = toObject(request.inputs);
    const fieldManager = fieldManagerOf(inputs, {}, randomSuffix);
    if (request.preview) return preview(context, request, inputs, fieldManager, safe);
    const made = await make(context, inputs, fieldManager).catch((error: unknown) => {
      throw during(
        `resource "${request.urn}" was not successfully created by the Kubernetes API server`,
        error,
      );
    });
    const state = (live: Properties) => checkpoint({ inputs, live, from: request.inputs, fieldManager });
    try {
      const live = await waitUntilReady(waitOf(context, request, safe), inputs, made);
      return { id: idOf(live), state: state(live) };
    } catch (error) {
      const live = error instanceof NotReadyError ? error.live : made;
      const reasons = error instanceof NotReadyError ? error.reasons.map(safe) : [];
      const message =
        `resource "${request.urn}" was successfully created, but the Kubernetes API server reported that it failed to ` +
        `fully initialize or become live: ${safe(messageOf(error))}`;
      throw initFailed(message, { id: idOf(made), state: state(live), reasons });
    }
  });

/** What the server would make of the inputs. What it cannot say before the real thing is left as asked for. */
async function preview(
  context: Context,
  { urn, inputs: properties }: CreateRequest,
  inputs: Properties,
  fieldManager: string,
  safe: (message: string) => string,
): Promise<Created> {
  const asAsked = { id: "", state: properties };
  if (hasUnknown(inputs) || !(await context.api.find(kindOf(inputs)))) return asAsked;
  try {
    const live = omit(await send(context, inputs, fieldManager, { dryRun: "All" }), "status");
    return { id: "", state: checkpoint({ inputs, live, from: properties, fieldManager }) };
  } catch (error) {
    if (isForbidden(error))
      context.log(safe(`As things stand now, the API server would refuse this: ${messageOf(error)}`), {
        severity: "warning",
        urn,
      });
    if (isForbidden(error) || isAlreadyExists(error) || isMissingNamespace(error)) return asAsked;
    throw during(`resource "${urn}" would not be created by the Kubernetes API server`, error);
  }
}

/** Programs may create an object a moment before its namespace or its definition. */
async function make(context: Context, inputs: Properties, fieldManager: string): Promise<Properties> {
  for (const pause of retryAfter) {
    try {
      return await send(context, inputs, fieldManager);
    } catch (error) {
      if (isAlreadyExists(error))
        throw new Error(`${messageOf(error)}\n\n${alreadyExistsAdvice}`, { cause: error });
      if (!isNotFound(error) && !(error instanceof NoSuchKindError)) throw error;
      await sleep(pause, undefined, { signal: context.cancelled });
    }
  }
  return send(context, inputs, fieldManager);
}

async function send(
  { api, settings }: Context,
  inputs: Properties,
  fieldManager: string,
  dryRun: { dryRun?: "All" } = {},
): Promise<Properties> {
  const [kind, namespace] = [kindOf(inputs), namespaceOf(inputs)];
  if (!settings.upsert) return api.create(kind, namespace, inputs, { fieldManager: creator, ...dryRun });
  const force = settings.patchForce || "dryRun" in dryRun || isAnnotated(inputs, "pulumi.com/patchForce");
  const patch = { contentType: "application/apply-patch+yaml", body: inputs } as const;
  const query = { fieldManager, force: String(force), fieldValidation: "Warn", ...dryRun };
  return api.patch(kind, namespace, nameOf(inputs), patch, query).catch((error: unknown) => {
    throw explainConflict(error, fieldManager);
  });
}
