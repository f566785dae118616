import { expect, test } from "vitest";
import { readDocuments } from "../../../policies/check/yaml.ts";

const values = (text: string) => readDocuments(text).documents.map(({ value }) => value);
const errors = (text: string) => readDocuments(text).errors;
const one = (text: string) => {
  expect(errors(text)).toEqual([]);
  return values(text);
};

test.each([
  ["yes", true],
  ["On", true],
  ["y", true],
  ["off", false],
  ["N", false],
  ["0644", 420],
  ["0o17", 15],
  ["0x1F", 31],
  ["-0b11", -3],
  ["1_000", 1000],
  ["08", 8],
  ["1e3", 1000],
  ["+.5", 0.5],
  ["1:30", "1:30"],
  ["2026-11-21", "2026-11-21"],
  ["5e969", "5e969"],
  ["~", null],
  ["", null],
  ["'yes'", "yes"],
  ['"0644"', "0644"],
  ["!!str 1", "1"],
  ["-", [null]],
])("reads %j as Kubernetes does", (scalar, expected) => {
  expect(one(`value: \n  ${scalar}`)).toEqual([{ value: expected }]);
});

test("counts documents from 0, empty ones too, but not what stands before the first separator", () => {
  const text = "# a comment\n---\na: 1\n---\n# only this\n---\n\n---\nb: 2\n...\n---\nc: 3\n";
  const { documents } = readDocuments(text);
  expect(documents.map(({ index, line, value }) => [index, line, value])).toEqual([
    [0, 3, { a: 1 }],
    [1, 4, null],
    [2, 6, null],
    [3, 9, { b: 2 }],
    [4, 12, { c: 3 }],
  ]);
});

test("a document with a mistake leaves the others of its file", () => {
  const { documents, errors } = readDocuments(
    "a: 1\n---\nb: [1\n---\nc:\n\t- 1\n---\nd: 1\nd: 2\n---\ne: 5\n",
  );
  expect(documents.map(({ index, value }) => [index, value])).toEqual([
    [0, { a: 1 }],
    [4, { e: 5 }],
  ]);
  expect(errors.map(({ line }) => line)).toEqual([3, 6, 9]);
  expect(errors[2]?.message).toContain("unique");
});

test.each([
  ["name: {{ .Values.name }}\n", 1],
  ["a: 1\n{{- if .Values.on }}\nb: 2\n{{- end }}\n", 2],
  ['labels:\n  {{- include "labels" . | nindent 4 }}\n', 2],
  ['a: 1\nname: "{{ include "name" . }}-x"\n', 2],
  ["---\n{{ template }}\n---\na: 1\n", 2],
])("says that %j is a template", (text, line) => {
  expect(errors(text)).toEqual([{ line, message: expect.stringContaining("template") as string }]);
});

test("a quoted text may go on without being indented, as Kubernetes has it; one that never ends may not", () => {
  const text = `a:\n  b: "one\n  two \\" three"\n  c: 'it''s\n\n  on'\n  d: 1\n`;
  expect(one(text)).toEqual([{ a: { b: 'one two " three', c: "it's\non", d: 1 } }]);
  expect(readDocuments(text).documents[0]?.lineOf(["a", "d"])).toBe(7);
  expect(errors('a:\n  b: "one\n  c: 2\n').map(({ line }) => line)).toEqual([3]);
});

test("templates within texts are texts", () => {
  expect(one('a: "{{ .x }}"\nb: |\n  {{ range .y }}\n')).toEqual([{ a: "{{ .x }}", b: "{{ range .y }}\n" }]);
});

test("anchors and merge keys stand for what they name", () => {
  expect(one("base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n")).toEqual([
    { base: { a: 1, b: 2 }, more: { a: 1, b: 3 } },
  ]);
  const often = `a: &a {k: v}\nlist:\n${"  - *a\n".repeat(2000)}`;
  expect((one(often)[0] as { list: readonly unknown[] }).list).toHaveLength(2000);
});

test("anchors that multiply without bounds are refused", () => {
  const nested = Array.from(
    { length: 12 },
    (_, index) =>
      `a${index}: &a${index} [${Array.from({ length: 9 }, () => (index === 0 ? "x" : `*a${index - 1}`)).join(", ")}]`,
  ).join("\n");
  expect(values(nested)).toEqual([]);
  expect(errors(nested)).toEqual([{ line: 1, message: expect.stringContaining("alias") as string }]);
});

test("what is nested too deeply is an error of its own document", () => {
  const { documents, errors: found } = readDocuments(
    `a: 1\n---\n${"[".repeat(20_000)}${"]".repeat(20_000)}\n---\nb: 2\n`,
  );
  expect(documents.map(({ index }) => index)).toEqual([0, 2]);
  expect(found).toEqual([{ line: expect.any(Number) as number, message: "is nested too deeply" }]);
});

test("lines end as they may, and a byte order mark is none of the text", () => {
  expect(one("\uFEFFa: |\r\n  one\r\n  two\r\n---\r\nb: 1\r\n")).toEqual([{ a: "one\ntwo\n" }, { b: 1 }]);
  expect(errors("a: 1\r\n\r\n---\r\nb: [\r\n").map(({ line }) => line)).toEqual([4]);
});

test("JSON may be indented with tabs and hold several values", () => {
  const { documents } = readDocuments('{\n\t"a": "x}\\"\ty"\n}\n{"b": [1, {"c": null}]}\n');
  expect(documents).toEqual([]);
  expect(one('{\n\t"a": "x}\\"y"\n}\n\n{"b": [1, {"c": null}]}\n')).toEqual([
    { a: 'x}"y' },
    { b: [1, { c: null }] },
  ]);
  expect(readDocuments('{"a": 1}\n\n{"b": 2, "b": 3}').errors.map(({ line }) => line)).toEqual([3]);
});

test("a directive belongs to the document after it", () => {
  expect(one("%YAML 1.1\n---\na: 1\n---\nb: 2\n")).toEqual([{ a: 1 }, { b: 2 }]);
});

test("control characters are refused, as they are by Kubernetes", () => {
  expect(errors('a: 1\nb: "\u0001"\n')).toEqual([{ line: 2, message: "holds a control character" }]);
});

test("tells the line of a path, or of the nearest thing that is there", () => {
  const text =
    "---\nkind: Pod\nspec:\n  containers:\n    - name: a\n    - name: b\n      image: x\n---\n# more\nkind: Job\n";
  const [pod, job] = readDocuments(text).documents;
  expect(
    [
      [],
      ["spec"],
      ["spec", "containers", "1", "image"],
      ["spec", "containers", "1", "ports", "0"],
      ["spec", "volumes"],
    ].map((place) => pod?.lineOf(place)),
  ).toEqual([2, 3, 7, 6, 3]);
  expect(job?.lineOf(["kind"])).toBe(10);
});
