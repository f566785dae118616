import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import { settingsPage } from "../../scripts/settings-page.ts";
import { stackFileSchema } from "../../scripts/stack-file-schema.ts";
import { projectFile } from "../../scripts/stack-file.ts";

const read = (name: string) => readFileSync(projectFile(name), "utf8");

test("settings.schema.json is the one that the settings make", () => {
  expect(read("settings.schema.json")).toBe(stackFileSchema());
});

test("docs/settings.md is the one that the settings make", () => {
  expect(read("docs/settings.md")).toBe(settingsPage());
});

describe("the schema, as an editor reads it", () => {
  const schema = z.fromJSONSchema(JSON.parse(stackFileSchema()) as z.core.JSONSchema.JSONSchema);
  const file = (settings: unknown) => ({ config: { "vectorstack:settings": settings } });
  const kubernetes = { context: "test" };

  test.each(["local", "production", "staging"])("accepts Pulumi.%s.yaml, which names it", (stack) => {
    const text = read(`Pulumi.${stack}.yaml`);
    expect(text).toMatch(/^# yaml-language-server: \$schema=\.\/settings\.schema\.json\n/);
    expect(schema.safeParse(parse(text)).error).toBeUndefined();
  });

  test("accepts what Pulumi itself writes into a stack file", () => {
    const written = {
      secretsprovider: "awskms://alias/pulumi",
      encryptedkey: "AAAA",
      encryptionsalt: "v1:A",
    };
    const config = { ...file({ kubernetes }).config, "vectorstack:openaiApiKey": { secure: "AAAA" } };
    expect(schema.safeParse({ ...written, config }).error).toBeUndefined();
  });

  test.each([
    [{ kubernetes, queue: {} }],
    [{ kubernetes, app: { replica: 2 } }],
    [{ kubernetes, redis: { memory: "1G" } }],
    [{ kubernetes, qdrant: { peers: 0 } }],
    [{ kubernetes, app: { uses: { qdrant: "yes" } } }],
    [{}],
    [undefined],
  ])("refuses %j", (settings) => {
    expect(schema.safeParse(file(settings)).success).toBe(false);
  });
});
