import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { families } from "../../policies/admission/families.ts";
import { validatingSpec } from "../../policies/admission/validating.ts";
import { type ActiveRule, appliesTo, judgeObject } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import { World } from "../../policies/engine/world.ts";
import type { ObjectRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import { generated } from "./generate.ts";
import { Oracle } from "./oracle/client.ts";
import { seed } from "./generate-seed.ts";

const numRuns = 1_000;

/** What other objects excuse, a policy does not see. */
const withoutExcuse = ({ rule, ...active }: ActiveRule<ObjectRule>): ActiveRule<ObjectRule> => {
  const { excuse: _, ...rest } = rule;
  return { ...active, rule: rest };
};

const active = activate(rules, { all: "mandatory" })
  .filter((it): it is ActiveRule<ObjectRule> => it.rule.engine === "object")
  .map(withoutExcuse);

let oracle: Oracle;
const kept: ActiveRule<ObjectRule>[] = [];
beforeAll(async () => {
  oracle = await Oracle.start();
  const [family] = families.filter(({ name }) => name === "workloads");
  for (const rule of active) {
    const policy = family && validatingSpec(family, [rule]);
    if (policy === undefined) continue;
    await oracle.compile({ policy, environment: "1.29", keepAs: rule.rule.id });
    kept.push(rule);
  }
});
afterAll(() => oracle.end());

test("every rule on workloads says the same in our engine and, as a policy, in the API server's CEL", async () => {
  const begin = performance.now();
  const workloads = fc.sample(generated, { seed, numRuns });
  const answers = await Promise.all(workloads.map((workload) => oracle.judge(workload, [])));
  const verdicts = workloads.flatMap((workload, index) => {
    const manifest = new Manifest(workload, {});
    const world = new World([manifest]);
    const policies = answers[index]?.policies ?? {};
    return kept
      .filter(({ rule }) => appliesTo(rule, manifest))
      .map((rule) => {
        const { problems, undecided } = judgeObject(rule, manifest, world);
        const passes = problems.length === 0 && undecided.length === 0;
        return { rule: rule.rule.id, workload, passes, policy: policies[rule.rule.id] };
      });
  });
  const refused = verdicts.filter(({ passes }) => !passes);
  console.log(
    `${verdicts.length} verdicts of ${kept.length} rules on ${numRuns} workloads, ${refused.length} of them violations of ${new Set(refused.map(({ rule }) => rule)).size} rules, seed ${seed}, ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
  );
  expect(verdicts.filter(({ passes, policy }) => policy?.allowed !== passes).slice(0, 3)).toEqual([]);
  expect(verdicts.length).toBeGreaterThan(numRuns * 40);
  expect(refused.length).toBeGreaterThan(numRuns);
});
