import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { changesBetween, declared, type Objects, ofKind } from "./support/objects.ts";
import { unready } from "./support/readiness.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;
let first: Objects;
let namespaceUid: string | undefined;

beforeAll(async () => {
  stack = await TestStack.open("kept", { protect: true });
  await stack.up();
  first = await stack.settled();
  namespaceUid = await uidOfNamespace();
});

afterAll(() => stack.remove());

const uidOfNamespace = async () =>
  (await must(stack.config, `/api/v1/namespaces/${stack.namespace}`)).metadata?.uid;

const claimUids = (objects: Objects) =>
  ofKind(objects, "PersistentVolumeClaim").map(({ metadata, spec }) => [
    metadata?.name,
    metadata?.uid,
    spec?.["volumeName"],
  ]);

const destroy = ["destroy", "--yes"];

const mayGo = (name: string) => ({
  allow: [{ change: `delete=${name}`, until: "2999-12-31", reason: "its claims are kept" }],
});

test("a protected stack refuses to be destroyed and loses nothing", async () => {
  const { code, output } = await stack.run(destroy, stack.instance.project);
  const { untouched, ...touched } = changesBetween(declared(first), declared(await stack.objects()));
  counted({ "exit code": code, "objects untouched": untouched.length });
  expect(code).not.toBe(0);
  expect(output).toContain("protect");
  expect(touched).toEqual({ added: [], removed: [], replaced: [], changed: [] });
  expect(await stack.inCluster()).toEqual(stack.inState());
});

test("unprotected in the state alone, it is refused by the cluster", async () => {
  await stack.succeed(["state", "unprotect", "--all", "--yes"], stack.instance.project);
  const { code, output } = await stack.run(destroy, stack.instance.project);
  expect(code).not.toBe(0);
  expect(output).toMatch(/guard-protected: (qdrant|redis) is protected/);
  await stack.up();
});

test("once allowed, unprotected and destroyed, its claims and namespace stay, and nothing else", async () => {
  const services = { qdrant: mayGo("qdrant"), redis: mayGo("redis") };
  stack.settings({ protect: true, kubernetes: { services } });
  await stack.up();
  await stack.succeed(["state", "unprotect", "--all", "--yes"], stack.instance.project);
  await stack.succeed(destroy, stack.instance.project);
  const after = await stack.settled();
  counted({ "objects kept": declared(after).size, "volumes kept": claimUids(after).length });
  expect(stack.deployment().resources ?? []).toEqual([]);
  expect([...declared(after).keys()].sort()).toEqual([
    "PersistentVolumeClaim data-redis-0",
    "PersistentVolumeClaim snapshots-qdrant-0",
    "PersistentVolumeClaim storage-qdrant-0",
  ]);
  expect(claimUids(after)).toEqual(claimUids(first));
  expect(await uidOfNamespace()).toBe(namespaceUid);
});

test("the next up takes over what was kept", async () => {
  await stack.up();
  const again = await stack.settled();
  counted({ "claims taken over": claimUids(again).length, "objects in the state": stack.inState().length });
  expect(claimUids(again)).toEqual(claimUids(first));
  expect(await uidOfNamespace()).toBe(namespaceUid);
  expect(unready(again)).toEqual([]);
  expect(await stack.inCluster()).toEqual(stack.inState());
  expect(await stack.preview()).toEqual([]);
});
