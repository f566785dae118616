import { expect, test } from "vitest";
import { loadKubeConfig } from "../../local/plugins/resource-kubernetes/cluster.ts";
import { checkConfig, diffConfig } from "../../local/plugins/resource-kubernetes/config.ts";
import { readSettings } from "../../local/plugins/resource-kubernetes/settings.ts";

const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "one",
  contexts: ["one", "two", "too"].map((name) => ({
    name,
    context: { cluster: name === "one" ? "a" : "b", user: "me" },
  })),
  clusters: [
    { name: "a", cluster: { server: "http://127.0.0.1:1" } },
    { name: "b", cluster: { server: "http://127.0.0.1:2" } },
  ],
  users: [{ name: "me", user: { token: "hunter2-and-more" } }],
});

test("selects the context and the cluster that the provider names", () => {
  const server = (target: object) => loadKubeConfig({ kubeconfig, ...target }).getCurrentCluster()?.server;
  expect(server({})).toBe("http://127.0.0.1:1");
  expect(server({ context: "two" })).toBe("http://127.0.0.1:2");
  expect(server({ cluster: "b" })).toBe("http://127.0.0.1:2");
  expect(() => server({ context: "nope" })).toThrow(
    'context "nope" does not exist in the kubeconfig: it has one, two, too',
  );
});

test("says once that a cluster cannot be reached, without the kubeconfig", async () => {
  const { failures } = await checkConfig({ kubeconfig });
  expect(failures).toEqual([
    {
      property: "",
      reason: expect.stringContaining("the API server at http://127.0.0.1:1 cannot be reached") as string,
    },
  ]);
  expect(JSON.stringify(failures)).not.toContain("hunter2");
});

test("refuses what it cannot do", async () => {
  expect((await checkConfig({ enableServerSideApply: "false" })).failures).toMatchObject([
    { property: "enableServerSideApply" },
  ]);
});

test("replaces the provider for another cluster only", () => {
  const replaced = (olds: object, news: object) =>
    [...diffConfig({ kubeconfig, ...olds }, { kubeconfig, ...news }).changes].map(
      ([key, { replace }]) => `${key} ${replace ? "replaces" : "updates"}`,
    );
  expect(replaced({}, {})).toEqual([]);
  expect(replaced({ context: "one" }, { context: "two" })).toEqual(["context replaces"]);
  expect(replaced({ context: "two" }, { context: "too" })).toEqual(["context updates"]);
  expect(replaced({ namespace: "a" }, { namespace: "b" })).toEqual(["namespace updates"]);
  const identified = (clusterIdentifier: string) => ({ clusterIdentifier });
  expect(replaced({ context: "one", ...identified("x") }, { context: "two", ...identified("x") })).toEqual([
    "context updates",
  ]);
  expect(replaced(identified("x"), identified("y"))).toEqual(["clusterIdentifier replaces"]);
});

test("prefers the provider's inputs to the environment", () => {
  const environment = (key: string) => (key === "PULUMI_K8S_ENABLE_PATCH_FORCE" ? "true" : undefined);
  expect(readSettings(() => undefined, environment).patchForce).toBe(true);
  expect(
    readSettings((key) => (key === "enablePatchForce" ? "false" : undefined), environment).patchForce,
  ).toBe(false);
});
