import { expect, test } from "vitest";
import { parseOptions } from "../../local/options.ts";
import { cacheIn, instanceIn } from "../../local/paths.ts";

test.each([
  ["local", ["--contxt", "a"], "--contxt is no flag of local: did you mean --context?"],
  ["local", ["--all"], "--all is no flag of local"],
  ["local:status", ["--settings=x"], "did you mean"],
  ["local", ["--context"], "--context needs a value: --context NAME"],
  ["local", ["--context="], "--context needs a value"],
  ["local", ["--kubeconfig", "f"], "--kubeconfig needs --context NAME too"],
  ["local:down", ["--all=yes"], '--all takes no value, not "yes"'],
  ["local", ["production"], 'local takes no "production", only flags: --context NAME'],
] as const)("%s %j is refused in one sentence", (name, args, message) => {
  expect(() => parseOptions(name, args)).toThrow(message);
});

test("flags are read", () => {
  expect(parseOptions("local", ["--context", "a", "--kubeconfig=b", "--settings", "c"])).toEqual({
    context: "a",
    kubeconfig: "b",
    settings: "c",
  });
  expect(parseOptions("local:down", ["--all"])).toEqual({ all: true });
});

test("the help names every flag", () => {
  expect(parseOptions("local:down", ["--help"])).toMatchInlineSnapshot(`
    {
      "help": "Removes what \`local\` made.

    Usage: npm run local:down -- [flags]
      --context NAME      use the cluster of this kubeconfig context, not a throwaway one
      --kubeconfig FILE   the kubeconfig that has the context
      --help              show this
      --all               remove the cached tools and plugins too",
    }
  `);
});

test("the cache is where the user's caches are", () => {
  expect(cacheIn({ XDG_CACHE_HOME: "/caches" }).tools).toBe("/caches/vectorstack/tools");
  expect(() => cacheIn({ XDG_CACHE_HOME: "caches" })).toThrow(
    "XDG_CACHE_HOME is caches: it must be an absolute path",
  );
});

test("each instance and each foreign cluster has a folder of its own", () => {
  const cache = cacheIn({ XDG_CACHE_HOME: "/caches" });
  const folders = [
    instanceIn(cache, {}),
    instanceIn(cache, { VECTORSTACK_INSTANCE: "test-1" }),
    instanceIn(cache, {}, { context: "kind" }),
    instanceIn(cache, {}, { context: "kind", kubeconfig: "/k" }),
  ].map(({ folder }) => folder);
  expect(new Set(folders).size).toBe(4);
  expect(folders[1]).toMatch(/^\/caches\/vectorstack\/instances\/test-1-[0-9a-f]{8}$/);
  expect(() => instanceIn(cache, { VECTORSTACK_INSTANCE: "../x" })).toThrow('VECTORSTACK_INSTANCE is "../x"');
});
