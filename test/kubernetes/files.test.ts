import fc from "fast-check";
import { expect, test } from "vitest";
import { secret, text } from "../../components/model/text.ts";
import { fileKey, plain } from "../../components/kubernetes/files.ts";
import { service } from "../model/declarations.ts";

const path = fc
  .array(fc.string({ unit: fc.constantFrom("a", "b", "-", "_", ".", "2f", "é", " "), minLength: 1 }), {
    minLength: 1,
    maxLength: 3,
  })
  .map((words) => `/${words.join("/")}`);

test("no two paths share a key, every key is one that Kubernetes takes, and none is a variable's name", () => {
  fc.assert(
    fc.property(path, path, (a, b) => {
      expect(fileKey(a) === fileKey(b)).toBe(a === b);
      expect(fileKey(a)).toMatch(/^[-._a-zA-Z0-9]+$/);
      expect(fileKey(a)).not.toMatch(/^[A-Za-z_]\w*$/);
    }),
    { numRuns: 1000 },
  );
  expect(fileKey("/etc/a/b")).not.toBe(fileKey("/etc/a_b"));
});

test("a text with a secret is never written out", () => {
  const web = service({ name: "web" });
  expect(() => plain(web, text`--key=${secret("apiKey")}`)).toThrow(
    "web names the secret apiKey where everybody can read it",
  );
});
