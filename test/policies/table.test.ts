import { expect, test } from "vitest";
import { rules } from "../../policies/rules/index.ts";

test("every rule of the catalogue is there once, and the guards besides", () => {
  const ids = rules.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  expect(Object.groupBy(rules, ({ engine }) => engine)).toMatchObject({
    object: { length: 93 },
    set: { length: 15 },
    pulumi: { length: 6 },
    docker: { length: 5 },
    guard: { length: 5 },
  });
});

test.each(rules.map((rule) => [rule.id, rule] as const))("%s reads as the others do", (_, rule) => {
  expect(rule.holds).toMatch(/^\S.*[.]$/s);
  expect(rule.why).toMatch(/^\S.*[.]$/s);
  expect(rule.mend).not.toMatch(/^[A-Z][a-z]|\.$/);
  expect(rule.levelReason ?? "").not.toMatch(/^[A-Z][a-z]+ |\.$/);
});

test("what is off says why, and what is grave and only told does too", () => {
  const grave = ["critical", "high"];
  const silent = rules
    .filter(
      ({ level, severity }) => level === "disabled" || (level === "advisory" && grave.includes(severity)),
    )
    .filter(({ levelReason }) => levelReason === undefined);
  expect(silent.map(({ id }) => id)).toEqual([]);
});
