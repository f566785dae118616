import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Settings } from "../../components/index.ts";
import { settingsOf } from "../../scripts/stack-file.ts";
import { stacks } from "../model/declarations.ts";
import { render, renderServices, type Rendered } from "../support/render.ts";
import { objects, workloads, type PodTemplate } from "./objects.ts";

const units: Readonly<Record<string, number>> = { "": 1, m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity as Kubernetes reads it. */
function amount(quantity: string | undefined): number {
  const [, digits, unit] = /^(\d+)(m|Mi|Gi|)$/.exec(quantity ?? "") ?? [];
  const factor = unit === undefined ? undefined : units[unit];
  if (digits === undefined || factor === undefined) throw new Error(`${quantity} is no quantity`);
  return Number(digits) * factor;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Every replica of each workload, without and with those that a Deployment starts in an update. */
const groups = (resources: readonly Rendered[]) =>
  workloads(resources).map(({ spec: { replicas, strategy, template } }) => {
    const pods = (count: number) => Array.from({ length: count }, () => template.spec);
    return { steady: pods(replicas), updating: pods(replicas + (strategy?.rollingUpdate.maxSurge ?? 0)) };
  });

const containers = (resources: readonly Rendered[]) =>
  groups(resources).flatMap(({ updating }) => updating.flatMap((pod) => pod.containers));

/** All that may run at once: every update at its fullest, and one workload twice while it becomes another kind. */
function compare(resources: readonly Rendered[]): void {
  const most = (of: (pod: PodTemplate["spec"]) => number) =>
    total(groups(resources).flatMap(({ updating }) => updating.map(of))) +
    Math.max(...groups(resources).map(({ steady }) => total(steady.map(of))));
  const sum = (kind: "requests" | "limits", name: string) =>
    most(({ containers }) => total(containers.map((it) => amount(it.resources[kind][name]))));
  const claims = objects(resources, "PersistentVolumeClaim");
  const needed = {
    pods: most(() => 1),
    "requests.cpu": sum("requests", "cpu"),
    "requests.memory": sum("requests", "memory"),
    "limits.memory": sum("limits", "memory"),
    "limits.ephemeral-storage": sum("limits", "ephemeral-storage"),
    persistentvolumeclaims: claims.length,
    "requests.storage": total(claims.map(({ spec }) => amount(spec.resources.requests.storage))),
    "services.loadbalancers": 0,
    "services.nodeports": 0,
  };
  const [quota] = objects(resources, "ResourceQuota");
  const hard = quota?.spec.hard ?? {};
  expect(Object.keys(hard).toSorted()).toEqual(Object.keys(needed).toSorted());
  for (const [name, value] of Object.entries(needed)) expect(amount(hard[name]), name).toBeCloseTo(value, 6);
}

function compareLimits(resources: readonly Rendered[]): void {
  const [range] = objects(resources, "LimitRange");
  const [limits, ...others] = range?.spec.limits ?? [];
  expect(others).toEqual([]);
  const all = containers(resources);
  const memory = all.map(({ resources: { limits } }) => amount(limits["memory"]));
  const cpu = all.map(({ resources: { requests } }) => amount(requests["cpu"]));
  expect(all.length).toBeGreaterThan(0);
  expect(amount(limits?.max["memory"])).toBe(Math.max(...memory));
  expect(amount(limits?.default["memory"])).toBe(Math.min(...memory));
  expect(amount(limits?.defaultRequest["memory"])).toBe(Math.min(...memory));
  expect(amount(limits?.defaultRequest["cpu"])).toBe(Math.min(...cpu));
}

describe.each(["local", "production", "staging"])("on %s", (stack) => {
  test("the namespace holds exactly what is declared, updates included", async () => {
    const resources = await render(stack, settingsOf(stack));
    expect(containers(resources).length).toBeGreaterThanOrEqual(8);
    compare(resources);
    compareLimits(resources);
  });
});

test("on any stack too", async () => {
  const platform = Settings.parse({ kubernetes: { context: "test" } }).kubernetes;
  await fc.assert(
    fc.asyncProperty(stacks, async (services) => {
      const resources = await renderServices({
        stack: "test",
        platform,
        admission: "off",
        exempted: [],
        protect: true,
        services,
        secretSources: {},
      });
      compare(resources);
      compareLimits(resources);
    }),
    { numRuns: 10 },
  );
});
