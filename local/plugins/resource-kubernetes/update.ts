import { initFailed } from "../shared/init-failed.ts";
import type { UpdateRequest } from "../shared/provider.ts";
import { type Properties, hasUnknown } from "../shared/wire.ts";
import type { Api } from "./api.ts";
import { NotReadyError, waitUntilReady } from "./await/wait.ts";
import { checkpoint, recorded, toObject } from "./checkpoint.ts";
import { type Context, explainConflict, guarded, waitOf } from "./context.ts";
import { randomSuffix } from "./create.ts";
import { isConflict, isForbidden, isNotFound, messageOf } from "./errors.ts";
import { hasNoManagers, leaveIgnored, takeOver, wasOnlyCreated } from "./managed-fields.ts";
import { fieldManagerOf } from "./naming.ts";
import { normalize } from "./normalize.ts";
import { at, idOf, isAnnotated, kindKey, kindOf, nameOf, namespaceOf, withMetadata } from "./objects.ts";

/** Applies the inputs to the live object and waits until it works. */
export const update = (context: Context, request: UpdateRequest): Promise<Properties> =>
  guarded([request.news, request.state], async (safe) => {
    const raw = toObject(request.news);
    if (request.preview && (hasUnknown(raw) || !(await context.api.find(kindOf(raw))))) return request.news;
    const inputs = normalize(raw);
    const old = recorded(request.state);
    const [kind, namespace, name] = [kindOf(inputs), namespaceOf(old.live), nameOf(old.live)];
    const fieldManager = fieldManagerOf(inputs, request.state, randomSuffix);
    const state = (live: Properties) => checkpoint({ inputs, live, from: request.news, fieldManager });
    try {
      const before = await context.api.get(kind, namespace, name);
      const applied = await apply(context, request, inputs, before, fieldManager);
      if (request.preview) return state(applied);
      const wait = waitOf(context, request, safe);
      return state(await waitUntilReady(wait, inputs, applied));
    } catch (error) {
      if (request.preview && isForbidden(error)) {
        const message = safe(`As things stand now, the API server would refuse this: ${messageOf(error)}`);
        context.log(message, { severity: "warning", urn: request.urn });
        return request.news;
      }
      const message = `the Kubernetes API server reported that "${idOf(old.live)}" failed to fully initialize or become live`;
      const failure = `${message}: ${safe(messageOf(error))}`;
      if (request.preview || isNotFound(error)) throw new Error(failure, { cause: error });
      const live = await context.api.get(kind, namespace, name);
      const reasons = error instanceof NotReadyError ? error.reasons.map(safe) : [];
      throw initFailed(failure, { id: request.id, state: state(live), reasons });
    }
  });

/** How often an object may change between the look at it and the patch that takes it over. */
const takeOverTries = 10;

/** The object once its earlier managers' fields belong to this one, so that an apply may drop them. */
async function owned(
  api: Api,
  seen: Properties,
  manager: string,
  tries = takeOverTries,
): Promise<Properties> {
  const patch = takeOver(seen, manager);
  if (!patch) return seen;
  const [kind, namespace, name] = [kindOf(seen), namespaceOf(seen), nameOf(seen)];
  try {
    return await api.patch(kind, namespace, name, patch);
  } catch (error) {
    if (!isConflict(error) || tries === 0) throw error;
    return owned(api, await api.get(kind, namespace, name), manager, tries - 1);
  }
}

async function apply(
  { api, settings }: Context,
  { preview, ignoreChanges }: UpdateRequest,
  inputs: Properties,
  before: Properties,
  manager: string,
): Promise<Properties> {
  const [kind, namespace, name] = [kindOf(inputs), namespaceOf(before), nameOf(before)];
  const query = { fieldManager: manager, ...(preview ? { dryRun: "All" } : {}) };
  if (kindKey(kind) === "apiextensions.k8s.io/v1/CustomResourceDefinition") {
    const resourceVersion = at(before, "metadata", "resourceVersion") ?? "";
    return api.replace(kind, namespace, name, withMetadata(inputs, { resourceVersion }), query);
  }
  const live = preview ? before : await owned(api, before, manager);
  const force =
    settings.patchForce ||
    isAnnotated(inputs, "pulumi.com/patchForce") ||
    hasNoManagers(live) ||
    (preview && wasOnlyCreated(live));
  const body = leaveIgnored(inputs, live, ignoreChanges, manager);
  const patch = { contentType: "application/apply-patch+yaml", body } as const;
  return api
    .patch(kind, namespace, name, patch, { ...query, force: String(force) })
    .catch((error: unknown) => {
      throw explainConflict(error, manager);
    });
}
