import { createHash } from "node:crypto";
import { render, type Rendered, type World } from "../support/render.ts";
import { kindOf } from "./objects.ts";

const contentNamed = (name: string, inputs: object) =>
  `${name}-${createHash("sha256").update(JSON.stringify(inputs)).digest("hex").slice(0, 8)}`;

/** A rendering in which new contents get a new name, as the provider gives it. */
export const rendered = (settings: object, world: World = {}): Promise<readonly Rendered[]> =>
  render("test", { kubernetes: { context: "test" }, ...settings }, { autoName: contentNamed, ...world });

/** The objects of which a change from one rendering to another would be seen, by kind and name. */
export function changed(before: readonly Rendered[], after: readonly Rendered[]): readonly string[] {
  const [old, now] = [before, after].map(
    (resources) => new Map(resources.map((it) => [`${kindOf(it)} ${it.name}`, JSON.stringify(seen(it))])),
  );
  const keys = [...new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])])];
  return keys.filter((key) => old?.get(key) !== now?.get(key)).toSorted();
}

/** What the engine compares: everything but what it was told to ignore. */
function seen({ inputs, options }: Rendered): unknown {
  const copy = structuredClone(inputs) as Record<string, unknown>;
  for (const path of options.ignoreChanges ?? []) {
    const keys = path.split(".");
    const last = keys.pop() ?? "";
    const holder = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], copy);
    Reflect.deleteProperty(holder as object, last);
  }
  return copy;
}
