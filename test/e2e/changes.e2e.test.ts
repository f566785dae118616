import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { changesBetween, declared, type Objects } from "./support/objects.ts";
import { podsOf, unready } from "./support/readiness.ts";
import { type Settings, TestStack } from "./support/stack.ts";

let stack: TestStack;
let now: Objects;

beforeAll(async () => {
  stack = await TestStack.open("changes");
  await stack.up();
  now = await stack.settled();
});

afterAll(() => stack.remove());

const services = ["app", "jaeger", "qdrant", "redis", "redis-exporter"];

/** Deploys these settings and tells what was to change, what did, and what became of the pods of other services. */
async function change(settings: Settings, changing: readonly string[] = []) {
  const before = now;
  stack.settings(settings);
  const planned = await stack.preview();
  const { same = 0, ...counts } = await stack.up();
  now = await stack.settled();
  const { untouched, ...touched } = changesBetween(declared(before), declared(now));
  counted({ planned: planned.length, "resources the same": same, "objects untouched": untouched.length });
  expect(unready(now)).toEqual([]);
  expect(await stack.inCluster()).toEqual(stack.inState());
  for (const service of services.filter((it) => !changing.includes(it)))
    expect(podsOf(now, service), service).toEqual(podsOf(before, service));
  return { before, planned, counts, touched };
}

const none = { added: [], removed: [], replaced: [], changed: [] };

const settings = {
  app: { env: { LOG_LEVEL: "debug" } } as Settings,
  qdrant: {} as Settings,
};

test("an environment variable of the app rolls the app and changes nothing else", async () => {
  const { before, planned, counts, touched } = await change(settings, ["app"]);
  expect(planned).toEqual(["update kubernetes:apps/v1:Deployment app"]);
  expect(counts).toEqual({ update: 1 });
  expect(touched).toEqual({ ...none, changed: ["Deployment app"] });
  expect(Object.keys(podsOf(now, "app"))).toHaveLength(1);
  expect(Object.keys(podsOf(now, "app"))).not.toEqual(Object.keys(podsOf(before, "app")));
});

test("more memory for Qdrant replaces its pod, and what is derived from it follows", async () => {
  settings.qdrant = { memory: "2Gi" };
  const { before, planned, counts, touched } = await change(settings, ["qdrant"]);
  expect(planned).toEqual([
    "update kubernetes:apps/v1:StatefulSet qdrant",
    "update kubernetes:core/v1:LimitRange vectorstack",
    "update kubernetes:core/v1:ResourceQuota vectorstack",
  ]);
  expect(counts).toEqual({ update: 3 });
  expect(touched.changed).toEqual([
    "LimitRange vectorstack",
    "ResourceQuota vectorstack",
    "StatefulSet qdrant",
  ]);
  expect(touched).toMatchObject({ added: [], removed: [], replaced: [] });
  expect(Object.keys(podsOf(now, "qdrant"))).toEqual(["qdrant-0"]);
  expect(podsOf(now, "qdrant")).not.toEqual(podsOf(before, "qdrant"));
});

test("a volume grows in place: the StatefulSet and its pods do not notice", async () => {
  settings.qdrant = { memory: "2Gi", storage: "20Gi" };
  const { before, planned, counts, touched } = await change(settings);
  expect(planned).toEqual([
    "update kubernetes:core/v1:PersistentVolumeClaim storage-qdrant-0",
    "update kubernetes:core/v1:ResourceQuota vectorstack",
  ]);
  expect(counts).toEqual({ update: 2 });
  expect(touched).toEqual({
    ...none,
    changed: ["PersistentVolumeClaim storage-qdrant-0", "ResourceQuota vectorstack"],
  });
  expect(now.get("PersistentVolumeClaim storage-qdrant-0")?.spec?.["resources"]).toEqual({
    requests: { storage: "20Gi" },
  });
  const workload = (objects: Objects) => objects.get("StatefulSet qdrant")?.metadata;
  expect(workload(now)?.uid).toBe(workload(before)?.uid);
  expect(workload(now)?.generation).toBe(workload(before)?.generation);
});

