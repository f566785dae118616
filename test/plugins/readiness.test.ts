import { expect, test } from "vitest";
import { waitFor } from "../../local/plugins/resource-kubernetes/await/wait-for.ts";
import {
  daemonSet,
  deployment,
  job,
  pod,
  statefulSet,
} from "../../local/plugins/resource-kubernetes/await/workloads.ts";
import type { Readiness } from "../../local/plugins/resource-kubernetes/await/verdict.ts";
import type { Properties } from "../../local/plugins/shared/wire.ts";
import { fakeApi } from "./fake-api.ts";

const judge = async (readiness: Readiness, live: Properties) =>
  (await readiness(live, { api: fakeApi().api, since: 0 })).state;

const rolled = {
  observedGeneration: 2,
  replicas: 2,
  updatedReplicas: 2,
  availableReplicas: 2,
  conditions: [
    { type: "Available", status: "True" },
    { type: "Progressing", status: "True", reason: "NewReplicaSetAvailable" },
  ],
};

test.each([
  ["every Pod is new and available", {}, "ready"],
  ["the controller has not seen the change", { observedGeneration: 1 }, "waiting"],
  ["a Pod is missing", { availableReplicas: 1 }, "waiting"],
  ["a Pod is old", { updatedReplicas: 1 }, "waiting"],
  ["an old Pod is left", { replicas: 3 }, "waiting"],
])("a Deployment: %s", async (_, status, state) => {
  const live = { metadata: { generation: 2 }, spec: { replicas: 2 }, status: { ...rolled, ...status } };
  expect(await judge(deployment, live)).toBe(state);
});

test("a Deployment of no Pods is ready", async () => {
  const live = { metadata: { generation: 1 }, spec: { replicas: 0 }, status: { observedGeneration: 1 } };
  expect(await judge(deployment, live)).toBe("ready");
});

const settled = {
  replicas: 2,
  readyReplicas: 2,
  currentReplicas: 2,
  currentRevision: "a",
  updateRevision: "a",
};

test.each([
  ["every Pod is ready", {}, {}, "ready"],
  ["a Pod is not ready", { readyReplicas: 1 }, {}, "waiting"],
  ["a revision rolls out", { updateRevision: "b", currentReplicas: 1 }, {}, "waiting"],
  ["the user updates Pods", { updateRevision: "b" }, { updateStrategy: { type: "OnDelete" } }, "ready"],
])("a StatefulSet: %s", async (_, status, spec, state) => {
  const live = {
    metadata: { generation: 2 },
    spec: { replicas: 2, ...spec },
    status: { observedGeneration: 2, ...settled, ...status },
  };
  expect(await judge(statefulSet, live)).toBe(state);
});

test.each([
  ["Complete", "ready"],
  ["Failed", "failed"],
  ["Suspended", "waiting"],
])("a Job that is %s is %s", async (type, state) => {
  expect(await judge(job, { status: { conditions: [{ type, status: "True" }] } })).toBe(state);
});

test("a Pod and a DaemonSet wait for their containers", async () => {
  const conditions = (status: string) => ({ status: { conditions: [{ type: "Ready", status }] } });
  expect(await judge(pod, conditions("True"))).toBe("ready");
  expect(await judge(pod, conditions("False"))).toBe("waiting");
  const scheduled = {
    desiredNumberScheduled: 1,
    currentNumberScheduled: 1,
    updatedNumberScheduled: 1,
    numberReady: 1,
  };
  expect(await judge(daemonSet, { status: { ...scheduled, numberAvailable: 1 } })).toBe("ready");
  expect(await judge(daemonSet, { status: scheduled })).toBe("waiting");
});

const live = {
  spec: { clusterIP: "10.0.0.7" },
  status: {
    phase: "Bound",
    loadBalancer: { ingress: [{ ip: "1.2.3.4" }] },
    conditions: [{ type: "Synced", status: "True" }],
  },
};

test.each([
  ["jsonpath={.spec.clusterIP}", "ready"],
  ["jsonpath={.spec.missing}", "waiting"],
  ["jsonpath={.status.phase}=Bound", "ready"],
  ["jsonpath={.status.phase}=Pending", "waiting"],
  ["jsonpath={.status.loadBalancer.ingress[0].ip}", "ready"],
  ["jsonpath={.status.loadBalancer.ingress[*].ip}=1.2.3.4", "ready"],
  ["condition=Synced", "ready"],
  ["condition=Synced=False", "waiting"],
  ['["condition=Synced","jsonpath={.status.phase}=Bound"]', "ready"],
  ['["condition=Synced","condition=Ready"]', "waiting"],
])("pulumi.com/waitFor: %s is %s", async (expressions, state) => {
  expect(await judge(waitFor(expressions), live)).toBe(state);
});

test("pulumi.com/waitFor: anything else is a mistake", () => {
  expect(() => waitFor("ready")).toThrow("pulumi.com/waitFor takes");
  expect(() => waitFor("[]")).toThrow("at least one condition");
});
