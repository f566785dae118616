/** The key and value by which Pulumi marks a secret on the wire. */
const [mark, isSecret] = ["4dabf18193072939515e22adb298388d", "1b47061264138c4ac30d75fd1eb44270"] as const;

export const isSealed = (value: unknown): value is { readonly value: unknown } =>
  typeof value === "object" && value !== null && (value as Record<string, unknown>)[mark] === isSecret;

/** A copy of the tree with each secret replaced by what `write` makes of its content. */
export function mapSealed(tree: unknown, write: (content: unknown) => unknown): unknown {
  if (isSealed(tree)) return write(tree.value);
  if (Array.isArray(tree)) return tree.map((item) => mapSealed(item, write));
  if (typeof tree !== "object" || tree === null) return tree;
  return Object.fromEntries(Object.entries(tree).map(([key, value]) => [key, mapSealed(value, write)]));
}

/** The tree as the provider gets it, with no secret marked. */
export const unsealed = (tree: unknown): unknown => mapSealed(tree, (content) => unsealed(content));

/** Everything in the tree that is marked secret, in order. */
export function sealedIn(tree: unknown): readonly unknown[] {
  const found: unknown[] = [];
  mapSealed(tree, (content) => found.push(content));
  return found;
}
