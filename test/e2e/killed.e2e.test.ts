import { setTimeout as pause } from "node:timers/promises";
import { afterEach, describe, expect, test } from "vitest";
import { counted } from "./support/counted.ts";
import { countOf, declared, type Objects } from "./support/objects.ts";
import { unready } from "./support/readiness.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;

afterEach(() => stack.remove());

/** Ends an up by SIGKILL as soon as the condition holds. */
async function killUp(whole: boolean, when: () => Promise<boolean>): Promise<void> {
  const { child, ended } = stack.start(stack.upArgs());
  const gone = ended.then(() => true);
  while (!(await when()))
    if (await Promise.race([gone, pause(20).then(() => false)]))
      throw new Error(`the up ended before it was killed:\n${stack.outputs.at(-1)}`);
  if (whole) await stack.killAll();
  else child.kill("SIGKILL");
  if (child.exitCode === null && child.signalCode === null)
    await new Promise((resolve) => child.once("exit", resolve));
}

/**
 * An up, again if a quota is in its way: the API server charges it before it stores an object, and the charge for one that a kill
 * left unstored stays until the quota is counted anew, every five minutes (--resource-quota-sync-period of kube-controller-manager).
 */
async function upOnceCounted(triesLeft = 25): Promise<void> {
  try {
    await stack.up();
  } catch (error) {
    if (triesLeft === 0 || !String(error).includes("exceeded quota")) throw error;
    await pause(15_000);
    await upOnceCounted(triesLeft - 1);
  }
}

/** Finishes the killed up and tells what was said and found. */
async function finish(left: number) {
  const locked = await stack.run(stack.upArgs());
  const pending = stack.deployment().pending_operations?.length ?? 0;
  const said = await stack.recover();
  const resolved = stack.deployment().pending_operations ?? [];
  await upOnceCounted();
  const objects = await stack.settled();
  const asked = await stack.inCluster();
  counted({
    "objects when killed": left,
    "operations pending": pending,
    "objects after": asked.length,
  });
  expect(locked.code).not.toBe(0);
  expect(locked.output).toMatch(/locked by/);
  expect(said[0]).toMatch(/^released the lock of process \d+, which was killed/);
  expect(resolved).toEqual([]);
  expect(unready(objects)).toEqual([]);
  expect(asked).toEqual(stack.inState());
  expect(new Set(asked.map(owner)).size).toBe(asked.length);
  expect(await stack.preview()).toEqual([]);
  return declared(objects);
}

/** What has a name of its own in each deployment, without that name: two of them would be one too many. */
const owner = (key: string): string => key.replace(/^((?:Secret|ConfigMap) .*)-[0-9a-f]{8}$/, "$1");

describe("an up from nothing is finished by the next one", () => {
  test.each([
    [5, "the engine with all that it started"],
    [15, "the engine with all that it started"],
    [30, "the engine with all that it started"],
    [12, "the engine alone"],
  ])("after a SIGKILL at %d objects to %s", async (count, victim) => {
    stack = await TestStack.open(`killed-${count}`);
    await killUp(
      victim !== "the engine alone",
      async () => (await countOf(stack.config, stack.namespace)) >= count,
    );
    const objects = await finish(await countOf(stack.config, stack.namespace));
    expect(objects.size).toBe(35);
  });
});

test("a change is finished by the next up after a SIGKILL to the engine in its middle", async () => {
  stack = await TestStack.open("killed-change");
  await stack.up();
  const before: Objects = declared(await stack.settled());
  stack.settings({
    app: { env: { LOG_LEVEL: "debug" }, replicas: 2 },
    qdrant: { memory: "2Gi", storage: "20Gi" },
    secrets: { redisAppPassword: { generate: 2 }, qdrantApiKey: { generate: 2 } },
  });
  const old = before.get("Deployment app")?.metadata?.generation ?? 0;
  await killUp(true, async () => {
    const app = (await stack.objects()).get("Deployment app");
    return (app?.metadata?.generation ?? 0) > old;
  });
  const after = await finish(await countOf(stack.config, stack.namespace));
  expect(after.size).toBe(before.size + 1);
  expect(after.get("PersistentVolumeClaim storage-qdrant-0")?.metadata?.uid).toBe(
    before.get("PersistentVolumeClaim storage-qdrant-0")?.metadata?.uid,
  );
});
