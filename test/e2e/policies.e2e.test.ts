import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkout } from "../../local/paths.ts";
import { ask } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { TestStack } from "./support/stack.ts";

let stack: TestStack;

beforeAll(async () => {
  stack = await TestStack.open("policies");
});

afterAll(() => stack.remove());

const program = path.join(import.meta.dirname, "programs", "privileged");
const pack = ["--policy-pack", path.join(checkout, "policies")];

const pod = async () => (await ask(stack.config, "/api/v1/namespaces/default/pods/privileged")).status;

test("a privileged pod is allowed by the cluster, so that only the pack can refuse it", async () => {
  const body = { metadata: { name: "privileged" }, spec: { containers: [{ name: "main", image: "x" }] } };
  const path = "/api/v1/namespaces/default/pods?dryRun=All";
  expect((await ask(stack.config, path, { method: "POST", body })).status).toBe(201);
});

test.each([
  ["preview", () => ["preview", "--config-file", stack.instance.stackFile, ...pack]],
  ["up", () => stack.upArgs(...pack)],
])("the policy pack stops the %s of a privileged pod by the names of its rules", async (_, args) => {
  const { code, output } = await stack.run(args(), program);
  const rules = [...output.matchAll(/\[mandatory\] +(\S+)/g)].map(([, rule]) => rule);
  counted({
    "exit code": code,
    "rules broken": rules.length,
    "objects in the state": stack.inState().length,
  });
  expect(code).not.toBe(0);
  expect(rules).toContain("container-is-not-privileged");
  expect(await pod()).toBe(404);
  expect(stack.inState()).toEqual([]);
});
