import { activate } from "../../policies/engine/settings.ts";
import { judgeAmong, judgeObject, type ActiveRule, type Verdict } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import type { RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import type { ObjectRule, ParameterValues, SetRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";

/** What one rule, whatever its level, says of the first object among all of them. */
export function judged(
  id: string,
  objects: readonly [RawObject, ...RawObject[]],
  parameters: ParameterValues = {},
): Verdict {
  const [active] = activate(
    rules.filter((rule) => rule.id === id),
    { [id]: { enforcementLevel: "mandatory", ...parameters } },
  );
  if (active === undefined) throw new Error(`there is no rule ${id}`);
  const manifests = objects.map((object, document) => new Manifest(object, { file: "case", document }));
  const [first] = manifests;
  if (first === undefined) throw new Error("nothing to judge");
  const world = new World(manifests);
  return active.rule.engine === "object"
    ? judgeObject(active as ActiveRule<ObjectRule>, first, world)
    : judgeAmong(active as ActiveRule<SetRule>, first, world);
}
