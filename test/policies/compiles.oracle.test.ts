import { afterAll, beforeAll, expect, test } from "vitest";
import { families } from "../../policies/admission/families.ts";
import { guardSpec } from "../../policies/admission/guards.ts";
import { mutating, validating } from "../../policies/admission/index.ts";
import { mutatingSpec } from "../../policies/admission/mutating.ts";
import { validatingSpec } from "../../policies/admission/validating.ts";
import type { ActiveRule } from "../../policies/engine/judge.ts";
import { activate } from "../../policies/engine/settings.ts";
import type { GuardRule, ObjectRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { Oracle } from "./oracle/client.ts";

/**
 * From the oldest to the newest: an API server lets new policies use only what the one before it knows, so that 1.30
 * compiles them in the environment of 1.29.
 */
const environments = ["1.29", "1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"];

/** Policies that change objects are there from 1.36 on. */
const changing = environments.slice(environments.indexOf("1.35"));

const active = activate(rules, { all: "mandatory" });
const isOnObjects = (it: ActiveRule): it is ActiveRule<ObjectRule> => it.rule.engine === "object";
const isGuard = (it: ActiveRule): it is ActiveRule<GuardRule> => it.rule.engine === "guard";

/** The specs of the policies that a rule makes by itself, one for each family of kinds that it is for. */
const alone = (rule: ActiveRule): readonly (object | undefined)[] => {
  if (isOnObjects(rule)) return families.map((family) => validatingSpec(family, [rule]));
  return isGuard(rule) ? [guardSpec([rule], true), guardSpec([rule], false)] : [];
};

const rendered = active
  .filter((it) => isOnObjects(it) || isGuard(it))
  .map((it) => ({ id: it.rule.id, policies: alone(it).filter((policy) => policy !== undefined) }));

const fixing = active.filter(isOnObjects).flatMap((rule) => {
  const policies = families.flatMap((family) => mutatingSpec(family, [rule]) ?? []);
  return policies.length > 0 ? [{ id: rule.rule.id, policies }] : [];
});

const scope = {
  project: "shop",
  stack: "production",
  namespace: "shop",
  exempted: [],
  labels: { app: "shop" },
};

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
});
afterAll(() => oracle.end());

/** How many expressions the policies have; what does not compile fails the test. */
async function compile(
  kind: "policy" | "mutation",
  specs: readonly object[],
  environment: string,
): Promise<number> {
  const all = await Promise.all(
    specs.map((spec) =>
      oracle.compile(kind === "policy" ? { policy: spec, environment } : { mutation: spec, environment }),
    ),
  );
  const errors = all.flatMap((it) => it.errors);
  expect(errors, `in the environment of ${environment}`).toEqual([]);
  return all.reduce((sum, { expressions }) => sum + expressions, 0);
}

test.each(rendered)("$id compiles", async ({ policies }) => {
  expect(policies.length).toBeGreaterThan(0);
  expect(await compile("policy", policies, "1.29")).toBeGreaterThan(0);
});

test.each(fixing)("the fix of $id compiles", async ({ policies }) => {
  expect(await compile("mutation", policies, "1.35")).toBeGreaterThan(0);
});

test("the policies of a stack compile in every environment", async () => {
  const guards = active.filter(isGuard);
  const judging = [
    ...validating(scope, "deny").map(({ spec }) => spec),
    ...[true, false].flatMap((namespaced) => guardSpec(guards, namespaced) ?? []),
  ];
  const judged = new Set<number>();
  for (const environment of environments) judged.add(await compile("policy", judging, environment));
  const fixes = mutating(scope).map(({ spec }) => spec);
  const fixed = new Set<number>();
  for (const environment of changing) fixed.add(await compile("mutation", fixes, environment));
  console.log(
    `${rendered.length} rules, ${fixing.length} of them with fixes:`,
    `${judging.length} policies with ${[...judged].join()} expressions compile in ${environments.join(", ")};`,
    `${fixes.length} policies that mend, with ${[...fixed].join()}, in ${changing.join(", ")}`,
  );
  expect(Math.min(...judged)).toBeGreaterThan(active.filter(inForce).length);
  expect(Math.min(...fixed)).toBeGreaterThanOrEqual(fixing.length);
});

/** Whether a stack has it by default. */
const inForce = (it: ActiveRule): boolean => (isOnObjects(it) || isGuard(it)) && it.rule.level !== "disabled";

test("what an environment lacks does not compile", async () => {
  const policy = { validations: [{ expression: "cidr('10.0.0.0/8').containsIP('10.1.2.3')" }] };
  const { errors } = await oracle.compile({ policy, environment: "1.29" });
  expect(errors).toMatchObject([{ where: "validations[0].expression" }]);
  expect((await oracle.compile({ policy, environment: "1.30" })).errors).toEqual([]);
});
