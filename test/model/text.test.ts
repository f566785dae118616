import { parse } from "yaml";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  hasSecret,
  partsOf,
  plainText,
  secret,
  secretNamesIn,
  self,
  text,
} from "../../components/model/text.ts";

const url = text`redis://app:${secret("password", "url")}@${"cache"}:6379`;

test("a text around secrets keeps them apart from what is around them", () => {
  expect(partsOf(url)).toEqual(["redis://app:", { secret: "password", form: "url" }, "@", "cache", ":6379"]);
  expect(plainText(url, () => "*")).toBe("redis://app:*@cache:6379");
});

test.each([
  ["a string", "password", false],
  ["parts without one", text`http://${self}:${"80"}`, false],
  ["nothing", "", false],
  ["a secret alone", text`${secret("password")}`, true],
  ["a hash of a secret", text`#${secret("password", "sha256")}`, true],
  ["a secret at the end", text`key: ${secret("password", "json")}`, true],
])("%s: a secret is in it: %#", (_, content, expected) => {
  expect(hasSecret(content)).toBe(expected);
});

test("the secrets in a text are named, each as often as it occurs", () => {
  expect(secretNamesIn(text`${secret("a")} ${secret("b", "url")} ${secret("a")}`)).toEqual(["a", "b", "a"]);
  expect(secretNamesIn("${a}")).toEqual([]);
});

describe("of any text", () => {
  const parts = fc.array(
    fc.oneof(
      fc.string(),
      fc.constant(self),
      fc.record({ secret: fc.constantFrom("a", "b"), form: fc.constantFrom("plain", "sha256") }),
    ),
  );

  test("it holds a secret exactly when it names one", () => {
    fc.assert(fc.property(parts, (it) => hasSecret(it) === secretNamesIn(it).length > 0));
  });

  test("what is written in place of secrets and hosts is all that changes", () => {
    fc.assert(
      fc.property(parts, (it) => {
        const spelt = it.map((part) => (typeof part === "string" ? part : "?"));
        expect(plainText(it, () => "?")).toBe(spelt.join(""));
      }),
    );
  });
});

test("a string in JSON is the same string in YAML, as files with secrets rely on", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (it) => {
      expect(parse(`key: ${JSON.stringify(it)}`)).toEqual({ key: it });
    }),
  );
});
