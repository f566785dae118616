import { createHash } from "node:crypto";
import path from "node:path";
import { Secret } from "@pulumi/policy";
import { beforeAll, describe, expect, test } from "vitest";
import { rules } from "../policies/rules.ts";
import { settingsOf } from "../scripts/stack-file.ts";
import { kindOf } from "./kubernetes/objects.ts";
import { judge, type Manifest } from "./policies/judge.ts";
import { render, type Rendered } from "./support/render.ts";
import { mapSealed, sealedIn } from "./support/secrets.ts";
import { rendering } from "./support/rendering.ts";

const secrets = ["qdrantApiKey", "qdrantReadOnlyApiKey", "redisAppPassword", "redisExporterPassword"];

const single = {
  "pulumi:providers:kubernetes": 2,
  ConfigMap: 3,
  Deployment: 3,
  LimitRange: 1,
  Namespace: 1,
  NetworkPolicy: 6,
  PersistentVolumeClaim: 3,
  RandomPassword: 4,
  ResourceQuota: 1,
  Secret: 4,
  Service: 7,
  ServiceAccount: 5,
  StatefulSet: 2,
};

const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  local: single,
  production: { ...single, PersistentVolumeClaim: 7, PodDisruptionBudget: 2 },
  staging: single,
};

/** What policies see: with the namespace that the provider fills in, and secrets in the engine's wrapper. */
function manifest({ type, inputs }: Rendered, namespace: string): Manifest {
  const props = mapSealed(inputs, (content) => new Secret(content)) as Record<string, unknown>;
  const metadata = props["metadata"] as object | undefined;
  return metadata && !type.endsWith(":Namespace")
    ? { type, props: { ...props, metadata: { namespace, ...metadata } } }
    : { type, props };
}

/** Every way in which a text may hold a secret. */
const spellings = (name: string) => {
  const value = `<${name}>`;
  return [value, encodeURIComponent(value), createHash("sha256").update(value).digest("hex")];
};

describe.each(Object.keys(numbers))("the stack %s", (stack) => {
  let resources: readonly Rendered[] = [];
  let made: readonly Rendered[] = [];

  beforeAll(async () => {
    resources = await render(stack, settingsOf(stack));
    made = resources.filter((it) => !it.isRead);
  });

  test("is the one that was reviewed", async () => {
    const file = path.join(import.meta.dirname, "stacks", `${stack}.yaml`);
    await expect(rendering(resources)).toMatchFileSnapshot(file);
  });

  test("has so many resources of each kind", () => {
    const found = Object.groupBy(made, (it) => (it.type.startsWith("pulumi:") ? it.type : kindOf(it)));
    const counts = Object.entries(found).map(([kind, group]) => [kind, group?.length]);
    expect(Object.fromEntries(counts)).toEqual(numbers[stack]);
  });

  test("names no resource twice", () => {
    const names = resources.map(({ type, name }) => `${type} ${name}`);
    expect(new Set(names).size).toBe(names.length);
  });

  test("keeps to every policy, each of which had something to judge", () => {
    const { namespace } = settingsOf(stack).kubernetes;
    const manifests = made.map((it) => manifest(it, namespace));
    expect(rules.length).toBeGreaterThan(20);
    for (const rule of rules) {
      expect(judge(rule, ...manifests), rule.name).toEqual([]);
      expect(
        manifests.some((it) => rule.sees({ ...it, urn: "" })),
        `${rule.name} saw something`,
      ).toBe(true);
    }
  });

  test("holds each secret only where Pulumi keeps it secret, in a Secret", () => {
    const sealed = JSON.stringify(resources.map(({ inputs }) => sealedIn(inputs)));
    const open = JSON.stringify(resources.map(({ inputs }) => mapSealed(inputs, () => "sealed")));
    for (const name of secrets) {
      expect(
        spellings(name).some((it) => sealed.includes(it)),
        name,
      ).toBe(true);
      for (const it of spellings(name)) expect(open).not.toContain(it);
    }
    const holders = resources.filter(({ inputs }) => sealedIn(inputs).length > 0);
    expect(holders.map((it) => `${kindOf(it)} ${it.name}`)).toEqual(
      ["app", "qdrant", "redis", "redis-exporter"].map((name) => `Secret ${name}`),
    );
  });
});
