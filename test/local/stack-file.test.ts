import { expect, test } from "vitest";
import { parse } from "yaml";
import { stackFileFor } from "../../local/engine/stack-file.ts";

const file = "/checkout/Pulumi.local.yaml";
const stackFile =
  "config:\n  vectorstack:settings:\n    protect: false\n    kubernetes: { context: old, namespace: ns }\n";

test("the context in use replaces that of the stack file, and nothing else", () => {
  expect(parse(stackFileFor(file, stackFile, "kind", undefined))).toEqual({
    config: { "vectorstack:settings": { protect: false, kubernetes: { context: "kind", namespace: "ns" } } },
  });
});

test("the settings may come alone", () => {
  expect(parse(stackFileFor("s.yaml", "app: { replicas: 2 }", "kind", undefined))).toEqual({
    config: { "vectorstack:settings": { app: { replicas: 2 }, kubernetes: { context: "kind" } } },
  });
});

test("the salt that the engine wrote is kept", () => {
  const last = `${stackFile}encryptionsalt: v1:abc\n`;
  expect(parse(stackFileFor(file, stackFile, "kind", last))).toMatchObject({ encryptionsalt: "v1:abc" });
});

test.each([
  ["config: {", "Pulumi.local.yaml is not YAML"],
  ["- a", "Pulumi.local.yaml must be a mapping"],
  ["config: 1", "config must be a mapping"],
  ["config: { vectorstack:settings: [] }", "vectorstack:settings must be a mapping"],
  [
    "config: { vectorstack:settings: { kubernetes: x } }",
    "vectorstack:settings.kubernetes must be a mapping",
  ],
  ["config: { vectorstack:key: { secure: v1:abc } }", "Pulumi.local.yaml has encrypted values"],
  [`${stackFile}encryptionsalt: v1:abc`, "Pulumi.local.yaml has encrypted values"],
])("%j is refused", (text, message) => {
  expect(() => stackFileFor(file, text, "kind", undefined)).toThrow(message);
});
