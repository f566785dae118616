import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { format, resolveConfig } from "prettier";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { RawObject } from "../../policies/engine/value.ts";
import { compare, disagrees, keepPolicies, reproductions, subjects, versions } from "./differential.ts";
import { generated } from "./generate.ts";
import { Oracle } from "./oracle/client.ts";
import { seed } from "./generate-seed.ts";
import { table } from "./differential-tally.ts";

const numRuns = 2_500;
const atLeast = 20;

const folder = path.join(import.meta.dirname, "differential-cases");
const kept = readdirSync(folder).map((file) => ({
  file,
  workload: (JSON.parse(readFileSync(path.join(folder, file), "utf8")) as { workload: RawObject }).workload,
}));

let oracle: Oracle;
beforeAll(async () => {
  oracle = await Oracle.start();
  await keepPolicies(oracle);
});
afterAll(() => oracle.end());

const disagreements = async (workload: RawObject) => (await compare(workload, oracle)).filter(disagrees);

test("there are kept cases", () => expect(kept.length).toBeGreaterThan(0));

test.each(kept)("kept case $file", async ({ workload }) => {
  expect(await disagreements(workload)).toEqual([]);
});

test("every check of Pod Security Admission is reproduced", async () => {
  const [workload] = fc.sample(generated, { seed, numRuns: 1 });
  const { verdicts } = await oracle.judge(workload ?? {}, versions);
  expect(new Set(reproductions.flatMap(({ checks }) => checks))).toEqual(
    new Set(Object.keys(verdicts["1.37"]?.checks ?? {})),
  );
});

test(`${numRuns} generated workloads get the verdicts of Pod Security Admission, at ${versions.join(", ")}`, async () => {
  const begin = performance.now();
  const workloads = fc.sample(generated, { seed, numRuns });
  const rows = table(subjects, await Promise.all(workloads.map((it) => compare(it, oracle))));
  const kinds = Map.groupBy(workloads, ({ kind }) => kind as string);
  console.log(
    rows.text,
    `\n${kinds.size} kinds, seed ${seed}, ${((performance.now() - begin) / 1_000).toFixed(1)} s`,
  );
  if (rows.disagreements > 0) await keepSmallest();
  expect(rows.disagreements).toBe(0);
  expect(rows.comparisons).toBe(numRuns * versions.length * subjects.length);
  expect(rows.admitted).toBe(numRuns * 2 * reproductions.length);
  expect(kinds.size).toBe(9);
  for (const [kind, them] of kinds) expect(them.length, kind).toBeGreaterThan(atLeast);
  expect(rows.rows.filter(({ violating, passing }) => violating < atLeast || passing < atLeast)).toEqual([]);
});

/** Looks for a small workload on which the verdicts differ, and keeps it for all later runs. */
async function keepSmallest(): Promise<void> {
  const agrees = fc.asyncProperty(generated, async (it) => (await disagreements(it)).length === 0);
  const { counterexample } = await fc.check(agrees, { seed, numRuns });
  const [workload] = counterexample ?? [];
  if (workload === undefined) return;
  const differing = Map.groupBy(await disagreements(workload), ({ about }) => about);
  const differ = [...differing].map(
    ([about, them]) => `${about} at ${them.map((it) => it.version).join(", ")}`,
  );
  const file = path.join(folder, `seed-${seed}.json`);
  const text = JSON.stringify({ why: `found with the seed ${seed}: ${differ.join("; ")}`, workload });
  mkdirSync(folder, { recursive: true });
  writeFileSync(file, await format(text, { ...(await resolveConfig(file)), filepath: file }));
  console.log(`kept as ${file}: ${differ.join("; ")}`);
}
