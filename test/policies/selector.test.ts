import { expect, test } from "vitest";
import { selects, selectsAll, type Selector } from "../../policies/engine/selector.ts";

const labels = { app: "qdrant", tier: "data" };
const expression = (key: string, operator: string, ...values: string[]): Selector => ({
  matchExpressions: [{ key, operator, values }],
});

test.each([
  [{ matchLabels: { app: "qdrant" } }, true],
  [{ matchLabels: { app: "qdrant", tier: "web" } }, false],
  [{ matchLabels: { zone: "a" } }, false],
  [expression("app", "In", "redis", "qdrant"), true],
  [expression("app", "In", "redis"), false],
  [expression("zone", "In", "a"), false],
  [expression("app", "NotIn", "redis"), true],
  [expression("app", "NotIn", "qdrant"), false],
  [expression("zone", "NotIn", "a"), true],
  [expression("app", "Exists"), true],
  [expression("zone", "Exists"), false],
  [expression("app", "DoesNotExist"), false],
  [expression("zone", "DoesNotExist"), true],
  [{ matchLabels: { app: "qdrant" }, ...expression("tier", "In", "web") }, false],
])("%j", (selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
});

test("an empty selector selects all, any other does not", () => {
  expect([{}, { matchLabels: {} }, { matchExpressions: [] }, undefined].map(selectsAll)).toEqual([
    true,
    true,
    true,
    true,
  ]);
  expect([{ matchLabels: { a: "b" } }, expression("a", "Exists")].map(selectsAll)).toEqual([false, false]);
});
