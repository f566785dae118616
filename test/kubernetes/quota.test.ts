import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Settings } from "../../components/index.ts";
import { settingsOf } from "../../scripts/stack-file.ts";
import { stacks } from "../model/declarations.ts";
import { render, renderServices, type Rendered } from "../support/render.ts";
import { objects, workloads } from "./objects.ts";

const units: Readonly<Record<string, number>> = { "": 1, m: 0.001, Mi: 2 ** 20, Gi: 2 ** 30 };

/** A quantity as Kubernetes reads it. */
function amount(quantity: string | undefined): number {
  const [, digits, unit] = /^(\d+)(m|Mi|Gi|)$/.exec(quantity ?? "") ?? [];
  const factor = unit === undefined ? undefined : units[unit];
  if (digits === undefined || factor === undefined) throw new Error(`${quantity} is no quantity`);
  return Number(digits) * factor;
}

const total = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0);

/** Everything that may exist at once: every replica, and the one more that a Deployment starts in an update. */
const pods = (resources: readonly Rendered[]) =>
  workloads(resources).flatMap(({ spec: { replicas, strategy, template } }) =>
    Array.from({ length: replicas + (strategy?.rollingUpdate.maxSurge ?? 0) }, () => template),
  );

const containers = (resources: readonly Rendered[]) => pods(resources).flatMap(({ spec }) => spec.containers);

function compare(resources: readonly Rendered[]): void {
  const [quota] = objects(resources, "ResourceQuota");
  const claims = objects(resources, "PersistentVolumeClaim");
  const sum = (kind: "requests" | "limits", name: string) =>
    total(containers(resources).map(({ resources: of }) => amount(of[kind][name])));
  const {
    "services.loadbalancers": balancers,
    "services.nodeports": nodePorts,
    ...hard
  } = quota?.spec.hard ?? {};
  expect([balancers, nodePorts]).toEqual(["0", "0"]);
  const needed = {
    pods: pods(resources).length,
    "requests.cpu": sum("requests", "cpu"),
    "requests.memory": sum("requests", "memory"),
    "limits.memory": sum("limits", "memory"),
    "limits.ephemeral-storage": sum("limits", "ephemeral-storage"),
    persistentvolumeclaims: claims.length,
    "requests.storage": total(claims.map(({ spec }) => amount(spec.resources.requests.storage))),
  };
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
    expect(pods(resources).length).toBeGreaterThanOrEqual(8);
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
