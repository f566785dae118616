import { Document, isMap, isNode, isScalar, visit, type Node } from "yaml";
import type { ValidatingSpec } from "../../policies/admission/objects.ts";
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
  inputs: mapSealed(brief(type, inputs), (content) => ({ [seal]: content })),
});

/** A policy of the API server by the rules that it holds, whose texts stand in the table of rules. */
function brief(type: string, inputs: Rendered["inputs"]): Rendered["inputs"] {
  if (!type.endsWith(":ValidatingAdmissionPolicy")) return inputs;
  const { validations, ...spec } = inputs["spec"] as ValidatingSpec;
  const rules = [...new Set(validations.map(({ message }) => message.replace(/:.*/, "")))];
  return { ...inputs, spec: { ...spec, variables: spec.variables.map(({ name }) => name), rules } };
}

function tagged(map: Node): Node | undefined {
  const [only] = isMap(map) ? map.items : [];
  if (!only || !isScalar(only.key) || only.key.value !== seal || !isNode(only.value)) return undefined;
  only.value.tag = "!secret";
  return only.value;
}
