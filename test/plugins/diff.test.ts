import { describe, expect, test } from "vitest";
import { compare } from "../../local/plugins/resource-kubernetes/compare.ts";
import { checkpoint } from "../../local/plugins/resource-kubernetes/checkpoint.ts";
import { changesOf, pathText } from "../../local/plugins/resource-kubernetes/diff.ts";
import { prune } from "../../local/plugins/resource-kubernetes/prune.ts";
import { type Properties, unknown } from "../../local/plugins/shared/wire.ts";
import { contextOf, fakeApi, resource } from "./fake-api.ts";

/** How the engine would see a change from inputs that were deployed, with what the cluster added, to others. */
function change(before: Properties, after: Properties, added: Properties = {}, ignoreChanges: string[] = []) {
  const live = { ...before, ...added };
  const state = checkpoint({ inputs: before, live, from: before, fieldManager: "pulumi-kubernetes-1" });
  return compare(contextOf(fakeApi().api), {
    ...resource("kubernetes:core/v1:ConfigMap", "it"),
    state,
    news: after,
    ignoreChanges,
  });
}

const config = (data: Properties, metadata: Properties = { name: "config" }) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { namespace: "apps", ...metadata },
  data,
});

describe("a comparison", () => {
  test("finds nothing where nothing was changed, whatever the cluster added", async () => {
    const { changes } = await change(config({ a: "1" }), config({ a: "1" }), {
      metadata: { namespace: "apps", name: "config", uid: "1", labels: { by: "cluster" } },
    });
    expect(changes).toEqual(new Map());
  });

  test("replaces a ConfigMap whose data change, first deleting one whose name is fixed", async () => {
    const fixed = await change(config({ a: "1" }), config({ a: "2", b: "3" }));
    expect(fixed.changes).toEqual(
      new Map([
        ["data.a", { kind: "update", replace: true }],
        ["data.b", { kind: "add", replace: true }],
      ]),
    );
    expect(fixed.deleteBeforeReplace).toBe(true);
    const metadata = { name: "config-1", annotations: { "pulumi.com/autonamed": "true" } };
    const auto = await change(config({ a: "1" }, metadata), config({ a: "2" }, metadata));
    expect(auto.deleteBeforeReplace).toBe(false);
  });

  test("replaces what moves to another namespace beside the old one", async () => {
    const moved = config({ a: "1" }, { name: "config", namespace: "other" });
    const { changes, deleteBeforeReplace } = await change(config({ a: "1" }), moved);
    expect(changes).toEqual(new Map([["metadata.namespace", { kind: "update", replace: true }]]));
    expect(deleteBeforeReplace).toBe(false);
  });

  test("shows a value that a preview cannot know as a change", async () => {
    const { changes } = await change(config({ a: "1" }), config({ a: unknown }));
    expect([...changes.keys()]).toEqual(["data.a"]);
  });

  test("leaves out what the program ignores, and what is below it", async () => {
    const labelled = config({ a: "1" }, { name: "config", labels: { x: "1" } });
    expect((await change(config({ a: "1" }), labelled, {}, ["metadata.labels"])).changes.size).toBe(0);
    expect((await change(config({ a: "1" }), labelled, {}, ["metadata.label"])).changes.size).toBe(1);
  });

  test("takes another way to write the same as the same", async () => {
    const limited = (memory: string) => ({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "a" },
      spec: { containers: [{ resources: { limits: { memory } } }] },
    });
    const live = limited("1Gi");
    expect((await change(limited("1Gi"), limited("1024Mi"), live)).changes.size).toBe(0);
    expect((await change(limited("1024Mi"), limited("1.5Gi"), live)).changes.size).toBe(1);
  });
});

const patterns = ["spec.selector", "spec.containers.*.image"];

test.each([
  [{ spec: { selector: { app: "a" } } }, { spec: { selector: { app: "b" } } }, ["spec.selector.app"]],
  [{ spec: {} }, { spec: { selector: { app: "b" } } }, ["spec.selector"]],
  [{}, { spec: { selector: { app: "b" } } }, ["spec"]],
  [
    { spec: { containers: [{ image: "a" }] } },
    { spec: { containers: [{ image: "b" }] } },
    ["spec.containers[0].image"],
  ],
  [{ spec: { replicas: 1 } }, { spec: { replicas: 2 } }, []],
  [{ spec: { containers: [{ tty: true }] } }, { spec: { containers: [{ tty: false }] } }, []],
])("finds what cannot change in place: %j to %j", (before, after, replaced) => {
  const changes = changesOf(before, after, patterns);
  expect([...changes].flatMap(([path, { replace }]) => (replace ? [path] : []))).toEqual(replaced);
});

test("finds items that were added to a list, changed or taken from it", () => {
  const kinds = (before: Properties[string], after: Properties[string]) =>
    [...changesOf({ list: before }, { list: after }, [])].map(([path, { kind }]) => `${kind} ${path}`);
  expect(kinds([1], [1, 2])).toEqual(["add list[1]"]);
  expect(kinds([1, 2], [1])).toEqual(["delete list[1]"]);
  expect(kinds([{ a: 1, b: 2 }], [{ a: 3 }])).toEqual(["update list[0].a", "delete list[0].b"]);
});

test("writes paths as Pulumi does", () => {
  expect(pathText(["metadata", "annotations", "a.b/c"])).toBe('metadata.annotations["a.b/c"]');
});

test("prunes a live object to what was asked for, items by position", () => {
  const live = {
    spec: { ports: [{ port: 80, protocol: "TCP" }, { port: 81 }], clusterIP: "10.0.0.1" },
    status: {},
  };
  expect(prune(live, { spec: { ports: [{ port: 80 }] } })).toEqual({ spec: { ports: [{ port: 80 }] } });
});
