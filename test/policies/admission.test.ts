import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { exemptedRules } from "../../policies/admission/exempted.ts";
import { mutating, validating, type Scope } from "../../policies/admission/index.ts";
import { kinds } from "../../policies/kinds.ts";
import { rules } from "../../policies/rules/index.ts";

const scope: Scope = {
  project: "vectorstack",
  stack: "production",
  namespace: "shop",
  exempted: [],
  labels: { "app.kubernetes.io/instance": "production" },
};

const denying = validating(scope, "deny");
const enabled = rules.filter(({ engine, level }) => engine === "object" && level !== "disabled");

const idsIn = (policies: typeof denying) =>
  new Set(policies.flatMap(({ spec }) => spec.validations.map(({ message }) => message.replace(/:.*/, ""))));

describe("validating policies", () => {
  test("are six, with a binding each, and hold every rule on objects that is on", () => {
    expect(denying.map(({ what }) => what)).toEqual(
      ["workloads", "namespaced", "cluster-wide"].flatMap((family) => [
        `${family}-mandatory`,
        `${family}-advisory`,
      ]),
    );
    expect(enabled.length).toBeGreaterThan(80);
    expect([...idsIn(denying)].toSorted()).toEqual(enabled.map(({ id }) => id).toSorted());
  });

  test("refuse what breaks a mandatory rule, unless another object may excuse it, and tell of everything else", () => {
    const actions = Object.fromEntries(
      denying.map(({ what, binding }) => [what.replace(/.*-/, ""), binding.validationActions.join()]),
    );
    expect(actions).toEqual({ mandatory: "Deny,Audit", advisory: "Warn,Audit" });
    const refused = idsIn(denying.filter(({ what }) => what.endsWith("mandatory")));
    expect([...refused].toSorted()).toEqual(
      enabled
        .filter((rule) => rule.level === "mandatory" && !("excuse" in rule && rule.excuse))
        .map(({ id }) => id)
        .toSorted(),
    );
    const told = validating(scope, "warn").map(({ binding }) => binding.validationActions.join());
    expect(new Set(told)).toEqual(new Set(["Warn,Audit"]));
  });

  test("are for the stack's namespace, and for what carries its labels outside of any", () => {
    for (const { what, spec, binding } of denying) {
      const outside = what.startsWith("cluster-wide");
      expect(binding.matchResources.namespaceSelector).toEqual(
        outside ? {} : { matchLabels: { "kubernetes.io/metadata.name": "shop" } },
      );
      expect(binding.matchResources.objectSelector).toEqual(outside ? { matchLabels: scope.labels } : {});
      const scopes = new Set(spec.matchConstraints.resourceRules?.map((it) => it.scope));
      expect([...scopes]).toEqual([outside ? "Cluster" : "Namespaced"]);
    }
  });

  test("see containers that are added to a pod that runs, and every kind of workload", () => {
    const [workloads] = denying;
    const resources = workloads?.spec.matchConstraints.resourceRules?.flatMap((it) => it.resources) ?? [];
    const known = Object.values(kinds).map(({ resource }) => resource);
    expect(resources).toContain("pods/ephemeralcontainers");
    expect(resources.filter((it) => known.some((resource) => resource === it))).toHaveLength(9);
  });

  test("define what their expressions read before it is read, and nothing else", () => {
    let read = 0;
    for (const { what, spec } of denying) {
      const defined: string[] = [];
      const used = new Set<string>();
      const texts = [...spec.variables, ...spec.validations].map((it) => JSON.stringify(it));
      for (const [index, text] of texts.entries()) {
        for (const [, name = ""] of text.matchAll(/variables\.(\w+)/g)) {
          expect(defined, what).toContain(name);
          used.add(name);
          read++;
        }
        const variable = spec.variables[index];
        if (variable) defined.push(variable.name);
      }
      expect([...used].toSorted()).toEqual(defined.toSorted());
    }
    expect(read).toBeGreaterThan(100);
  });

  test("say everything in one line that begins with the rule, and stay small enough to be kept", () => {
    for (const { spec } of denying) {
      for (const { message, messageExpression = "" } of spec.validations) {
        expect(message).toMatch(/^[a-z0-9-]+: \S.*; \S/);
        expect(message + messageExpression).not.toContain("\n");
        expect(Buffer.byteLength(messageExpression)).toBeLessThan(5 * 1024);
      }
      expect(Buffer.byteLength(JSON.stringify(spec))).toBeLessThan(512 * 1024);
    }
  });
});

