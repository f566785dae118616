import { describe, expect, test } from "vitest";
import { declareServices, Settings } from "../../components/index.ts";
import { secretNames } from "../../components/model/secrets.ts";
import { hasIdentity } from "../../components/model/service.ts";
import type { Rendered } from "../support/render.ts";
import { changed, rendered } from "./difference.ts";
import { workloads } from "./objects.ts";

const templates = (resources: readonly Rendered[]) =>
  Object.fromEntries(workloads(resources).map(({ metadata, spec }) => [metadata.name, spec.template]));

test("the same settings give the same objects", async () => {
  expect(changed(await rendered({}), await rendered({}))).toEqual([]);
});

describe("scaling", () => {
  test("Qdrant from one peer to three changes no pod", async () => {
    const [one, three] = [await rendered({}), await rendered({ qdrant: { peers: 3 } })];
    expect(Object.keys(templates(one))).toHaveLength(5);
    expect(templates(three)).toEqual(templates(one));
    expect(changed(one, three)).toEqual([
      "PersistentVolumeClaim snapshots-qdrant-1",
      "PersistentVolumeClaim snapshots-qdrant-2",
      "PersistentVolumeClaim storage-qdrant-1",
      "PersistentVolumeClaim storage-qdrant-2",
      "PodDisruptionBudget qdrant",
      "ResourceQuota vectorstack",
      "StatefulSet qdrant",
    ]);
  });

  test("the app changes its number, its budget and the quota", async () => {
    const [one, three] = [await rendered({}), await rendered({ app: { replicas: 3 } })];
    expect(templates(three)).toEqual(templates(one));
    expect(changed(one, three)).toEqual([
      "Deployment app",
      "PodDisruptionBudget app",
      "ResourceQuota vectorstack",
    ]);
  });
});

describe("growing a volume changes its claims and the quota only", () => {
  test.each<[string, object, object, readonly string[]]>([
    [
      "Qdrant's storage",
      { qdrant: { peers: 2 } },
      { qdrant: { peers: 2, storage: "20Gi" } },
      ["storage-qdrant-0", "storage-qdrant-1"],
    ],
    ["Qdrant's snapshots", {}, { qdrant: { snapshots: "20Gi" } }, ["snapshots-qdrant-0"]],
    ["Redis' data", {}, { redis: { storage: "20Gi" } }, ["data-redis-0"]],
    [
      "the app's own",
      { app: { state: { files: { path: "/f", size: "1Gi" } } } },
      { app: { state: { files: { path: "/f", size: "2Gi" } } } },
      ["files-app-0"],
    ],
  ])("%s", async (_, before, after, claims) => {
    expect(changed(await rendered(before), await rendered(after))).toEqual([
      ...claims.map((name) => `PersistentVolumeClaim ${name}`),
      "ResourceQuota vectorstack",
    ]);
  });
});

describe("a new value of a secret reaches the pods that use it, and no others", () => {
  const env = { OPENAI_API_KEY: "${secrets.openaiApiKey}" };
  const settings = { app: { env }, secrets: { openaiApiKey: { generate: 1 } } };
  const services = declareServices(Settings.parse({ kubernetes: { context: "test" }, ...settings }));
  const names = secretNames(services);

  const users = (name: string) =>
    services
      .filter((it) => secretNames([it]).includes(name))
      .flatMap((it) => [`Secret ${it.name}`, `${hasIdentity(it) ? "StatefulSet" : "Deployment"} ${it.name}`]);

  test("these are the secrets", () => {
    expect(names).toEqual([
      "openaiApiKey",
      "qdrantApiKey",
      "qdrantReadOnlyApiKey",
      "redisAppPassword",
      "redisExporterPassword",
    ]);
  });

  test.each(names)("%s, generated again", async (name) => {
    const again = { ...settings, secrets: { ...settings.secrets, [name]: { generate: 2 } } };
    expect(users(name).length).toBeGreaterThan(0);
    expect(changed(await rendered(settings), await rendered(again))).toEqual(
      [...users(name), `RandomPassword ${name}`].toSorted(),
    );
  });

  const sources = (source: (name: string) => unknown) => ({
    ...settings,
    secrets: Object.fromEntries(names.map((name) => [name, source(name)])),
  });
  const values = (again: string | undefined) =>
    names.map((name) => [name, name === again ? "two" : "one"] as const);

  test.each(names)("%s, set again in the configuration", async (name) => {
    const configured = sources(() => "config");
    const of = (again?: string) => rendered(configured, { config: Object.fromEntries(values(again)) });
    expect(changed(await of(), await of(name))).toEqual([...users(name)].toSorted());
  });

  test.each(names)("%s, changed in the Secret that it is read from", async (name) => {
    const read = sources((it) => ({ name: "login", key: it, namespace: "other" }));
    const of = (again?: string) => {
      const data = values(again).map(([key, value]) => [key, Buffer.from(value).toString("base64")]);
      return rendered(read, {
        cluster: { "Secret other/login": { data: Object.fromEntries(data) as object } },
      });
    };
    expect(changed(await of(), await of(name))).toEqual([...users(name)].toSorted());
  });
});

test("two secrets may be read from keys of the same name in two namespaces", async () => {
  const source = (namespace: string) => ({ name: "login", key: "token", namespace });
  const resources = await rendered(
    { secrets: { qdrantApiKey: source("a"), redisAppPassword: source("b") } },
    {
      cluster: {
        "Secret a/login": { data: { token: Buffer.from("one").toString("base64") } },
        "Secret b/login": { data: { token: Buffer.from("two").toString("base64") } },
      },
    },
  );
  const names = resources.map(({ type, name }) => `${type} ${name}`);
  expect(new Set(names).size).toBe(names.length);
});

test("new contents of a file roll its pods", async () => {
  const file = (content: string) => rendered({ app: { files: { "/etc/app.yaml": content } } });
  expect(changed(await file("a: 1"), await file("a: 2"))).toEqual(["ConfigMap app", "Deployment app"]);
  expect(changed(await rendered({}), await rendered({ redis: { eviction: "allkeys-lru" } }))).toEqual([
    "ConfigMap redis",
    "StatefulSet redis",
  ]);
});
