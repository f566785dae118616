import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { clusterObjects } from "./support/objects.ts";
import { type Settings, TestStack } from "./support/stack.ts";

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.open("refused");
});

afterAll(() => stack.remove());

const namespaces = async () =>
  [...(await clusterObjects(stack.config)).keys()].filter((key) => key === `Namespace ${stack.namespace}`);

/** What an up with these settings says, which is to fail before there is anything in the cluster or in the state. */
async function refusal(settings: Settings): Promise<string> {
  stack.settings(settings);
  const { code, output } = await stack.run(stack.upArgs());
  const inCluster = [...(await stack.inCluster()), ...(await namespaces())];
  counted({
    "exit code": code,
    "objects made": inCluster.length,
    "objects in the state": stack.inState().length,
  });
  expect(code).not.toBe(0);
  expect(inCluster).toEqual([]);
  expect(stack.inState()).toEqual([]);
  return output;
}

test("wrong settings are all told at once, each with its file, key, value and what is right", async () => {
  const output = await refusal({
    qdrant: { memory: "2GB" },
    app: { replica: 2 },
    redis: { eviction: "never" },
    secrets: { tokn: "config" },
  });
  expect(output).toContain("Pulumi.local.yaml has 4 mistakes");
  expect(output).toContain('qdrant.memory is "2GB": right is a size in Mi or Gi, such as 512Mi or 10Gi');
  expect(output).toContain("app.replica is not a key: did you mean replicas?");
  expect(output).toContain('redis.eviction is "never": right is noeviction, allkeys-lru');
  expect(output).toContain("secrets.tokn");
  const registered = stack.deployment().resources ?? [];
  expect(registered.map(({ type }) => type).filter((it) => it !== "pulumi:pulumi:Stack")).toEqual([]);
});

test("a context that the kubeconfig does not have is refused", async () => {
  expect(await refusal({ kubernetes: { context: "nowhere" } })).toContain("nowhere");
});

test("another cluster than the one that is named is refused, and the one that is named accepted", async () => {
  const system = await must(stack.config, "/api/v1/namespaces/kube-system");
  const uid = system.metadata?.uid ?? "";
  const other = "6f0e1d2c-3b4a-4958-8776-655443322110";
  const output = await refusal({ kubernetes: { cluster: other } });
  expect(output).toContain(
    `kubernetes.cluster is ${other}, but context vectorstack-local leads to the cluster ${uid}`,
  );

  stack.settings({ kubernetes: { cluster: uid } });
  const planned = await stack.preview();
  counted({ "planned on the right cluster": planned.length });
  expect(planned.filter((it) => !it.includes("AdmissionPolicy"))).toHaveLength(40);
  expect(planned.every((it) => it.startsWith("create "))).toBe(true);
});
