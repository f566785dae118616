import { describe, expect, test } from "vitest";
import type { Rendered } from "../support/render.ts";
import { changed, rendered } from "./difference.ts";
import { kindOf, objects, workloads, type PodTemplate } from "./objects.ts";

const names = ["app", "jaeger", "qdrant", "redis", "redis-exporter"];
const all = [
  "Deployment app",
  "Deployment jaeger",
  "Deployment redis-exporter",
  "StatefulSet qdrant",
  "StatefulSet redis",
];

const withPlatform = (platform: object) => rendered({ kubernetes: { context: "test", ...platform } });

const pods = (resources: readonly Rendered[]): Readonly<Record<string, PodTemplate["spec"]>> =>
  Object.fromEntries(workloads(resources).map(({ metadata, spec }) => [metadata.name, spec.template.spec]));

describe("what is set for all reaches every pod, and nothing else", () => {
  const tolerations = [{ key: "dedicated", operator: "Exists", effect: "NoSchedule" }];

  test.each<[string, object, (pod: PodTemplate["spec"]) => unknown, unknown]>([
    [
      "image pull secrets",
      { imagePullSecrets: ["one", "two"] },
      (pod) => pod.imagePullSecrets,
      [{ name: "one" }, { name: "two" }],
    ],
    ["a node selector", { nodeSelector: { disk: "ssd" } }, (pod) => pod.nodeSelector, { disk: "ssd" }],
    ["tolerations", { tolerations }, (pod) => pod.tolerations, tolerations],
    ["a priority class", { priorityClass: "high" }, (pod) => pod.priorityClassName, "high"],
  ])("%s", async (_, platform, of, expected) => {
    const [before, after] = [await withPlatform({}), await withPlatform(platform)];
    expect(changed(before, after)).toEqual(all);
    expect(Object.keys(pods(after)).toSorted()).toEqual(names);
    for (const name of names) {
      expect(of(pods(before)[name] ?? ({} as PodTemplate["spec"]))).toBeUndefined();
      expect(of(pods(after)[name] ?? ({} as PodTemplate["spec"]))).toEqual(expected);
    }
  });

  test("a registry mirror", async () => {
    const [before, after] = [
      await withPlatform({}),
      await withPlatform({ registryMirror: "mirror.example.com/all" }),
    ];
    expect(changed(before, after)).toEqual(all);
    const images = Object.values(pods(after)).flatMap(({ containers }) =>
      containers.map(({ image }) => image),
    );
    expect(images).toHaveLength(5);
    for (const image of images) expect(image).toMatch(/^mirror\.example\.com\/all\/\w+\/\w+:.*@sha256:/);
  });
});

describe("what is set for one service reaches its pods only, and wins", () => {
  const general = { nodeSelector: { disk: "hdd" }, priorityClass: "low", tolerations: [{ key: "all" }] };

  test.each<[string, object, object]>([
    ["a node selector", { nodeSelector: { disk: "ssd" } }, { nodeSelector: { disk: "ssd" } }],
    ["tolerations", { tolerations: [{ key: "one" }] }, { tolerations: [{ key: "one" }] }],
    ["a priority class", { priorityClass: "high" }, { priorityClassName: "high" }],
  ])("%s", async (_, own, expected) => {
    const [before, after] = [
      await withPlatform(general),
      await withPlatform({ ...general, services: { qdrant: own } }),
    ];
    expect(changed(before, after)).toEqual(["StatefulSet qdrant"]);
    expect(pods(after)["qdrant"]).toMatchObject({
      nodeSelector: { disk: "hdd" },
      priorityClassName: "low",
      tolerations: [{ key: "all" }],
      ...expected,
    });
  });

  test("annotations of a service account", async () => {
    const annotations = { "eks.amazonaws.com/role-arn": "arn:aws:iam::1:role/app" };
    const [before, after] = [
      await withPlatform({}),
      await withPlatform({ services: { app: { serviceAccountAnnotations: annotations } } }),
    ];
    expect(changed(before, after)).toEqual(["ServiceAccount app"]);
    const accounts = objects(after, "ServiceAccount");
    expect(accounts.filter(({ metadata }) => metadata.name === "app")).toMatchObject([
      { metadata: { annotations } },
    ]);
    for (const [name, { serviceAccountName }] of Object.entries(pods(after)))
      expect(serviceAccountName).toBe(name);
  });
});

test("a storage class is that of every claim, but for a service with its own", async () => {
  const [before, after] = [
    await withPlatform({}),
    await withPlatform({ storageClass: "standard", services: { qdrant: { storageClass: "fast" } } }),
  ];
  const claims = ["data-redis-0", "snapshots-qdrant-0", "storage-qdrant-0"];
  expect(changed(before, after)).toEqual(claims.map((name) => `PersistentVolumeClaim ${name}`));
  const classes = objects(after, "PersistentVolumeClaim").map(({ metadata, spec }) => [
    metadata.name,
    spec.storageClassName,
  ]);
  expect(Object.fromEntries(classes)).toEqual({
    "data-redis-0": "standard",
    "snapshots-qdrant-0": "fast",
    "storage-qdrant-0": "fast",
  });
  for (const { spec } of objects(before, "PersistentVolumeClaim"))
    expect(spec).not.toHaveProperty("storageClassName");
  const templates = objects(after, "StatefulSet").flatMap(({ metadata, spec }) =>
    (spec.volumeClaimTemplates ?? []).map((it) => [metadata.name, it.spec.storageClassName]),
  );
  expect(templates).toEqual([
    ["qdrant", "fast"],
    ["qdrant", "fast"],
    ["redis", "standard"],
  ]);
});

describe("extra labels", () => {
  const labels = { "example.com/team": "search" };

  test("are on every object and every pod, beside the usual ones", async () => {
    const resources = await withPlatform({ labels });
    const usual = {
      ...labels,
      "app.kubernetes.io/instance": "test",
      "app.kubernetes.io/part-of": "vectorstack",
      "app.kubernetes.io/managed-by": "pulumi",
    };
    const labelled = resources.filter(({ type, isRead }) => type.startsWith("kubernetes:") && !isRead);
    expect(labelled.length).toBeGreaterThan(35);
    for (const it of labelled)
      expect(it.inputs, `${kindOf(it)} ${it.name}`).toMatchObject({ metadata: { labels: usual } });
    for (const { spec } of workloads(resources)) expect(spec.template.metadata.labels).toMatchObject(usual);
  });

  test("change no selector, as selectors cannot change", async () => {
    const selectors = (resources: readonly Rendered[]) =>
      workloads(resources).map(({ spec }) => spec.selector);
    expect(selectors(await withPlatform({ labels }))).toEqual(selectors(await withPlatform({})));
  });

  test("take the place of none that the stack itself needs", async () => {
    const resources = await withPlatform({
      labels: { "app.kubernetes.io/name": "mine", "app.kubernetes.io/part-of": "mine" },
    });
    for (const { metadata, spec } of workloads(resources)) {
      expect(spec.template.metadata.labels).toMatchObject(spec.selector.matchLabels);
      expect(metadata.labels).toMatchObject({
        "app.kubernetes.io/name": metadata.name,
        "app.kubernetes.io/part-of": "vectorstack",
      });
    }
  });
});