test("more replicas of the app join the one that runs, and a disruption budget comes", async () => {
  settings.app = { ...settings.app, replicas: 3 };
  const { before, counts, touched } = await change(settings, ["app"]);
  expect(counts).toEqual({ create: 1, update: 2 });
  expect(touched).toEqual({
    ...none,
    added: ["PodDisruptionBudget app"],
    changed: ["Deployment app", "ResourceQuota vectorstack"],
  });
  expect(podsOf(now, "app")).toMatchObject(podsOf(before, "app"));
  expect(Object.keys(podsOf(now, "app"))).toHaveLength(3);
});

test("fewer replicas of the app leave one of those that ran, and the disruption budget goes", async () => {
  settings.app = { ...settings.app, replicas: 1 };
  const { before, counts, touched } = await change(settings, ["app"]);
  expect(counts).toEqual({ delete: 1, update: 2 });
  expect(touched).toEqual({
    ...none,
    removed: ["PodDisruptionBudget app"],
    changed: ["Deployment app", "ResourceQuota vectorstack"],
  });
  expect(podsOf(before, "app")).toMatchObject(podsOf(now, "app"));
  expect(Object.keys(podsOf(now, "app"))).toHaveLength(1);
});

test("more peers of Qdrant come with claims of their own, and the first stays", async () => {
  settings.qdrant = { ...settings.qdrant, peers: 3 };
  const { before, counts, touched } = await change(settings, ["qdrant"]);
  expect(counts).toEqual({ create: 5, update: 2 });
  expect(touched).toEqual({
    ...none,
    added: [
      "PersistentVolumeClaim snapshots-qdrant-1",
      "PersistentVolumeClaim snapshots-qdrant-2",
      "PersistentVolumeClaim storage-qdrant-1",
      "PersistentVolumeClaim storage-qdrant-2",
      "PodDisruptionBudget qdrant",
    ],
    changed: ["ResourceQuota vectorstack", "StatefulSet qdrant"],
  });
  expect(podsOf(now, "qdrant")).toMatchObject(podsOf(before, "qdrant"));
  expect(Object.keys(podsOf(now, "qdrant"))).toEqual(["qdrant-0", "qdrant-1", "qdrant-2"]);
});

/** It is only read, and its changes are nobody's drift. */
const theirs = "Namespace kube-system";

test("what someone changed by hand is found by a refresh, and repaired by the next up", async () => {
  const by = "fieldManager=kubectl-edit";
  const apps = `/apis/apps/v1/namespaces/${stack.namespace}/deployments`;
  const core = `/api/v1/namespaces/${stack.namespace}`;
  await must(stack.config, `${apps}/jaeger?${by}`, { method: "PATCH", body: { spec: { replicas: 2 } } });
  await must(stack.config, `${core}/services/app?${by}`, {
    method: "PATCH",
    body: { metadata: { labels: { "app.kubernetes.io/part-of": "something-else" } } },
  });
  const { output } = await stack.succeed(
    ["refresh", "--yes", "--skip-preview", "--diff"],
    stack.instance.project,
  );
  const drifted = [...output.matchAll(/~ \S+\/v1:(\w+): \(update\)\s+\[id=(\S+)\]/g)]
    .map(([, kind, id]) => `${kind} ${id}`)
    .filter((it) => it !== theirs);
  expect(drifted.sort()).toEqual([`Deployment ${stack.namespace}/jaeger`, `Service ${stack.namespace}/app`]);
  expect(output).toContain("something-else");
  const planned = await stack.preview();
  const { update } = await stack.up();
  const after = await stack.settled();
  counted({ drifted: drifted.length, planned: planned.length, updated: update ?? 0 });

  expect(planned).toEqual([
    "update kubernetes:apps/v1:Deployment jaeger",
    "update kubernetes:core/v1:Service app",
  ]);
  expect(update).toBe(2);
  expect(after.get("Deployment jaeger")?.spec?.["replicas"]).toBe(1);
  expect(after.get("Service app")?.metadata?.labels?.["app.kubernetes.io/part-of"]).toBe("vectorstack");
  expect(await stack.preview()).toEqual([]);
});