describe("names", () => {
  const namesOf = (change: Partial<Scope>) =>
    [...validating({ ...scope, ...change }, "deny"), ...mutating({ ...scope, ...change })].map(
      ({ name }) => name,
    );

  test("carry the project, the stack and the namespace", () => {
    expect(namesOf({})[0]).toBe("vectorstack-production-workloads-mandatory.shop");
  });

  test("are shared by no two stacks, and are valid whatever these are called", () => {
    const scopes: readonly Partial<Scope>[] = [
      {},
      { stack: "staging" },
      { namespace: "other" },
      { project: "vectorstack-production" },
      { stack: "Production" },
      { stack: "pro_duction" },
      { stack: "pro.duction" },
      { project: "p".repeat(100), stack: "s".repeat(100), namespace: "n".repeat(63) },
    ];
    const names = scopes.flatMap(namesOf);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) {
      expect(name.length).toBeLessThanOrEqual(253);
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/);
    }
  });
});

describe("fixes", () => {
  const fixed = rules.filter((rule) => rule.engine === "object" && rule.checks.some(({ fix }) => fix));

  test("are those of the sixteen rules that can be met by a value", () => {
    expect(fixed.map(({ id }) => id).toSorted()).toEqual([
      "cpu-request",
      "ephemeral-storage",
      "image-pull-policy",
      "job-ttl",
      "memory-limit",
      "memory-request",
      "namespace-psa-labels",
      "pdb-unhealthy-eviction",
      "pss-allow-privilege-escalation",
      "pss-capabilities-drop-all",
      "pss-run-as-non-root",
      "pss-seccomp-restricted",
      "read-only-root-fs",
      "recommended-labels",
      "sa-token-automount",
      "security-context-set",
    ]);
  });

  test("never touch a pod or a job that is there, nor containers that are added to a pod that runs", () => {
    for (const { spec } of mutating(scope)) {
      const resources = spec.matchConstraints.resourceRules?.flatMap((it) => it.resources) ?? [];
      expect(resources.filter((it) => it.includes("/"))).toEqual([]);
      expect(spec.matchConditions.map(({ expression }) => expression)).toContain(
        "request.operation == 'CREATE' || !(object.kind in ['Pod', 'Job'])",
      );
    }
  });
});

describe("a rule of which a violation is exempted", () => {
  const file = path.join(mkdtempSync(path.join(tmpdir(), "exemptions-")), "exemptions.yaml");
  const entry = (object: string) =>
    `- { rule: image-digest, object: ${object}, reason: its registry is away, owner: shop, expires: 2026-12-31 }\n`;
  const exempted = (object: string, today: string) => {
    writeFileSync(file, entry(object));
    return exemptedRules("shop", today, file);
  };

  afterAll(() => rmSync(path.dirname(file), { recursive: true }));

  test("is exempted in its namespace until the last day", async () => {
    expect(await exempted("Deployment/shop/app", "2026-12-31")).toEqual(["image-digest"]);
    expect(await exempted("Deployment/shop/app", "2027-01-01")).toEqual([]);
    expect(await exempted("Deployment/other/app", "2026-12-31")).toEqual([]);
  });

  test("is told by the API server and refuses nothing; the others do as before", () => {
    const levels = (it: Scope) =>
      Object.fromEntries(
        validating(it, "deny").map(({ what, spec }) => [
          what,
          spec.validations.filter(({ message }) => message.startsWith("image-digest: ")).length,
        ]),
      );
    expect(levels(scope)).toMatchObject({ "workloads-mandatory": 1, "workloads-advisory": 0 });
    expect(levels({ ...scope, exempted: ["image-digest"] })).toMatchObject({
      "workloads-mandatory": 0,
      "workloads-advisory": 1,
    });
  });
});
