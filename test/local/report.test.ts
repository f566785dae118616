import { expect, test } from "vitest";
import { outputsOf } from "../../local/engine/state.ts";
import { formatReadiness, isReady, readinessOf } from "../../local/report/readiness.ts";
import { componentTree, formatTree } from "../../local/report/tree.ts";

const stack = { urn: "urn:stack::vectorstack-local", custom: false, type: "pulumi:pulumi:Stack" };
const platform = {
  urn: "urn:p::vectorstack",
  custom: false,
  type: "vectorstack:kubernetes:Platform",
  parent: stack.urn,
};
const redis = { urn: "urn:r::redis", custom: false, type: "vectorstack:service:Redis", parent: platform.urn };
const redisSet = {
  urn: "urn:r$s::redis",
  custom: true,
  type: "kubernetes:apps/v1:StatefulSet",
  id: "ns/redis",
  parent: redis.urn,
  inputs: { apiVersion: "apps/v1", kind: "StatefulSet" },
};

test("the components are a tree, with the objects that are theirs", () => {
  const old = { ...redisSet, id: "ns/old", delete: true };
  const root = componentTree({ resources: [stack, platform, redis, redisSet, old] });
  expect(root?.children[0]?.children[0]).toEqual({
    type: "vectorstack:service:Redis",
    name: "redis",
    objects: [{ apiVersion: "apps/v1", kind: "StatefulSet", namespace: "ns", name: "redis" }],
    children: [],
  });
  expect(root && formatTree(root, ({ name }) => (name === "redis" ? "1/1 pod ready" : ""))).toEqual([
    "pulumi:pulumi:Stack vectorstack-local",
    "  vectorstack:kubernetes:Platform vectorstack",
    "    vectorstack:service:Redis redis            1/1 pod ready",
  ]);
  expect(componentTree({ resources: [] })).toBeUndefined();
});

test.each([
  [
    "Deployment",
    { spec: { replicas: 2 }, status: { readyReplicas: 2, updatedReplicas: 2 } },
    "2/2 pods ready",
    true,
  ],
  [
    "Deployment",
    { spec: { replicas: 2 }, status: { readyReplicas: 2, updatedReplicas: 1 } },
    "1/2 pods ready",
    false,
  ],
  [
    "StatefulSet",
    {
      metadata: { generation: 2 },
      spec: { replicas: 1 },
      status: { observedGeneration: 1, readyReplicas: 1, updatedReplicas: 1 },
    },
    "0/1 pod ready",
    false,
  ],
  ["StatefulSet", undefined, "0/1 pod ready", false],
  ["PersistentVolumeClaim", { status: { phase: "Bound" } }, "1/1 volume bound", true],
  ["PersistentVolumeClaim", { status: { phase: "Pending" } }, "0/1 volume bound", false],
  ["Job", { spec: { completions: 1 }, status: { succeeded: 1 } }, "1/1 job complete", true],
  ["ConfigMap", {}, "", true],
])("%s %j is %j", (kind, object, text, ready) => {
  const readiness = readinessOf(kind, object);
  expect(formatReadiness([readiness])).toBe(text);
  expect(isReady(readiness)).toBe(ready);
});

test("what is ready is counted by kind", () => {
  const volume = readinessOf("PersistentVolumeClaim", { status: { phase: "Bound" } });
  const pods = readinessOf("StatefulSet", {
    spec: { replicas: 3 },
    status: { readyReplicas: 1, updatedReplicas: 3 },
  });
  expect(formatReadiness([volume, pods, volume])).toBe("1/3 pods ready, 2/2 volumes bound");
});

test("no secret is shown in the outputs", () => {
  const secret = {
    "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
    ciphertext: "v1:abc",
  };
  expect(outputsOf({ resources: [{ ...stack, outputs: { a: { b: [secret] }, c: 1 } }] })).toEqual({
    a: { b: ["[secret]"] },
    c: 1,
  });
});
