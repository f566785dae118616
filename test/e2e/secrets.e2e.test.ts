import { afterAll, beforeAll, expect, test } from "vitest";
import { must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { changesBetween, declared, type Objects, ofKind } from "./support/objects.ts";
import { podsOf, unready } from "./support/readiness.ts";
import { haystackOf, hits, secretValuesOf } from "./support/scan.ts";
import { type Settings, TestStack } from "./support/stack.ts";

let stack: TestStack;
let now: Objects;

beforeAll(async () => {
  stack = await TestStack.open("secrets");
  await stack.up();
  now = await stack.settled();
  const metadata = { name: outside };
  await must(stack.config, "/api/v1/namespaces", { method: "POST", body: { metadata } });
});

afterAll(async () => {
  await stack.remove();
  await must(stack.config, `/api/v1/namespaces/${outside}`, { method: "DELETE" });
});

const outside = "e2e-secrets-outside";
const existing = { name: "partner", key: "token", namespace: outside };
const services = ["app", "jaeger", "qdrant", "redis", "redis-exporter"];

const generated: Record<string, { readonly generate: number }> = {};
let settings: Settings = {};

/** Deploys the settings as they are and tells whose Secrets, workloads and pods are not the same any more. */
async function consumers() {
  const before = now;
  stack.settings({ ...settings, secrets: { ...generated, ...(settings["secrets"] as object | undefined) } });
  await stack.up();
  now = await stack.settled();
  const { added, removed, changed, untouched } = changesBetween(declared(before), declared(now));
  const rolled = services.filter(
    (it) => JSON.stringify(podsOf(now, it)) !== JSON.stringify(podsOf(before, it)),
  );
  counted({
    "Secrets replaced": removed.length,
    "services rolled": rolled.length,
    "objects untouched": untouched.length,
  });
  expect(unready(now)).toEqual([]);
  expect(await stack.inCluster()).toEqual(stack.inState());
  return { secretsMade: added.map(owner), secretsGone: removed.map(owner), changed, rolled };
}

/** `Secret redis-exporter-1a2b3c4d` is the Secret of redis-exporter. */
const owner = (key: string): string => key.replace(/-[0-9a-f]{8}$/, "");

test.each([
  ["redisAppPassword", ["app", "redis"], ["Deployment app", "StatefulSet redis"]],
  ["qdrantReadOnlyApiKey", ["qdrant"], ["StatefulSet qdrant"]],
])("a new %s rolls the pods whose texts name it, and no other", async (name, users, workloads) => {
  generated[name] = { generate: 2 };
  expect(await consumers()).toEqual({
    secretsMade: users.map((it) => `Secret ${it}`),
    secretsGone: users.map((it) => `Secret ${it}`),
    changed: workloads,
    rolled: users,
  });
});

test("a Secret that should exist and does not, or lacks the key, is an error that says which, and changes nothing", async () => {
  settings = {
    app: { env: { PARTNER_TOKEN: "${secrets.partnerToken}" } },
    secrets: { partnerToken: existing },
  };
  stack.settings({ ...settings, secrets: { ...generated, partnerToken: existing } });
  const missing = await stack.run(stack.upArgs());
  await must(stack.config, `/api/v1/namespaces/${outside}/secrets`, {
    method: "POST",
    body: { metadata: { name: existing.name }, stringData: { other: "not it" } },
  });
  const withoutKey = await stack.run(stack.upArgs());
  const { untouched, ...touched } = changesBetween(declared(now), declared(await stack.objects()));
  counted({ errors: 2, "objects untouched": untouched.length });

  for (const { code, output } of [missing, withoutKey]) {
    expect(code).not.toBe(0);
    expect(output).toContain(`${outside}/partner`);
  }
  expect(missing.output).toContain("partnerToken (partner/token)");
  expect(withoutKey.output).toContain(`Secret ${outside}/partner has no key token`);
  expect(touched).toEqual({ added: [], removed: [], replaced: [], changed: [] });
});

const setToken = (value: string) =>
  must(stack.config, `/api/v1/namespaces/${outside}/secrets/${existing.name}`, {
    method: "PATCH",
    body: { stringData: { [existing.key]: value } },
  });

test("a Secret that exists is read, and after it changed the next up rolls those who use it", async () => {
  await setToken("first & 'foremost' partner token");
  const rolledApp = {
    secretsMade: ["Secret app"],
    secretsGone: ["Secret app"],
    changed: ["Deployment app"],
    rolled: ["app"],
  };
  expect(await consumers()).toEqual(rolledApp);
  expect(await stack.preview()).toEqual([]);
  await setToken("second / newer partner token?");
  expect(await consumers()).toEqual(rolledApp);
  const held = ofKind(now, "Secret").find(({ metadata }) => metadata?.name?.startsWith("app-"));
  expect(Buffer.from(held?.data?.["PARTNER_TOKEN"] ?? "", "base64").toString()).toBe(
    "second / newer partner token?",
  );
});

test("no secret is found anywhere but in the cluster's Secrets", async () => {
  const fromConfig = 'a config secret: {quoted} "like" this & that';
  await stack.succeed(["config", "set", "--secret", "openaiApiKey", fromConfig], stack.instance.project);
  settings = {
    app: { env: { PARTNER_TOKEN: "${secrets.partnerToken}", OPENAI_API_KEY: "${secrets.openaiApiKey}" } },
    secrets: { partnerToken: existing, openaiApiKey: "config" },
  };
  stack.settings({ ...settings, secrets: { ...generated, ...(settings["secrets"] as object) } });
  await stack.succeed(stack.upArgs("--diff"));
  await stack.succeed(["stack", "output", "--json"], stack.instance.project);

  const values = await secretValuesOf(stack, [
    fromConfig,
    "second / newer partner token?",
    "first & 'foremost' partner token",
  ]);
  const haystack = await haystackOf(stack);
  const bytes = haystack.reduce((sum, { text }) => sum + text.length, 0);
  counted({
    "secret values": values.length,
    "places searched": haystack.length,
    "characters searched": bytes,
  });

  expect(values).toHaveLength(10);
  expect(haystack.length).toBeGreaterThan(80);
  expect(bytes).toBeGreaterThan(1_000_000);
  expect(hits(values, haystack)).toEqual([]);
  for (const [form, write] of planted)
    for (const value of values)
      expect(hits(values, [{ place: form, text: `"x": "${write(value)}",` }]), form).toContain(form);
});

const planted: readonly [string, (value: string) => string][] = [
  ["plain", (value) => value],
  ["base64", (value) => Buffer.from(value).toString("base64")],
  ["base64 among others", (value) => Buffer.from(`ab: ${value}`).toString("base64")],
  ["url", encodeURIComponent],
  ["JSON", (value) => JSON.stringify(value)],
  ["JSON in JSON", (value) => JSON.stringify(JSON.stringify(value))],
];
