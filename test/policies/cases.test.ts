import { expect, test } from "vitest";
import { rules } from "../../policies/rules/index.ts";
import { cases } from "./cases/index.ts";
import { judged } from "./judged.ts";

const all = (way: "passes" | "fails") =>
  cases.flatMap(({ rule, [way]: them }) => them.map((it) => [rule, it.name, it] as const));

test.each(all("passes"))("%s passes: %s", (rule, _, { object, among = [], parameters }) => {
  const verdict = judged(rule, [object, ...among], parameters);
  expect(verdict).toEqual({ saw: true, problems: [], undecided: [] });
});

test.each(all("fails"))("%s fails: %s", (rule, _, { object, among = [], parameters, path }) => {
  const { problems, undecided } = judged(rule, [object, ...among], parameters);
  expect(undecided).toEqual([]);
  expect(problems.length).toBeGreaterThan(0);
  expect(problems.filter(({ message }) => message.startsWith("cannot be judged"))).toEqual([]);
  if (path !== undefined) expect(problems.map((it) => it.path)).toContain(path);
});

test("every rule on objects has cases both ways", () => {
  const tried = cases.map(({ rule }) => rule);
  const onObjects = rules.filter(({ engine }) => engine === "object" || engine === "set").map(({ id }) => id);
  expect(tried.toSorted()).toEqual(onObjects.toSorted());
});
