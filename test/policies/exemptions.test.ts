import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { Exemptions, exemptionsIn, referenceTo, type Exemption } from "../../policies/engine/exemptions.ts";
import { readExemptions } from "../../policies/engine/exemptions-file.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { rules } from "../../policies/rules/index.ts";
import { projectFile } from "../../scripts/stack-file.ts";

const folder = mkdtempSync(path.join(tmpdir(), "exemptions-"));
afterAll(() => rmSync(folder, { recursive: true }));

const exemption = {
  rule: "pss-privileged",
  object: "DaemonSet/node/agent",
  reason: "loads a kernel module",
  owner: "platform",
  expires: "2026-12-31",
} satisfies Exemption;
const violation = { rule: "pss-privileged", object: "DaemonSet/node/agent", path: "spec.containers[1].x" };
const ruling = (change: Partial<Exemption>, today = "2026-11-21", upOf?: string) =>
  new Exemptions([{ ...exemption, ...change }], { today, upOf }).ruling(violation);

test.each<[string, Partial<Exemption>]>([
  ["for the object", {}],
  ["for the very path", { path: "spec.containers[1].x" }],
  ["for what holds the path", { path: "spec.containers[1]" }],
  ["for the list", { path: "spec.containers" }],
])("an exemption %s holds", (_, change) => {
  expect(ruling(change)).toEqual({ exemption: { ...exemption, ...change } });
});

test.each<[string, Partial<Exemption>]>([
  ["another rule", { rule: "pss-host-path" }],
  ["another object", { object: "DaemonSet/node/agents" }],
  ["the same name in another namespace", { object: "DaemonSet/default/agent" }],
  ["a path that begins alike", { path: "spec.containers[1].xy" }],
  ["a list whose name begins alike", { path: "spec.contain" }],
])("an exemption for %s is none", (_, change) => {
  expect(ruling(change)).toBeUndefined();
});

test("an exemption holds through its last day and not after it", () => {
  expect(ruling({}, "2026-12-31")).toEqual({ exemption });
  expect(ruling({}, "2027-01-01")).toEqual({ refusal: "its exemption expired on 2026-12-31" });
});

test("an exemption may hold for previews of a stack but not for its up", () => {
  const change = { refusedAtUpOf: ["production"] };
  expect(ruling(change)).toEqual({ exemption: { ...exemption, ...change } });
  expect(ruling(change, "2026-11-21", "staging")).toEqual({ exemption: { ...exemption, ...change } });
  expect(ruling(change, "2026-11-21", "production")).toEqual({
    refusal: "its exemption does not hold for an up of production",
  });
});

test("one that holds wins over one that has expired; what matched nothing is unused", () => {
  const old = { ...exemption, expires: "2026-01-01" };
  const other = { ...exemption, object: "Pod/node/agent" };
  const exemptions = new Exemptions([old, exemption, other], { today: "2026-11-21" });
  expect(exemptions.unused).toHaveLength(3);
  expect(exemptions.ruling(violation)).toEqual({ exemption });
  expect(exemptions.unused).toEqual([other]);
});

const object = (apiVersion: string, kind: string, metadata: RawObject) =>
  referenceTo(new Manifest({ apiVersion, kind, metadata }, {}));

test("what an exemption names", () => {
  expect(object("apps/v1", "Deployment", { name: "a", namespace: "b" })).toBe("Deployment/b/a");
  expect(object("apps/v1", "Deployment", { name: "a" })).toBe("Deployment/default/a");
  expect(object("v1", "Namespace", { name: "a" })).toBe("Namespace/a");
  expect(object("example.com/v1", "Widget", { name: "a" })).toBe("Widget/a");
  expect(object("example.com/v1", "Widget", { name: "a", namespace: "b" })).toBe("Widget/b/a");
  expect(object("apps/v1", "Deployment", { name: "a", namespace: unknown })).toBeUndefined();
  expect(object("apps/v1", "Deployment", { namespace: "b" })).toBeUndefined();
});

const ids = rules.map(({ id }) => id);

test.each<[string, unknown]>([
  ["right is a list of exemptions", { exemptions: [] }],
  ['[0]: "x": right is an object with rule', ["x"]],
  ["[1].owner: is missing", [exemption, { ...exemption, owner: undefined }]],
  ['[0].rule: "pss-priviledged": right is the id of a rule', [{ ...exemption, rule: "pss-priviledged" }]],
  ['[0].object: "Deployment/web"', [{ ...exemption, object: "Deployment/web" }]],
  ['[0].object: "Namespace/a/b"', [{ ...exemption, object: "Namespace/a/b" }]],
  ['[0].object: "Deployment/*/web"', [{ ...exemption, object: "Deployment/*/web" }]],
  ['[0].expires: "2026-02-30": right is the last day', [{ ...exemption, expires: "2026-02-30" }]],
  ['[0].expires: "never"', [{ ...exemption, expires: "never" }]],
  ['[0].reason: " ": right is a text', [{ ...exemption, reason: " " }]],
  ['[0].refusedAtUpOf: "production": right is a list', [{ ...exemption, refusedAtUpOf: "production" }]],
  ["[0].until: there is no such key", [{ ...exemption, until: "2026-12-31" }]],
])("refuses with %j", (message, entries) => {
  expect(() => exemptionsIn(entries, "some.yaml", ids)).toThrow(message);
  expect(() => exemptionsIn(entries, "some.yaml", ids)).toThrow("some.yaml");
});

test("names every mistake at once", () => {
  const wrong = [{ ...exemption, rule: 7, owner: "" }, { object: "Pod/a/b" }];
  expect(() => exemptionsIn(wrong, "some.yaml", ids)).toThrow(/\[0\]\.rule[^]*\[0\]\.owner[^]*\[1\]\.rule/);
});

const file = (text: string) => {
  const name = path.join(folder, "exemptions.yaml");
  writeFileSync(name, text);
  return name;
};

test.each(["", "# none\n", "[]", "# none\n\n[ ]\n# more", "---\n"])("%j holds none", async (text) => {
  expect(await readExemptions(file(text), ids)).toEqual([]);
});

test("reads what is written as YAML, an unquoted day too", async () => {
  const text = `- rule: pss-privileged
  object: DaemonSet/node/agent
  reason: loads a kernel module
  owner: platform
  expires: 2026-12-31
`;
  expect(await readExemptions(file(text), ids)).toEqual([exemption]);
});

test("a file that is not YAML is named", async () => {
  await expect(readExemptions(file("- ["), ids)).rejects.toThrow(folder);
  await expect(readExemptions(path.join(folder, "none.yaml"), ids)).rejects.toThrow("none.yaml");
});

test("the reviewed file is right", async () => {
  const reviewed = projectFile("policies/exemptions.yaml");
  expect(readFileSync(reviewed, "utf8")).toContain("docs/policies.md");
  for (const { rule } of await readExemptions(reviewed, ids)) expect(rule).toBe("image-digest");
});
