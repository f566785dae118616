import type { CheckRequest, Checked } from "../shared/provider.ts";
import { type Properties, hasUnknown, isUnknown } from "../shared/wire.ts";
import { toObject, toProperties } from "./checkpoint.ts";
import type { Context } from "./context.ts";
import { named } from "./naming.ts";
import { normalize } from "./normalize.ts";
import { at, isBuiltIn, kindOf, kindOfType, namespaceOf, withMetadata } from "./objects.ts";

/** Completes the inputs: canonical form, name, namespace. */
export async function check(context: Context, request: CheckRequest): Promise<Checked> {
  refuse(request.type, request.news);
  const news = withKind(toObject(request.news), request.type);
  const olds = Object.keys(request.olds).length > 0 ? toObject(request.olds) : undefined;
  const canonical = hasUnknown(news) ? news : normalize(news);
  const complete = await withNamespace(context, named(canonical, olds, request));
  return { inputs: toProperties(complete, request.news), failures: [] };
}

/** The kinds of resource that are more than one object of the API. */
function refuse(type: string, inputs: Properties): void {
  const kind = kindOfType(type);
  const isList = isBuiltIn(kind) && kind.kind.endsWith("List");
  const isPatch = kind.kind.endsWith("Patch") && inputs["kind"] !== kind.kind;
  const isOther = /^kubernetes:(helm\.sh|yaml|kustomize)[:/]/.test(type);
  if (isList || isPatch || isOther)
    throw new Error(`The stand-in kubernetes plugin has no ${type}: use the official plugin for it`);
}

function withKind(object: Properties, type: string): Properties {
  const { group, version, kind } = kindOfType(type);
  return { apiVersion: group ? `${group}/${version}` : version, kind, ...object };
}

async function withNamespace({ api, namespace }: Context, object: Properties): Promise<Properties> {
  const unknownYet = isUnknown(object["metadata"]) || isUnknown(at(object, "metadata", "namespace"));
  if (unknownYet || namespaceOf(object) !== "") return object;
  return (await api.isNamespaced(kindOf(object))) ? withMetadata(object, { namespace }) : object;
}
