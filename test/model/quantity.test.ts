import fc from "fast-check";
import { expect, test } from "vitest";
import { inMebibytes, inMillicpus, mebibytes, millicpus, sum } from "../../components/model/quantity.ts";

test.each([
  ["512Mi", 512],
  ["1Gi", 1024],
  ["100Gi", 102_400],
] as const)("%s is %d Mi", (size, expected) => {
  expect(mebibytes(size)).toBe(expected);
});

test.each([
  [512, "512Mi"],
  [1024, "1Gi"],
  [1536, "1536Mi"],
  [2048, "2Gi"],
])("%d Mi is spelt %s", (value, expected) => {
  expect(inMebibytes(value)).toBe(expected);
});

test("what is spelt is read back exactly", () => {
  fc.assert(
    fc.property(fc.nat({ max: 10_000_000 }), (value) => {
      expect(mebibytes(inMebibytes(value))).toBe(value);
      expect(millicpus(inMillicpus(value))).toBe(value);
    }),
  );
});

test("a sum of nothing is nothing", () => {
  expect(sum([])).toBe(0);
  expect(sum([1, 2, 3])).toBe(6);
});
