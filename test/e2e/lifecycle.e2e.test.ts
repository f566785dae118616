import { afterAll, beforeAll, expect, test } from "vitest";
import { ask, must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { changesBetween, clusterObjects, type Objects, ofKind } from "./support/objects.ts";
import { podsOf, unready } from "./support/readiness.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;
let outside: Objects;

beforeAll(async () => {
  stack = await TestStack.open("lifecycle");
  outside = await clusterObjects(stack.config);
});

afterAll(() => stack.remove());

const services = ["app", "jaeger", "qdrant", "redis", "redis-exporter"];

test("an up from nothing under the policy pack makes what the state holds, nothing else, and all of it ready", async () => {
  const { create = 0, ...others } = await stack.up("--policy-pack", "policies");
  const objects = await stack.settled();
  const workloads = [...ofKind(objects, "Deployment"), ...ofKind(objects, "StatefulSet")];
  const claims = ofKind(objects, "PersistentVolumeClaim");
  const asked = await stack.inCluster();
  counted({ "resources created": create, "objects asked for": asked.length, "objects in all": objects.size });

  expect(others).toEqual({});
  expect(asked).toEqual(stack.inState());
  expect(new Set(asked).size).toBe(asked.length);
  expect(workloads.map(({ metadata }) => metadata?.name).sort()).toEqual(services);
  expect(services.map((service) => Object.keys(podsOf(objects, service)).length)).toEqual([1, 1, 1, 1, 1]);
  expect(ofKind(objects, "Pod")).toHaveLength(5);
  expect(claims).toHaveLength(3);
  expect(unready(objects)).toEqual([]);
});

test("its namespace enforces the restricted pod security standard", async () => {
  const { body } = await ask(stack.config, `/api/v1/namespaces/${stack.namespace}`);
  expect(body).toMatchObject({
    metadata: { labels: { "pod-security.kubernetes.io/enforce": "restricted" } },
  });
});

test("its outputs are the cluster, the namespace, the addresses, the connections and the names of the secrets", async () => {
  const { stdout } = await stack.succeed(["stack", "output", "--json"], stack.instance.project);
  const outputs = JSON.parse(stdout) as Outputs;
  const objects = await stack.objects();
  const addresses = Object.values(outputs.addresses).flatMap(Object.values<string>);
  const called = Object.values(outputs.connections).flat();
  counted({ addresses: addresses.length, connections: called.length });

  expect(Object.keys(outputs).sort()).toEqual([
    "addresses",
    "cluster",
    "connections",
    "namespace",
    "secretNames",
  ]);
  expect(outputs.cluster).toBe((await must(stack.config, "/api/v1/namespaces/kube-system")).metadata?.uid);
  expect(outputs.namespace).toBe(stack.namespace);
  expect(Object.keys(outputs.addresses).sort()).toEqual(services);
  for (const address of addresses) expect(portsIn(objects)).toContain(address);
  for (const address of called) expect(portsIn(objects)).toContain(address);
  expect(called.length).toBeGreaterThan(5);
  expect(Object.values(outputs.secretNames).sort()).toEqual(
    ofKind(objects, "Secret").map(({ metadata }) => metadata?.name),
  );
  expect(Object.keys(outputs.secretNames).sort()).toEqual(["app", "qdrant", "redis", "redis-exporter"]);
});

test("nothing is to be changed right after it, and a second up touches no object", async () => {
  const before = await stack.settled();
  expect(await stack.preview()).toEqual([]);
  const { same = 0, ...others } = await stack.up();
  const { untouched, ...touched } = changesBetween(before, await stack.objects());
  counted({ "resources the same": same, "objects untouched": untouched.length });

  expect(others).toEqual({});
  expect(same).toBeGreaterThan(40);
  expect(touched).toEqual({ added: [], removed: [], replaced: [], changed: [] });
  expect(untouched).toHaveLength(before.size);
});

test("destroy leaves nothing in the cluster, nor in the state", async () => {
  const namespaced = await stack.inCluster();
  await stack.succeed(["destroy", "--yes", "--skip-preview"], stack.instance.project);
  counted({ "objects before": namespaced.length, "objects after": (await stack.inCluster()).length });

  expect(namespaced.length).toBeGreaterThan(30);
  expect(await stack.inCluster()).toEqual([]);
  expect((await stack.objects()).size).toBe(0);
  expect(stack.deployment().resources ?? []).toEqual([]);
  await expect
    .poll(async () => changesBetween(outside, await clusterObjects(stack.config)).added, { timeout: 30_000 })
    .toEqual([]);
});

interface Outputs {
  readonly cluster: string;
  readonly namespace: string;
  readonly addresses: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly connections: Readonly<Record<string, readonly string[]>>;
  readonly secretNames: Readonly<Record<string, string>>;
}

const portsIn = (objects: Objects): readonly string[] =>
  ofKind(objects, "Service").flatMap(({ metadata, spec }) =>
    ((spec?.["ports"] ?? []) as readonly { readonly port: number }[]).map(
      ({ port }) => `${metadata?.name?.replace(/-headless$/, "")}:${port}`,
    ),
  );
