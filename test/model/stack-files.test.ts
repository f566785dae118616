import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { declareServices, Settings } from "../../components/index.ts";
import { traffic } from "../../components/model/network.ts";
import { projectFile, settingsOf } from "../../scripts/stack-file.ts";

interface Schema {
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema | boolean;
}

const stacks = ["local", "production", "staging"];
const schema = z.toJSONSchema(Settings, { io: "input" }) as Schema;

const written = (stack: string): unknown => {
  const file = parse(readFileSync(projectFile(`Pulumi.${stack}.yaml`), "utf8")) as {
    readonly config: Readonly<Record<string, unknown>>;
  };
  return file.config["vectorstack:settings"];
};

/** The default of every key that has one, those inside a default included. */
function* compared(
  value: unknown,
  { default: standard, properties = {}, additionalProperties }: Schema,
  path: string,
  inherited?: unknown,
): Generator<readonly [path: string, value: unknown, standard: unknown]> {
  const usual = standard ?? inherited;
  if (usual !== undefined) yield [path, value, usual];
  if (typeof value !== "object" || value === null || Array.isArray(value)) return;
  for (const [key, inner] of Object.entries(value)) {
    const others = typeof additionalProperties === "object" ? additionalProperties : {};
    yield* compared(
      inner,
      properties[key] ?? others,
      `${path}.${key}`,
      (usual as Record<string, unknown> | undefined)?.[key],
    );
  }
}

const repeated = (value: unknown) =>
  [...compared(value, schema, "settings")].filter(
    ([, found, standard]) => JSON.stringify(found) === JSON.stringify(standard),
  );

test("these are all the stack files", () => {
  const files = readdirSync(projectFile(".")).filter((name) => /^Pulumi\..+\.yaml$/.test(name));
  expect(files.toSorted()).toEqual(stacks.map((stack) => `Pulumi.${stack}.yaml`));
});

describe.each(stacks)("Pulumi.%s.yaml", (stack) => {
  test("is right, and its services connect to one another", () => {
    const services = declareServices(settingsOf(stack));
    expect(services.length).toBeGreaterThanOrEqual(5);
    expect(() => traffic(services)).not.toThrow();
  });

  test("holds only what differs", () => {
    expect([...compared(written(stack), schema, "settings")].length).toBeGreaterThan(0);
    expect(repeated(written(stack))).toEqual([]);
  });
});

test.each([
  [{ protect: true }, ["settings.protect"]],
  [{ app: { replicas: 1, memory: "512Mi" } }, ["settings.app.replicas"]],
  [{ qdrant: { spread: { host: "required", zone: "preferred" } } }, ["settings.qdrant.spread.zone"]],
  [{ kubernetes: { dns: { namespace: "kube-system" } } }, ["settings.kubernetes.dns.namespace"]],
  [{ app: { uses: { qdrant: "no", redis: true } } }, ["settings.app.uses.redis"]],
  [{ app: { drain: { delay: 5 } } }, ["settings.app.drain.delay"]],
])("%j repeats a default", (value, paths) => {
  expect(repeated(value).map(([path]) => path)).toEqual(paths);
});

test("production runs several of what must not be away, and keeps what holds data", () => {
  const { app, qdrant, protect } = settingsOf("production");
  expect(app.replicas).toBeGreaterThan(1);
  expect(qdrant.peers).toBeGreaterThanOrEqual(3);
  expect([app.spread.host, qdrant.spread.host, protect]).toEqual(["required", "required", true]);
});

test("a stack without a file is an error that names those there are", () => {
  expect(() => settingsOf("prod")).toThrow(
    "there is no Pulumi.prod.yaml: the stacks here are local, production, staging",
  );
});
