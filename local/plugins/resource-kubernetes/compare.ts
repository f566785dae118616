import type { DiffRequest, Difference } from "../shared/provider.ts";
import { type Properties, hasUnknown } from "../shared/wire.ts";
import { recorded, toObject } from "./checkpoint.ts";
import type { Context } from "./context.ts";
import { changesOf, withoutIgnored } from "./diff.ts";
import { forceNew } from "./force-new.ts";
import { isAutonamed, isNamed } from "./naming.ts";
import { inNamespace, normalize } from "./normalize.ts";
import { kindOf, nameOf, namespaceOf, withMetadata } from "./objects.ts";
import { prune } from "./prune.ts";

/** Compares what is wanted with what was live at the last look, as far as the last inputs spoke of it. */
export async function compare(
  { api, settings }: Context,
  { state, news, ignoreChanges }: DiffRequest,
): Promise<Difference> {
  const { inputs, live } = recorded(state);
  const namespaced = await api.isNamespaced(kindOf(toObject(news)));
  const after = inNamespace(canonical(toObject(news)), namespaced);
  const asked = prune(live, canonical(inputs));
  const before = inNamespace(withMetadata(asked, { name: nameOf(live) }), namespaced);
  const all = changesOf(before, after, forceNew(after, settings.mutable));
  const changes = withoutIgnored(all, ignoreChanges);
  const replaces = [...changes.values()].some(({ replace }) => replace);
  return { changes, deleteBeforeReplace: replaces && mustGoFirst(live, after) };
}

const canonical = (object: Properties): Properties => (hasUnknown(object) ? object : normalize(object));

/** Two objects cannot have one name at a time. */
const mustGoFirst = (live: Properties, after: Properties): boolean =>
  isNamed(after) &&
  !isAutonamed(after) &&
  nameOf(after) === nameOf(live) &&
  namespaceOf(after) === namespaceOf(live);
