import { describe, expect, test } from "vitest";
import { settingsOf } from "../../scripts/stack-file.ts";
import { render, type Rendered } from "../support/render.ts";
import { kindOf, objects } from "./objects.ts";

const withState = {
  kubernetes: { context: "test", storageClass: "fast" },
  app: {
    replicas: 2,
    state: { uploads: { path: "/uploads", size: "3Gi" }, index: { path: "/index", size: "500Mi" } },
  },
  qdrant: { peers: 3 },
};

const sets = (resources: readonly Rendered[]) => objects(resources, "StatefulSet");
const claims = (resources: readonly Rendered[]) => objects(resources, "PersistentVolumeClaim");

describe.each<[string, object]>([
  ["local", settingsOf("local")],
  ["production", settingsOf("production")],
  ["an app with state", withState],
])("on %s", (_, settings) => {
  test("each claim is one that a StatefulSet would make, and none is left for it to make", async () => {
    const resources = await render("test", settings);
    const wanted = sets(resources).flatMap(({ metadata, spec }) =>
      Array.from({ length: spec.replicas }).flatMap((_, ordinal) =>
        (spec.volumeClaimTemplates ?? []).map((template) => ({
          name: `${template.metadata.name}-${metadata.name}-${ordinal}`,
          spec: template.spec,
        })),
      ),
    );
    const byName = (a: { name?: string | undefined }, b: { name?: string | undefined }) =>
      String(a.name).localeCompare(String(b.name));
    expect(wanted.length).toBeGreaterThanOrEqual(3);
    expect(
      claims(resources)
        .map(({ metadata, spec }) => ({ name: metadata.name, spec }))
        .toSorted(byName),
    ).toEqual(wanted.toSorted(byName));
  });

  test("each volume that a container mounts is there, and by one name once", async () => {
    const resources = await render("test", settings);
    let mounts = 0;
    for (const { spec } of objects(resources, "StatefulSet", "Deployment")) {
      const { volumes, containers } = spec.template.spec;
      const names = [
        ...volumes.map(({ name }) => name),
        ...(spec.volumeClaimTemplates ?? []).map(({ metadata }) => metadata.name),
      ];
      const mounted = containers.flatMap(({ volumeMounts }) => volumeMounts.map(({ name }) => name));
      mounts += mounted.length;
      expect(new Set(names).size).toBe(names.length);
      expect([...new Set(mounted)].toSorted()).toEqual(names.toSorted());
    }
    expect(mounts).toBeGreaterThanOrEqual(8);
  });
});

describe("what holds data", () => {
  const kept = (resources: readonly Rendered[]) =>
    resources.filter(
      (it) => !it.isRead && ["Namespace", "PersistentVolumeClaim", "StatefulSet"].includes(kindOf(it)),
    );

  test.each([true, false])("is kept when it is protected: %s", async (protect) => {
    const found = kept(await render("test", { ...withState, protect }));
    expect(found).toHaveLength(1 + 11 + 3);
    for (const { options } of found) expect(options.protect).toBe(protect);
    for (const it of found.filter((it) => kindOf(it) !== "StatefulSet"))
      expect(it.options.retainOnDelete).toBe(protect);
  });

  test("is all that is protected", async () => {
    const resources = await render("test", withState);
    const others = resources.filter((it) => !kept(resources).includes(it));
    expect(others.length).toBeGreaterThan(30);
    for (const { options } of others) expect(options.protect ?? false).toBe(false);
  });

  test("does not replace its StatefulSet when it grows", async () => {
    const found = (await render("test", withState)).filter((it) => kindOf(it) === "StatefulSet");
    expect(found).toHaveLength(3);
    for (const { options } of found) expect(options.ignoreChanges).toEqual(["spec.volumeClaimTemplates"]);
  });
});

test("an app with state is a StatefulSet, one without rolls with no pod unavailable", async () => {
  const kind = async (settings: object) =>
    (await render("test", settings))
      .filter((it) => it.name === "app" && ["Deployment", "StatefulSet"].includes(kindOf(it)))
      .map(kindOf);
  expect(await kind(withState)).toEqual(["StatefulSet"]);
  expect(await kind({ kubernetes: { context: "test" } })).toEqual(["Deployment"]);
  const deployments = objects(await render("test", { kubernetes: { context: "test" } }), "Deployment");
  expect(deployments).toHaveLength(3);
  for (const { spec } of deployments)
    expect(spec.strategy).toMatchObject({ rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } });
});
