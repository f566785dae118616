import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { connect } from "../../local/cluster/api.ts";
import { throwawayContext } from "../../local/cluster/kubeconfig.ts";
import { families } from "../../policies/admission/families.ts";
import { mutatingSpec } from "../../policies/admission/mutating.ts";
import { judgeObject, type ActiveRule } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import { isObject, type RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import type { ObjectRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { cases } from "../policies/cases/index.ts";
import { ask, must } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { provide, send } from "./support/sent.ts";
import { TestStack } from "./support/stack.ts";

const config = connect(throwawayContext, inject("shared").kubeconfig);
const root = "/apis/admissionregistration.k8s.io/v1";
const mark = "test/fixed-by";

const withFixes = rules.filter(
  (rule): rule is ObjectRule => rule.engine === "object" && rule.checks.some(({ fix }) => fix),
);
const ids = withFixes.map(({ id }) => id);
const active = activate(
  withFixes,
  Object.fromEntries(ids.map((id) => [id, "mandatory"])),
) as readonly ActiveRule<ObjectRule>[];

/** The fixes of these rules for requests by a field manager of that name; they leave their mark on what they see. */
async function bind(name: string, fixes: readonly ActiveRule<ObjectRule>[]): Promise<void> {
  const expression = `[JSONPatch{op: "add", path: "/metadata/annotations", value: {"${mark}": "${name}"}}]`;
  for (const family of families) {
    const spec = mutatingSpec(family, fixes);
    if (spec === undefined) continue;
    const policy = `${name}-${family.name}`;
    const asked = {
      name: "is-asked-for",
      expression: `request.options.?fieldManager.orValue('') == '${name}'`,
    };
    const mutations = [...spec.mutations, { patchType: "JSONPatch", jsonPatch: { expression } }];
    const bodies = {
      mutatingadmissionpolicies: { ...spec, mutations, matchConditions: [...spec.matchConditions, asked] },
      mutatingadmissionpolicybindings: { policyName: policy },
    };
    for (const [resource, body] of Object.entries(bodies)) {
      made.push(`${root}/${resource}/${policy}`);
      await must(config, `${root}/${resource}`, {
        method: "POST",
        body: { metadata: { name: policy }, spec: body },
      });
    }
  }
}

const made: string[] = [];

const tried = cases.filter(({ rule }) => ids.includes(rule));

beforeAll(async () => {
  await provide(
    config,
    tried.flatMap(({ passes, fails }) => [...passes, ...fails].map(({ object }) => object)),
  );
  for (const it of active) await bind(`fix-${it.rule.id}`, [it]);
  await bind("fix-all", active);
});

afterAll(async () => {
  for (const path of made.toReversed()) await ask(config, path, { method: "DELETE" });
});

/** Whether a fix of the rule is for objects of this kind. */
const isFor = (rule: ObjectRule, object: RawObject): boolean =>
  rule.checks.some(
    ({ fix, kinds = rule.kinds }) => fix && (kinds === "all" || kinds.some((it) => it === object["kind"])),
  );

/** The object without what the API server alone writes, and without the mark. */
function plain(object: RawObject): RawObject {
  const { metadata, status, ...rest } = object;
  const { name, namespace, labels } = isObject(metadata) ? metadata : {};
  return { ...rest, metadata: { name, namespace, labels } };
}

/** Some of the objects' names are taken by what others need. */
const renamed = (object: RawObject): RawObject => ({
  ...object,
  metadata: { ...(object["metadata"] as RawObject), name: "fixed" },
});

/** What the API server would store; with fixes, once they act. */
async function stored(object: RawObject, manager: string): Promise<RawObject> {
  for (let tries = 1; ; tries++) {
    const { status, body } = await send(config, renamed(object), manager);
    if (status >= 300) throw new Error(`${status} ${(body as Error).message}`);
    const { metadata } = body as { readonly metadata: { readonly annotations?: Record<string, string> } };
    if (manager === "nobody" || metadata.annotations?.[mark] === manager) return plain(body as RawObject);
    if (tries === 100) throw new Error(`${manager} does not act`);
    await pause(100);
  }
}

function broken(object: RawObject, among: readonly ActiveRule<ObjectRule>[]): readonly string[] {
  const manifest = new Manifest(object, {});
  const world = new World([manifest]);
  return among
    .filter((it) => judgeObject(it, manifest, world).problems.length > 0)
    .map(({ rule }) => rule.id);
}

/** The stored object as somebody would send it: a job's selector is the API server's. */
function sendable(object: RawObject): RawObject {
  const { spec } = object;
  if (object["kind"] !== "Job" || !isObject(spec)) return object;
  const { template, selector: _, ...rest } = spec;
  const { metadata: __, ...pod } = template as RawObject;
  return { ...object, spec: { ...rest, template: pod } };
}

test("each fix mends what it can and changes nothing else, whether it is asked once or twice", async () => {
  const mended = new Map(ids.map((id) => [id, 0]));
  const left: string[] = [];
  let untouched = 0;
  for (const rule of active) {
    const { id } = rule.rule;
    const manager = `fix-${id}`;
    for (const { passes, fails } of tried.filter((it) => it.rule === id))
      for (const { name, object, parameters } of [...passes, ...fails]) {
        if (parameters !== undefined || !isFor(rule.rule, object)) continue;
        const before = await stored(object, "nobody");
        const after = await stored(object, manager);
        if (broken(before, [rule]).length === 0) {
          expect(sendable(after), `${id}, ${name}`).toEqual(sendable(before));
          untouched++;
        } else if (broken(after, [rule]).length > 0) left.push(`${id}, ${name}`);
        else {
          mended.set(id, (mended.get(id) ?? 0) + 1);
          const again = await stored(sendable(after), manager);
          expect(sendable(again), `${id}, ${name}`).toEqual(sendable(after));
        }
      }
  }
  counted({ rules: ids.length, ...Object.fromEntries(mended), untouched, "left as they are": left.length });
  expect([...mended].filter(([, count]) => count === 0)).toEqual([]);
});

const bare = { containers: [{ name: "app", image: "registry.example/app:latest" }] };
const metadata = { name: "bare", namespace: "shop" };
const pod = {
  metadata: { labels: { app: "bare" } },
  spec: { ...bare, volumes: [{ name: "tmp", emptyDir: {} }] },
};
const selector = { matchLabels: { app: "bare" } };
const once = { ...pod, spec: { ...pod.spec, restartPolicy: "Never" } };

test.each([
  { apiVersion: "apps/v1", kind: "Deployment", spec: { selector, template: pod } },
  { apiVersion: "apps/v1", kind: "StatefulSet", spec: { selector, serviceName: "bare", template: pod } },
  { apiVersion: "batch/v1", kind: "Job", spec: { template: once } },
  {
    apiVersion: "batch/v1",
    kind: "CronJob",
    spec: { schedule: "0 3 * * *", jobTemplate: { spec: { template: once } } },
  },
  { apiVersion: "v1", kind: "PodTemplate", template: pod },
  { apiVersion: "v1", kind: "ServiceAccount" },
  { apiVersion: "policy/v1", kind: "PodDisruptionBudget", spec: { selector, maxUnavailable: 1 } },
])("all fixes together mend a bare $kind", async (object) => {
  const sent = { ...object, metadata };
  const before = broken(await stored(sent, "nobody"), active);
  const after = broken(await stored(sent, "fix-all"), active);
  counted({ "rules broken before": before.length, after: after.length });
  expect(before.length).toBeGreaterThan(1);
  expect(after).toEqual([]);
});

test("a stack with fixes comes up, and nothing is to be changed after it", async () => {
  const stack = await TestStack.open("fixed", { admission: { fix: true } });
  try {
    await stack.up();
    await stack.settled();
    const policies = (await stack.inCluster()).filter((it) => it.startsWith("MutatingAdmissionPolicy "));
    expect(policies.length).toBeGreaterThan(0);
    expect(await stack.preview()).toEqual([]);
    const { same = 0, ...others } = await stack.up();
    counted({ policies: policies.length, "resources the same": same });
    expect(others).toEqual({});
  } finally {
    await stack.remove();
  }
});
