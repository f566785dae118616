/** A key as it follows others in a property path: `.name`, or `["a.b/c"]`. */
export const keyPath = (key: string): string =>
  /^[\w-]+$/.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;

const part = /\.?([^.[\]]+)|\[(?:"((?:[^"\\]|\\.)*)"|([^\]]*))\]/g;

/** The keys of a property path of Pulumi, such as `metadata.annotations["a.b/c"]` or `containers[0].env[*]`. */
export const parsePath = (path: string): readonly string[] =>
  [...path.matchAll(part)].map(
    ([, name, quoted, index]) => name ?? quoted?.replaceAll(/\\(.)/g, "$1") ?? index ?? "",
  );

/** Whether one path leads to the other or into it; `*` as a key of the first stands for every key. */
export const overlap = (path: readonly string[], other: readonly string[]): boolean =>
  path.slice(0, other.length).every((key, index) => key === "*" || matches(other[index] ?? "", key));

/** A pattern that ends in `*` stands for every key that begins as it does. */
const matches = (pattern: string, key: string): boolean =>
  pattern.endsWith("*") ? key.startsWith(pattern.slice(0, -1)) : pattern === key;

/** The paths that lie within no other of them. */
export const outermost = (paths: readonly string[]): readonly string[] => {
  const parsed = paths.map((path) => ({ path, keys: parsePath(path) }));
  const isWithin = (keys: readonly string[], outer: readonly string[]) =>
    outer.length < keys.length && outer.every((key, index) => key === keys[index]);
  return parsed
    .filter(({ keys }) => !parsed.some((outer) => isWithin(keys, outer.keys)))
    .map(({ path }) => path);
};
