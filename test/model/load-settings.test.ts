import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { Settings } from "../../components/index.ts";
import { loadSettings } from "../../components/model/settings.ts";

beforeEach(async () => {
  await pulumi.runtime.setMocks(
    { newResource: ({ name }) => ({ id: name, state: {} }), call: () => ({}) },
    "vectorstack",
    "test",
  );
});
afterEach(() => {
  pulumi.runtime.setAllConfig({});
});

const load = (config: Record<string, string>, encrypted: readonly string[] = []) => {
  pulumi.runtime.setAllConfig(config);
  return loadSettings(Settings, encrypted);
};

const right = JSON.stringify({ kubernetes: { context: "test" } });

test("the settings of the stack are loaded, whatever else is configured for others", () => {
  const settings = load({ "vectorstack:settings": right, "kubernetes:context": "other" });
  expect(settings.kubernetes.context).toBe("test");
});

test("a secret that the settings say is configured may be", () => {
  const secrets = { qdrantApiKey: "config" };
  const settings = JSON.stringify({ kubernetes: { context: "test" }, secrets });
  expect(load({ "vectorstack:settings": settings, "vectorstack:qdrantApiKey": "it" })).toMatchObject({
    secrets,
  });
});

describe("is refused with the stack's file and the key", () => {
  test.each<[string, Record<string, string>, readonly string[], string]>([
    ["without settings", {}, [], "Pulumi.test.yaml: vectorstack:settings is missing"],
    [
      "with a mistake",
      { "vectorstack:settings": "{}" },
      [],
      "Pulumi.test.yaml has a mistake:\n  kubernetes is missing: right is an object with at least",
    ],
    [
      "with a key of no use",
      { "vectorstack:settings": right, "vectorstack:setings": "{}" },
      [],
      "Pulumi.test.yaml has a mistake:\n  vectorstack:setings is not a key: did you mean vectorstack:settings?",
    ],
    [
      "with a secret that the settings do not take from it",
      { "vectorstack:settings": right, "vectorstack:qdrantApiKey": "hunter2" },
      [],
      "vectorstack:qdrantApiKey is not a key",
    ],
    [
      "with encrypted settings",
      { "vectorstack:settings": right },
      ["vectorstack:settings"],
      "Pulumi.test.yaml: vectorstack:settings holds an encrypted value",
    ],
  ])("%s", (_, config, encrypted, says) => {
    expect(() => load(config, encrypted)).toThrow(says);
  });

  test("with mistakes of both kinds at once, and no value of a secret", () => {
    const config = {
      "vectorstack:settings": JSON.stringify({ kubernetes: { context: "test" }, redis: { memory: 1 } }),
      "vectorstack:apiKey": "hunter2",
    };
    expect(() => load(config)).toThrow(
      /^Pulumi.test.yaml has 2 mistakes:\n {2}redis.memory.*\n {2}vectorstack:apiKey/,
    );
    expect(() => load(config)).not.toThrow(/hunter2/);
  });
});
