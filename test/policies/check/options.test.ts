import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { readInputs } from "../../../policies/check/inputs.ts";
import { optionsIn } from "../../../policies/check/options.ts";
import { rulesInForce } from "../../../policies/check/rules-in-force.ts";
import { onManifests } from "../../../policies/engine/run.ts";
import { rules } from "../../../policies/rules/index.ts";
import { Folder } from "./command.ts";

const folder = new Folder();
afterAll(() => folder.remove());

test.each<[string, readonly string[]]>([
  ["--colour", ["check", "--colour", "a"]],
  ["--format xml: right is text, json, sarif, junit", ["check", "--format", "xml", "a"]],
  ["--format", ["check", "a", "--format"]],
  ["--all", ["check", "--all=yes", "a"]],
  ["--level disabled: right is mandatory, advisory", ["check", "--level", "disabled", "a"]],
  [
    "--kubernetes-version 1.29: right is a version from 1.30 on",
    ["check", "--kubernetes-version", "1.29", "a"],
  ],
  ["--kubernetes-version latest", ["check", "--kubernetes-version", "latest", "a"]],
  ["name files, folders, or -", ["check"]],
  ["a command is missing: right is check", []],
  ["chekc is no command: right is check", ["chekc", "a"]],
])("refuses with %j", (message, args) => {
  expect(() => optionsIn(args)).toThrow(message);
});

test("options may stand anywhere, and files after -- may be called anything", () => {
  expect(optionsIn(["--all", "check", "a", "--format=json", "-", "--", "--b"])).toMatchObject({
    names: ["a", "-", "--b"],
    format: "json",
    level: "mandatory",
    all: true,
  });
});

const levels = (wishes: Partial<Parameters<typeof rulesInForce>[1]>) =>
  new Map(
    rulesInForce(rules, { config: {}, all: false, kubernetesVersion: undefined, ...wishes }).map((active) => [
      active.rule.id,
      active,
    ]),
  );

test("--all puts rules that are off by default in force as advisory ones, and leaves the others as they are", () => {
  const some = levels({});
  const all = levels({ all: true });
  const off = rules.filter(({ level }) => level === "disabled");
  expect(off.length).toBeGreaterThan(0);
  expect(all.size).toBe(rules.length);
  expect(some.size).toBe(rules.length - off.length);
  for (const { id } of off) expect(all.get(id)?.level).toBe("advisory");
  for (const [id, { level }] of some) expect(all.get(id)?.level).toBe(level);
});

test("what the configuration says of a rule goes before what is asked for all", () => {
  const config = {
    "pss-run-as-user": { kubernetesVersion: "1.31" },
    "pss-run-as-non-root": "advisory",
    "pss-host-path": "disabled",
  };
  const found = levels({ all: true, kubernetesVersion: "1.33", config });
  expect(found.get("pss-run-as-user")?.parameters["kubernetesVersion"]).toBe("1.31");
  expect(found.get("pss-run-as-non-root")).toMatchObject({
    level: "advisory",
    parameters: { kubernetesVersion: "1.33", minor: 33 },
  });
  expect(found.has("pss-host-path")).toBe(false);
});

test("rules on Pulumi and Docker are never run on manifests", () => {
  const [first] = rules;
  const pulumi = { ...first, id: "some-pulumi-rule", engine: "pulumi", sees: () => true } as never;
  const inForce = rulesInForce([...rules, pulumi], { config: {}, all: true, kubernetesVersion: undefined });
  expect(inForce.map(({ rule }) => rule.id)).toContain("some-pulumi-rule");
  expect(inForce.filter(onManifests).map(({ rule }) => rule.id)).not.toContain("some-pulumi-rule");
});

const inputs = (...names: readonly string[]) => readInputs(names, folder.path);

test("links are followed, but not in circles; a link to nothing is an error if it is called a manifest", () => {
  folder.write({ "linked/one/a.yaml": "a: 1", "linked/one/b.YAML": "b: 1" });
  symlinkSync(path.join(folder.path, "linked"), path.join(folder.path, "linked/one/back"));
  symlinkSync(path.join(folder.path, "linked/one"), path.join(folder.path, "linked/two"));
  symlinkSync("nowhere", path.join(folder.path, "linked/c.yaml"));
  symlinkSync("nowhere", path.join(folder.path, "linked/c.txt"));
  const { texts, errors } = inputs("linked");
  expect(texts.map(({ file }) => file)).toEqual([
    "linked/one/a.yaml",
    "linked/one/b.YAML",
    "linked/two/a.yaml",
    "linked/two/b.YAML",
  ]);
  expect(errors).toEqual([{ file: "linked/c.yaml", line: 1, message: "there is no such file or folder" }]);
});

test("a file that is not UTF-8 is an error", () => {
  mkdirSync(path.join(folder.path, "odd"));
  writeFileSync(path.join(folder.path, "odd/a.yaml"), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
  expect(inputs("odd").errors).toEqual([{ file: "odd/a.yaml", line: 1, message: "is no text in UTF-8" }]);
});
