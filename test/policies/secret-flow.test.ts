import { expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { container, deployment, metadata } from "./objects.ts";
import { judgedResource, resource } from "./resources.ts";

const clean = { saw: true, problems: [], undecided: [] };
const secret: RawObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadata("app"),
  stringData: { key: "x" },
};
const configMap: RawObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata("app"),
  data: { key: "x" },
};

const paths = (...given: Parameters<typeof resource>) =>
  judgedResource("secret-flow", resource(...given)).problems.map(({ path }) => path);

test.each([
  ["a Secret", "kubernetes:core/v1:Secret", secret, ["stringData", 'data["tls.key"]']],
  ["a patch of one", "kubernetes:core/v1:SecretPatch", secret, ["stringData.key"]],
])("%s holds secrets", (_, type, object, secretPaths) => {
  expect(judgedResource("secret-flow", resource(type, object, { secretPaths }))).toEqual(clean);
});

test.each([
  ["an annotation of a Secret", "kubernetes:core/v1:Secret", secret, 'metadata.annotations["a.b/c"]'],
  ["a ConfigMap", "kubernetes:core/v1:ConfigMap", configMap, "data.key"],
  ["all of a ConfigMap", "kubernetes:core/v1:ConfigMap", configMap, "data"],
])("%s does not", (_, type, object, path) => {
  expect(paths(type, object, { secretPaths: [path] })).toEqual([path]);
});

test("a list that is marked as a whole counts once, and its value is not told", () => {
  const env = [{ name: "PASSWORD", value: "correct horse" }];
  const object = deployment({ containers: [container({ env })] });
  const list = "spec.template.spec.containers";
  const secretPaths = [`${list}[0].env[0].value`, list];
  const { problems } = judgedResource(
    "secret-flow",
    resource("kubernetes:apps/v1:Deployment", object, { secretPaths }),
  );
  expect(problems).toEqual([
    { path: list, message: "is a list one of whose items is a secret, and not in a Secret" },
  ]);
});

test("a list of Secrets may be secret, a list with others may not", () => {
  const type = "kubernetes:core/v1:List";
  const of = (...items: (RawObject | typeof unknown)[]) => ({
    ...resource(type, { items }),
    manifests: items.flatMap((item) =>
      item === unknown ? [] : resource("kubernetes:core/v1:Secret", item).manifests,
    ),
  });
  const judged = (it: ReturnType<typeof of>, ...secretPaths: string[]) =>
    judgedResource("secret-flow", { ...it, secretPaths }).problems.map(({ path }) => path);
  expect(judged(of(secret, secret), "items")).toEqual([]);
  expect(judged(of(configMap, secret), "items[1].data")).toEqual([]);
  expect(judged(of(configMap, secret), "items")).toEqual(["items"]);
  expect(judged(of(configMap, secret), "items[0].data")).toEqual(["items[0].data"]);
});

test("a container of a Docker host may have a secret as a file only", () => {
  const secretPaths = ["uploads", "envs", "labels[0].value", "command"];
  const change = { manifests: [], secretPaths };
  expect(paths("docker:index/container:Container", {}, change)).toEqual([
    "envs",
    "labels[0].value",
    "command",
  ]);
});

test("other providers keep their secrets as they must", () => {
  const change = { manifests: [], secretPaths: ["kubeconfig"] };
  const type = "pulumi:providers:kubernetes";
  expect(judgedResource("secret-flow", resource(type, {}, change))).toEqual({ ...clean, saw: false });
});
