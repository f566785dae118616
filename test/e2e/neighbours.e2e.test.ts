import { afterAll, beforeAll, expect, test } from "vitest";
import { counted } from "./support/counted.ts";
import { changesBetween, type Objects } from "./support/objects.ts";
import { unready } from "./support/readiness.ts";
import { TestStack } from "./support/stack.ts";

let left: TestStack;
let right: TestStack;
let before: Objects;

beforeAll(async () => {
  left = await TestStack.open("left");
  right = await TestStack.open("right");
  await left.up();
  before = await left.settled();
});

afterAll(() => Promise.all([left.remove(), right.remove()]));

test("a second stack in the same cluster comes, changes and goes, and the first does not notice", async () => {
  await right.up();
  expect(unready(await right.settled())).toEqual([]);
  const made = await right.inCluster();
  expect(made).toEqual(right.inState());
  right.settings({ app: { replicas: 2 }, qdrant: { memory: "2Gi" } });
  await right.up();
  await right.succeed(["destroy", "--yes", "--skip-preview"], right.instance.project);

  const { untouched, ...touched } = changesBetween(before, await left.objects());
  counted({ "objects of the second": made.length, "objects of the first untouched": untouched.length });
  expect(made.length).toBeGreaterThan(30);
  expect(await right.inCluster()).toEqual([]);
  expect(touched).toEqual({ added: [], removed: [], replaced: [], changed: [] });
  expect(untouched).toHaveLength(before.size);
  expect(await left.preview()).toEqual([]);
});
