import { createHash } from "node:crypto";
import path from "node:path";
import { beforeAll, describe, expect, test } from "vitest";
import { settingsOf } from "../scripts/stack-file.ts";
import { kindOf } from "./kubernetes/objects.ts";
import { analysed } from "./support/analysed.ts";
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
  ValidatingAdmissionPolicy: 8,
  ValidatingAdmissionPolicyBinding: 8,
};

const numbers: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  local: single,
  production: { ...single, PersistentVolumeClaim: 7, PodDisruptionBudget: 2 },
  staging: single,
};

/** Rules on what no stack has: bare pods, RBAC, Ingresses, Jobs, autoscalers, patches, Docker; and those left to the API server. */
const withoutSubject = [
  "ephemeral-containers",
  "naked-pod",
  "rbac-wildcards",
  "rbac-escalation-verbs",
  "rbac-secrets-read",
  "rbac-pod-create",
  "rbac-pod-exec",
  "rbac-token-create",
  "rbac-destructive",
  "rbac-node-proxy",
  "rbac-csr-approve",
  "rbac-webhooks",
  "rbac-pv-create",
  "rbac-cluster-admin-binding",
  "rbac-system-groups",
  "rbac-default-sa-binding",
  "ingress-tls",
  "ingress-host",
  "ingress-backend-exists",
  "ingress-unique",
  "cronjob-safe",
  "job-ttl",
  "hpa-sane",
  "no-patch-bypass",
  "docker-privileged",
  "docker-no-new-privileges",
  "docker-socket",
  "docker-publish-loopback",
  "docker-limits",
  "guard-peers",
  "guard-upgrade",
  "guard-claim-size",
  "guard-digest",
  "guard-protected",
];

const unseen: Readonly<Record<string, readonly string[]>> = {
  local: [...withoutSubject, "pdb-unhealthy-eviction", "pdb-allows-eviction"],
  production: withoutSubject,
  staging: [...withoutSubject, "pdb-unhealthy-eviction", "pdb-allows-eviction"],
};

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

  test("keeps to every mandatory policy, each of which had something to judge but for those that are listed", async () => {
    const found = await analysed(stack, made);
    expect(found.violations.filter(({ level }) => level === "mandatory")).toEqual([]);
    expect(found.unseen.toSorted()).toEqual(unseen[stack]?.toSorted());
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
