import { initFailed } from "../shared/init-failed.ts";
import type { Live, ReadRequest } from "../shared/provider.ts";
import { type Properties, isObject } from "../shared/wire.ts";
import { readRuleOf } from "./await/kinds.ts";
import { judge } from "./await/wait.ts";
import { checkpoint, recorded, toObject, toProperties } from "./checkpoint.ts";
import type { Context } from "./context.ts";
import { randomSuffix } from "./create.ts";
import { NoSuchKindError, isNotFound } from "./errors.ts";
import { fieldManagerOf } from "./naming.ts";
import { normalize } from "./normalize.ts";
import { kindOf, kindOfType, nameOf, omit, parseId, withMetadata } from "./objects.ts";
import { prune } from "./prune.ts";

/** The live object, with inputs as far as the last ones spoke of it, or all of them where there were none. */
export async function read(context: Context, request: ReadRequest): Promise<Live | undefined> {
  const { namespace, name } = parseId(request.id);
  if (name === "") throw new Error(`"${request.id}" is no object's id: write namespace/name, or name alone`);
  const old = recorded(request.state);
  const asked = normalize(toObject(request.inputs));
  const kind = [asked, old.live].map(kindOf).find((it) => it.kind !== "") ?? kindOfType(request.type);
  const live = await find(context, kind, namespace, name);
  if (!live) return undefined;
  const isFirst = Object.keys(asked).length === 0 && Object.keys(old.live).length === 0;
  const inputs = isFirst
    ? inputsOf(live)
    : prune(live, withMetadata(asked, identity(asked, namespace, name)));
  const fieldManager = fieldManagerOf(inputs, request.state, randomSuffix);
  const state = checkpoint({ inputs, live, from: request.inputs, fieldManager });
  const found = { id: request.id, state, inputs: toProperties(inputs, request.inputs) };
  const rule = isFirst ? undefined : readRuleOf(asked, live);
  const reasons = rule && (await judge(context.api, rule.ready, live));
  if (reasons)
    throw initFailed(`Resource '${nameOf(live)}' was created but failed to initialize`, {
      ...found,
      reasons,
    });
  return found;
}

async function find({ api }: Context, kind: ReturnType<typeof kindOf>, namespace: string, name: string) {
  try {
    return await api.get(kind, namespace, name);
  } catch (error) {
    if (isNotFound(error) || error instanceof NoSuchKindError) return undefined;
    throw error;
  }
}

/** The id names an object whose inputs left its name to others. */
const identity = (asked: Properties, namespace: string, name: string): Properties => ({
  name: nameOf(asked) || name,
  ...(namespace === "" ? {} : { namespace }),
});

const foreign = ["deployment.kubernetes.io/revision", "kubectl.kubernetes.io/last-applied-configuration"];

/** What a program would have asked for to have such an object. */
function inputsOf(live: Properties): Properties {
  const object = normalize(omit(live, "status"));
  const { metadata } = object;
  if (!isObject(metadata) || !isObject(metadata["annotations"])) return object;
  const annotations = Object.entries(metadata["annotations"]).filter(([key]) => !foreign.includes(key));
  return withMetadata(object, { annotations: Object.fromEntries(annotations) });
}
