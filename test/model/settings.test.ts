import { describe, expect, test } from "vitest";
import { Settings } from "../../components/index.ts";
import { parseSettings, report } from "../../components/model/settings.ts";

const kubernetes = { context: "production" };
const problems = (value: object) => parseSettings(Settings, { kubernetes, ...value }).problems;

test("all mistakes are told at once", () => {
  const value = {
    kubernetes: { namespace: "Not_One", labls: {} },
    app: { replicas: -1, uses: { redis: "yes" } },
    redis: { memory: 256 },
    queue: {},
  };
  const keys = [
    "kubernetes.context",
    "kubernetes.namespace",
    "kubernetes.labls",
    "app.replicas",
    "app.uses.redis",
    "redis.memory",
    "queue",
  ];
  const found = parseSettings(Settings, value).problems;
  expect(found).toHaveLength(keys.length);
  for (const key of keys) expect(found).toContainEqual(expect.stringContaining(`${key} is`));
});

test.each([[undefined], [null], ["text"], [[]], [3]])("settings that are %j are one mistake", (value) => {
  expect(parseSettings(Settings, value).problems).toEqual([expect.stringMatching(/^settings is .*object$/)]);
});

describe("a secret at a wrong place is never printed", () => {
  const leaked = "sk-live-hunter2";

  test.each<[string, object]>([
    ["as a source", { secrets: { openaiApiKey: leaked } }],
    ["as an unknown key's value", { qdrant: { apiKey: leaked } }],
    ["as an unknown key's value, nested", { app: { uses: { key: { value: leaked } } } }],
    ["in a text with a mistake", { app: { env: { DATABASE: `postgres://me:${leaked}@db/\${nme}` } } }],
    ["in a file with a mistake", { app: { files: { "/etc/app": `key: ${leaked} \${nme}` } } }],
    ["in an argument with a mistake", { app: { args: [`--key=${leaked}`, "${nme}"], command: leaked } }],
    ["in a list of variables", { app: { env: [`KEY=${leaked}`] } }],
    ["in a text for variables", { app: { env: `KEY=${leaked}` } }],
    ["in a variable that is no text", { app: { env: { KEY: { value: leaked } } } }],
    ["in a probe with a mistake", { app: { probes: { ready: { exec: ["cli", "-a", leaked], perod: 3 } } } }],
    ["in a list for an object", { redis: [leaked] }],
    ["in an object for a text", { redis: { memory: { password: leaked } } }],
    ["in a source with a mistake", { secrets: { qdrantApiKey: { name: leaked, ky: leaked } } }],
  ])("%s", (_, value) => {
    const found = problems(value);
    expect(found.length).toBeGreaterThan(0);
    expect(found.join("\n")).not.toContain(leaked);
  });

  test("as the settings themselves", () => {
    expect(parseSettings(Settings, leaked).problems.join()).not.toContain(leaked);
  });
});

test("what is left out gets its default, and nothing else is needed", () => {
  const { settings, problems } = parseSettings(Settings, { kubernetes: { context: "test" } });
  expect(problems).toEqual([]);
  expect(settings).toMatchObject({
    protect: true,
    kubernetes: { namespace: "vectorstack", existingNamespace: false, dns: { port: 53 } },
    secrets: {},
    app: { replicas: 1, uses: { qdrant: "read-write", redis: true, traces: true } },
    qdrant: { peers: 1, spread: { host: "preferred", zone: "preferred" } },
    redis: { eviction: "noeviction" },
  });
});

test("a part that is given leaves the rest of it at its defaults", () => {
  const { settings } = parseSettings(Settings, {
    kubernetes: { context: "test", dns: { port: 5353 } },
    app: { uses: { redis: false }, drain: { grace: 60 }, spread: { host: "required" } },
  });
  expect(settings?.kubernetes.dns).toMatchObject({ namespace: "kube-system", port: 5353 });
  expect(settings?.app).toMatchObject({
    uses: { qdrant: "read-write", redis: false, traces: true },
    drain: { delay: 5, grace: 60 },
    spread: { host: "required", zone: "preferred" },
  });
});

test("a report names the file and counts", () => {
  expect(report("Pulumi.test.yaml", ["a is 1"])).toBe("Pulumi.test.yaml has a mistake:\n  a is 1");
  expect(report("Pulumi.test.yaml", ["a is 1", "b is 2"])).toBe(
    "Pulumi.test.yaml has 2 mistakes:\n  a is 1\n  b is 2",
  );
});
