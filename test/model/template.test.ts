import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fill, namesIn, unknownNames } from "../../components/model/template.ts";
import { hasSecret, secret } from "../../components/model/text.ts";

const variables = { "qdrant.url": ["http://qdrant:6333"], "qdrant.apiKey": [secret("qdrantApiKey")] };

test.each([
  ["nothing to fill", "nothing to fill"],
  ["${qdrant.url}", "http://qdrant:6333"],
  ["${qdrant.url}/a ${qdrant.url}/b", "http://qdrant:6333/a http://qdrant:6333/b"],
  ["$${qdrant.url}", "${qdrant.url}"],
  ["$$${x}", "$${x}"],
  ["$x {y} $(z)", "$x {y} $(z)"],
  ["${unknown}", "${unknown}"],
  ["${constructor} ${__proto__}", "${constructor} ${__proto__}"],
  ["", ""],
])("%j becomes %j", (template, expected) => {
  expect(fill(template, variables)).toBe(expected);
});

test("a secret stays one, and makes the text one that holds a secret", () => {
  const filled = fill("key=${qdrant.apiKey};", variables);
  expect(filled).toEqual(["key=", secret("qdrantApiKey"), ";"]);
  expect(hasSecret(filled)).toBe(true);
});

test("an escaped name asks for nothing", () => {
  expect(namesIn("${a} $${b} ${c}")).toEqual(["a", "c"]);
});

describe("an unknown name", () => {
  test("is named, with the nearest one and those that are known", () => {
    const [message, ...others] = unknownNames("${qdrant.ulr} ${qdrant.url}", Object.keys(variables));
    expect(message).toBe(
      "a text in which each ${…} is known; ${qdrant.ulr} is not: did you mean qdrant.url? (known here: qdrant.url, qdrant.apiKey)",
    );
    expect(others).toEqual([]);
  });

  test("is known even where objects have members of that name", () => {
    expect(unknownNames("${constructor} ${toString}", Object.keys(variables))).toHaveLength(2);
  });
});

describe("of any text", () => {
  test("without ${ it comes back unchanged", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("$", "{", "}", "a", " ") }), (it) => {
        fc.pre(!it.includes("${"));
        expect(fill(it, variables)).toBe(it);
      }),
    );
  });

  test("with every ${ escaped it comes back as it was", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("a", " ", "${x}", "${qdrant.url}", "}")), (parts) => {
        const escaped = parts.map((part) => part.replace("${", () => "$${")).join("");
        expect(fill(escaped, variables)).toBe(parts.join(""));
      }),
    );
  });

  test.each(["${qdrant.url", "a ${", "${qdrant.url} ${x"])("%s is left open, and so a mistake", (it) => {
    expect(unknownNames(it, Object.keys(variables))).toEqual(["a text in which each ${ has its }"]);
  });

  test("what it asks for is either filled in or reported", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom("${", "$${", "a", "qdrant.url", "}") }), (opened) => {
        const it = `${opened}}`;
        const unknown = unknownNames(it, Object.keys(variables)).length;
        const filled = namesIn(it).filter((name) => name in variables).length;
        expect(unknown + filled).toBe(namesIn(it).length);
      }),
    );
  });
});
