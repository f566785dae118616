import { describe, expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { onResources } from "../../policies/rules/pulumi/index.ts";
import { container, deployment, everyKind, metadata } from "./objects.ts";
import { judgedResource, resource } from "./resources.ts";
import { denyAll, namespaceObject, stateful } from "./cases/set/objects.ts";

const clean = { saw: true, problems: [], undecided: [] };
const unseen = { saw: false, problems: [], undecided: [] };
const ofDeployment = "kubernetes:apps/v1:Deployment";
const configMap: RawObject = {
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata("app"),
  data: { key: "x" },
};

const paths = (id: string, ...given: Parameters<typeof resource>) =>
  judgedResource(id, resource(...given)).problems.map(({ path }) => path);

test("a good resource passes every rule that looks at it", () => {
  const verdicts = onResources.map(({ id }) => [
    id,
    judgedResource(id, resource(ofDeployment, deployment())),
  ]);
  expect(Object.fromEntries(verdicts)).toEqual({
    "secret-flow": clean,
    "stateful-protected": unseen,
    "no-ignore-changes": clean,
    "no-opaque-release": clean,
    "no-patch-bypass": unseen,
    "explicit-provider": clean,
  });
});

describe("stateful-protected", () => {
  const set = "kubernetes:apps/v1:StatefulSet";

  test.each([
    ["protected", {}, true, false, []],
    ["unprotected", {}, false, false, ["is not protected"]],
    ["deleted first", {}, true, true, ["is deleted before its replacement is there"]],
    ["in a throwaway stack", { stack: "local" }, false, false, []],
    ["in a stack that begins the same", { stack: "locally" }, false, false, ["is not protected"]],
  ] as const)("%s", (_, change, protect, deleteBeforeReplace, messages) => {
    const options = { protect, deleteBeforeReplace };
    const { problems } = judgedResource(
      "stateful-protected",
      resource(set, stateful(), { ...change, options }),
    );
    expect(problems.map(({ message }) => message)).toEqual(messages);
  });

  test("stacks by the beginning of their names", () => {
    const given = { throwawayStacks: ["preview-*"] };
    const judged = (stack: string) =>
      judgedResource("stateful-protected", resource(set, stateful(), { stack }), given).problems.length;
    expect([judged("preview-12"), judged("production"), judged("local")]).toEqual([0, 1, 1]);
  });

  test("so is a list with state in it", () => {
    const type = "kubernetes:core/v1:List";
    const objects = [configMap, stateful()].flatMap((it) => resource(type, it).manifests);
    expect(paths("stateful-protected", type, {}, { manifests: objects })).toEqual([""]);
  });

  test("a Namespace is state, a patch of it is not", () => {
    const object = namespaceObject("shop");
    expect(paths("stateful-protected", "kubernetes:core/v1:Namespace", object)).toEqual([""]);
    expect(
      judgedResource("stateful-protected", resource("kubernetes:core/v1:NamespacePatch", object)),
    ).toEqual(unseen);
  });
});

describe("no-ignore-changes", () => {
  const ignoring = (object: RawObject, ...ignoreChanges: string[]) =>
    paths("no-ignore-changes", `kubernetes:x:${object["kind"] as string}`, object, {
      options: { ignoreChanges },
    });

  test.each([
    "spec",
    "*",
    "spec.*",
    "spec.template",
    "spec.template.spec.containers[0].image",
    "spec.template.metadata.labels",
    "spec.template.metadata.annotations",
    'spec["template"]',
  ])("a Deployment must not ignore %s", (path) => {
    expect(ignoring(deployment(), path)).toEqual([path]);
  });

  test.each([
    "spec.replicas",
    "spec.volumeClaimTemplates",
    "metadata",
    "spec.template.metadata.annotations.restartedAt",
  ])("a Deployment may ignore %s", (path) => {
    expect(ignoring(deployment(), path)).toEqual([]);
  });

  test("every kind of workload is judged", () => {
    const judged = everyKind().map((object) => ignoring(object, "*").length);
    expect(judged).toEqual(Array.from({ length: 9 }, () => 1));
  });

  test("so are policies and roles", () => {
    const role = {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "Role",
      metadata: metadata("app"),
      rules: [],
    };
    expect(ignoring(denyAll, "spec.egress", "metadata.labels")).toEqual(["spec.egress"]);
    expect(ignoring(role, "rules[0].verbs", "metadata")).toEqual(["rules[0].verbs"]);
    expect(judgedResource("no-ignore-changes", resource("kubernetes:core/v1:ConfigMap", configMap))).toEqual(
      unseen,
    );
  });

  test("in a list each object is judged by its place", () => {
    const type = "kubernetes:apps/v1:DeploymentList";
    const ignoreChanges = ["items[0].spec.replicas", "items[*].spec.template", "spec"];
    expect(paths("no-ignore-changes", type, deployment(), { options: { ignoreChanges } })).toEqual([
      "items[*].spec.template",
    ]);
  });
});

test("no-opaque-release refuses a Release and no Chart", () => {
  const judged = (type: string) => paths("no-opaque-release", type, {}, { manifests: [] });
  expect(judged("kubernetes:helm.sh/v3:Release")).toEqual([""]);
  expect(judged("kubernetes:helm.sh/v4:Chart")).toEqual([]);
});

describe("no-patch-bypass", () => {
  const type = "kubernetes:apps/v1:DeploymentPatch";
  const patch = (spec: RawObject, more: RawObject = {}): RawObject => ({
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: metadata("app"),
    spec: { ...more, template: { spec } },
  });
  const bare = { name: "app", image: "registry.example/app:1" };

  test.each<readonly [string, RawObject]>([
    ["replicas", patch({}, { replicas: 2 })],
    [
      "a container's resources",
      patch({ containers: [{ name: "app", resources: { limits: { memory: "1Gi" } } }] }),
    ],
    ["a whole container", patch({ containers: [container()] })],
    [
      "a container of which a field is not known yet",
      patch({ containers: [container({ securityContext: { readOnlyRootFilesystem: unknown } })] }),
    ],
  ])("%s can be judged", (_, object) => {
    expect(judgedResource("no-patch-bypass", resource(type, object))).toEqual(clean);
  });

  test.each<readonly [string, RawObject, string]>([
    ["a container without restrictions", patch({ containers: [bare] }), "spec.template.spec.containers[0]"],
    [
      "an init container without capabilities",
      patch({ initContainers: [container({ securityContext: { capabilities: undefined } })] }),
      "spec.template.spec.initContainers[0]",
    ],
    [
      "a field that is taken away",
      patch({ containers: [{ name: "app", securityContext: { runAsNonRoot: null } }] }),
      "spec.template.spec.containers[0].securityContext.runAsNonRoot",
    ],
  ])("%s cannot", (_, object, path) => {
    expect(paths("no-patch-bypass", type, object)).toEqual([path]);
  });

  test("what is not known yet is not passed", () => {
    const judged = (object: RawObject) => judgedResource("no-patch-bypass", resource(type, object));
    expect(judged(patch({ containers: unknown }))).toEqual({ saw: true, problems: [], undecided: [""] });
    const { problems, undecided } = judged(patch({ containers: [unknown, bare] }));
    expect(problems.map(({ path }) => path)).toEqual(["spec.template.spec.containers[1]"]);
    expect(undecided).toEqual([""]);
  });

  test("a patch that no rule can read is refused", () => {
    expect(paths("no-patch-bypass", "kubernetes:example.com/v1:AppPatch", {}, { manifests: [] })).toEqual([
      "",
    ]);
  });
});

describe("explicit-provider", () => {
  const by = (name: string, properties: Readonly<Record<string, unknown>>) =>
    paths("explicit-provider", ofDeployment, deployment(), {
      provider: {
        type: "pulumi:providers:kubernetes",
        urn: `urn:pulumi:production::shop::pulumi:providers:kubernetes::${name}`,
        properties,
      },
    });

  test("one that is given a cluster passes", () => {
    expect(by("cluster", { kubeconfig: "{}" })).toEqual([]);
    expect(by("defaulted", { context: "production" })).toEqual([]);
    const later = Object.defineProperty({}, "kubeconfig", {
      enumerable: true,
      get: () => expect.unreachable(),
    });
    expect(by("made-with-the-cluster", later)).toEqual([]);
  });

  test("the default one, and one that names no cluster, do not", () => {
    expect(by("default_4_34_2", { context: "production" })).toEqual([""]);
    expect(by("default", { context: "production" })).toEqual([""]);
    expect(by("cluster", { namespace: "shop", context: "" })).toEqual([""]);
  });

  test("one that the engine does not tell cannot be checked", () => {
    expect(paths("explicit-provider", ofDeployment, deployment(), { provider: undefined })).toEqual([""]);
    const chart = resource("kubernetes:helm.sh/v4:Chart", {}, { provider: undefined, manifests: [] });
    expect(judgedResource("explicit-provider", chart)).toEqual(unseen);
  });
});
