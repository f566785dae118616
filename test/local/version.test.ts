import fc from "fast-check";
import { expect, test } from "vitest";
import { isFrom, versionIn } from "../../local/tools/version.ts";

test.each([
  ["3.255.0", "v3.258.0", true],
  ["3.255.0", "v3.255.0", true],
  ["3.255.0", "3.1000.0", true],
  ["3.255.0", "v4.0.0", true],
  ["3.255.0", "v3.99.9", false],
  ["3.255.0", "v3.254.9", false],
  ["3.255.0", "v2.300.0", false],
  ["3.255.0", "no version here", false],
])("whether from %s on accepts %s: %s", (from, text, accepted) => {
  expect(isFrom(from, text)).toBe(accepted);
});

test("a version is found in what programs print", () => {
  expect(versionIn("go version go1.26.8 linux/amd64")).toEqual([1, 26, 8]);
  expect(versionIn("v3.258.0-alpha.1\n")).toEqual([3, 258, 0]);
  expect(versionIn("go1.26")).toEqual([1, 26, 0]);
});

test("versions compare number by number", () => {
  const version = fc.tuple(fc.nat(50), fc.nat(300), fc.nat(50));
  fc.assert(
    fc.property(version, version, (one, other) => {
      const [a, b] = [one, other].map(([major, minor, patch]) => (major * 1_000 + minor) * 1_000 + patch);
      expect(isFrom(one.join("."), other.join("."))).toBe((b ?? 0) >= (a ?? 0));
    }),
  );
});
