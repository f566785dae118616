import { ESLint } from "eslint";
import tseslint from "typescript-eslint";
import { describe, expect, test } from "vitest";

const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

async function problems(filePath: string, code: string): Promise<readonly string[]> {
  const results = await eslint.lintText(`${code}\n`, { filePath });
  return results.flatMap(({ messages }) => messages.map(({ message }) => message));
}

const importing = (specifier: string) => `export { it } from "${specifier}";`;

const services = "A service file imports only";
const model = "know no platform";
const mechanisms = "A mechanism knows no service";
const platforms = "The platforms never import each other";
const witness = "policies/ is an independent witness";
const local = "local/ runs the policies through the engine";
const told = "components/ knows only what the API server is told";
const config = "construct pulumi.Config";
const env = "Nothing under components/ reads process.env";

describe("a law broken is an error that says the law", () => {
  test.each([
    ["components/cache.ts", importing("@pulumi/pulumi"), services],
    ["components/cache.ts", importing("@pulumi/kubernetes"), services],
    ["components/cache.ts", 'export type { Input } from "@pulumi/pulumi";', services],
    ["components/cache.ts", 'export const it = await import("@pulumi/pulumi");', services],
    ["components/cache.ts", importing("node:fs"), services],
    ["components/cache.ts", importing("./kubernetes/pod.ts"), services],
    ["components/cache.ts", importing("./vectors.ts"), services],
    ["components/cache.ts", importing("../policies/rule.ts"), services],
    ["components/model/service.ts", importing("../kubernetes/pod.ts"), model],
    ["components/model/service.ts", importing("@pulumi/kubernetes"), model],
    ["components/observability/alerts.ts", importing("../docker/container.ts"), model],
    ["components/observability/deep/alerts.ts", importing("../../kubernetes/pod.ts"), model],
    ["components/model/service.ts", importing("../cache.ts"), mechanisms],
    ["components/kubernetes/pod.ts", importing("../cache.ts"), mechanisms],
    ["components/docker/deep/container.ts", importing("../../index.ts"), mechanisms],
    ["components/kubernetes/pod.ts", importing("../docker/container.ts"), platforms],
    ["components/docker/container.ts", importing("../kubernetes/pod.ts"), platforms],
    ["components/kubernetes/pod.ts", importing("../../policies/rule.ts"), told],
    ["policies/pods.ts", importing("../components/model/service.ts"), witness],
    ["policies/pods.ts", importing("@pulumi/kubernetes"), witness],
    ["policies/pods.ts", importing("@pulumi/kubernetes/core/v1/index.js"), witness],
    ["local/up.ts", importing("../policies/rules.ts"), local],
    ["components/kubernetes/pod.ts", "export const it = (p) => new p.Config();", config],
    ["components/model/service.ts", "export const it = (Config) => new Config();", config],
    ["index.ts", "export const it = (p) => new p.Config();", config],
    ["components/model/settings.ts", "export const it = process.env;", env],
    ["components/kubernetes/pod.ts", "export const { env } = process;", env],
    ["components/docker/container.ts", 'export { env } from "node:process";', env],
  ])("%s: %s", async (filePath, code, law) => {
    expect(await problems(filePath, code)).toEqual([expect.stringContaining(law)]);
  });
});

describe("what the laws allow passes", () => {
  test.each([
    ["components/cache.ts", importing("./model/service.ts")],
    ["components/cache.ts", importing("./observability/alerts.ts")],
    ["components/cache.ts", importing("zod")],
    ["components/cache.ts", importing("yaml")],
    ["components/index.ts", importing("./cache.ts")],
    ["components/model/secrets.ts", importing("@pulumi/pulumi")],
    ["components/model/secrets.ts", "export const it = (p) => new p.Config();"],
    ["components/model/settings.ts", "export const it = (p) => new p.Config();"],
    ["components/kubernetes/pod.ts", importing("../model/service.ts")],
    ["components/kubernetes/pod.ts", importing("@pulumi/kubernetes")],
    ["components/kubernetes/deep/pod.ts", importing("../labels.ts")],
    ["policies/pods.ts", importing("./rule.ts")],
    ["policies/pack/server.ts", importing("@grpc/grpc-js")],
    ["index.ts", importing("./components/kubernetes/platform.ts")],
    ["local/up.ts", "export const it = process.env;"],
    ["test/settings.test.ts", importing("../policies/rules.ts")],
  ])("%s: %s", async (filePath, code) => {
    expect(await problems(filePath, code)).toEqual([]);
  });
});

test("a file of more than 250 lines is an error", async () => {
  const lines = (count: number) => "export {};\n".repeat(count - 1);
  expect(await problems("components/cache.ts", lines(250))).toEqual([]);
  expect(await problems("components/cache.ts", lines(251))).toEqual([expect.stringContaining("250")]);
});

test("a law cannot be switched off in the file", async () => {
  const code = `/* eslint-disable */\n${importing("@pulumi/pulumi")}`;
  expect(await problems("components/cache.ts", code)).toContainEqual(expect.stringContaining(services));
});

test("every rule is an error or off, so that no warning can pile up", async () => {
  for (const file of ["index.ts", "components/cache.ts", "policies/index.js", "test/lint/laws.test.ts"]) {
    const { rules } = (await eslint.calculateConfigForFile(file)) as { rules: Record<string, [number]> };
    expect(Object.entries(rules).filter(([, [severity]]) => severity === 1)).toEqual([]);
  }
});
