import { writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout } from "../../local/paths.ts";
import { build } from "../../policies/pack/bundle.ts";
import { ask } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;

let executable: string;

beforeAll(async () => {
  executable = path.relative(checkout, build(checkout));
  stack = await TestStack.open("policies");
});

afterAll(() => stack.remove());

const program = path.join(import.meta.dirname, "programs", "privileged");
const pack = (form: string) => ["--policy-pack", path.join(checkout, form)];
const directory = "policies";

const pod = async () => (await ask(stack.config, "/api/v1/namespaces/default/pods/privileged")).status;

test("a privileged pod is allowed by the cluster, so that only the pack can refuse it", async () => {
  const body = { metadata: { name: "privileged" }, spec: { containers: [{ name: "main", image: "x" }] } };
  const path = "/api/v1/namespaces/default/pods?dryRun=All";
  expect((await ask(stack.config, path, { method: "POST", body })).status).toBe(201);
});

const preview = (form: string) => ["preview", "--config-file", stack.instance.stackFile, ...pack(form)];

test.each([
  ["preview", "directory", () => preview(directory)],
  ["preview", "executable", () => preview(executable)],
  ["up", "directory", () => stack.upArgs(...pack(directory))],
  ["up", "executable", () => stack.upArgs(...pack(executable))],
])("the %s of a privileged pod is stopped by the names of the rules: the pack as %s", async (_, __, args) => {
  const { code, output } = await stack.run(args(), program);
  const rules = [...output.matchAll(/\[mandatory\](?: \[severity: \w+\])? +(\S+)/g)].map(([, rule]) => rule);
  counted({
    "exit code": code,
    "rules broken": rules.length,
    "objects in the state": stack.inState().length,
  });
  expect(code).not.toBe(0);
  expect(rules).toContain("pss-privileged");
  expect(await pod()).toBe(404);
  expect(stack.inState()).toEqual([]);
});

test.each([
  [{ "pss-privilegd": "advisory" }, "pss-privilegd: there is no such rule; did you mean pss-privileged?"],
  [{ "pss-privileged": { size: 1 } }, "pss-privileged.size: the rule has no such parameter"],
])("a configuration of the pack that is wrong stops the preview: %j", async (config, message) => {
  const file = path.join(stack.instance.project, "policy-config.json");
  writeFileSync(file, JSON.stringify(config));
  const { code, output } = await stack.run([...preview(executable), "--policy-pack-config", file], program);
  expect(code).not.toBe(0);
  expect(output).toContain(message);
});

test("a configuration of the pack turns a rule down to an advice", async () => {
  const file = path.join(stack.instance.project, "policy-config.json");
  writeFileSync(file, JSON.stringify({ all: "disabled", "pss-privileged": "advisory" }));
  const { code, output } = await stack.run([...preview(executable), "--policy-pack-config", file], program);
  expect(output).toMatch(/\[advisory\](?: \[severity: \w+\])? +pss-privileged/);
  expect(output).not.toContain("[mandatory]");
  expect(code).toBe(0);
});
