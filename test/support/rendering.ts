import { Document, isMap, isNode, isScalar, visit, type Node } from "yaml";
import type { Rendered } from "./render.ts";
import { mapSealed } from "./secrets.ts";

const seal = "(secret)";

/** Resources for people to review: what is asked for and kept; `!secret` marks what Pulumi keeps secret. */
export function rendering(resources: readonly Rendered[]): string {
  const document = new Document(resources.map(shown), { aliasDuplicateObjects: false });
  visit(document, { Map: (_, map) => tagged(map) });
  return document.toString({ lineWidth: 0 });
}

const shown = ({
  type,
  name,
  inputs,
  isRead,
  options: { protect, retainOnDelete, ignoreChanges },
}: Rendered) => ({
  type,
  name,
  ...(isRead && { isRead }),
  ...(protect === true && { protect }),
  ...(retainOnDelete === true && { retainOnDelete }),
  ...(ignoreChanges && { ignoreChanges }),
  inputs: mapSealed(inputs, (content) => ({ [seal]: content })),
});

function tagged(map: Node): Node | undefined {
  const [only] = isMap(map) ? map.items : [];
  if (!only || !isScalar(only.key) || only.key.value !== seal || !isNode(only.value)) return undefined;
  only.value.tag = "!secret";
  return only.value;
}
