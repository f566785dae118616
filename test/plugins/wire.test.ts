import * as fc from "fast-check";
import { expect, test } from "vitest";
import { checkpoint, recorded } from "../../local/plugins/resource-kubernetes/checkpoint.ts";
import {
  type Value,
  fromStruct,
  hasSecret,
  hasUnknown,
  revealAll,
  secret,
  secretTexts,
  toStruct,
  unknown,
} from "../../local/plugins/shared/wire.ts";
import { resource } from "../../local/plugins/shared/service.ts";

const key = fc.string({ minLength: 1 }).filter((text) => text !== "__proto__");
const { tree } = fc.letrec<{ tree: Value }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.array(tie("tree"), { maxLength: 3 }),
    fc.dictionary(key, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
  ),
}));

test("hands over properties and gets them back", () => {
  fc.assert(
    fc.property(fc.dictionary(key, tree, { noNullPrototype: true }), (properties) => {
      expect(fromStruct(toStruct(properties))).toEqual(properties);
    }),
  );
});

test("knows secrets and unknown values at any depth", () => {
  const properties = { a: [{ b: secret({ c: "hidden" }) }], d: { e: unknown } };
  expect(hasSecret(properties)).toBe(true);
  expect(hasUnknown(properties)).toBe(true);
  expect(revealAll(properties)).toEqual({ a: [{ b: { c: "hidden" } }], d: { e: unknown } });
  expect(secretTexts(properties)).toEqual(["hidden"]);
});

test("marks no secret twice", () => {
  expect(secret(secret("a"))).toEqual(secret("a"));
});

test("finds the type and the name in a URN", () => {
  const urn =
    "urn:pulumi:local::vectorstack::vectorstack:service:Redis$kubernetes:apps/v1:StatefulSet::redis::a";
  expect(resource({ getUrn: () => urn })).toEqual({
    urn,
    type: "kubernetes:apps/v1:StatefulSet",
    name: "redis::a",
  });
});

test("keeps the contents of a Secret secret in state, whatever the program said", () => {
  const live = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { a: "YQ==" } };
  const state = checkpoint({ inputs: live, live, from: {}, fieldManager: "m" });
  expect(state["data"]).toEqual(secret({ a: "YQ==" }));
  expect(state["__inputs"]).toMatchObject({ data: secret({ a: "YQ==" }) });
  expect(recorded(state)).toEqual({ inputs: live, live });
});

test("keeps secret in state what was a secret input, the whole list around it too", () => {
  const from = { spec: { args: [secret("--key=1")], replicas: 1 } };
  const live = { spec: { args: ["--key=1"], replicas: 1, added: true } };
  const state = checkpoint({ inputs: revealAll(from), live, from, fieldManager: "m" });
  expect(state["spec"]).toEqual({ args: secret(["--key=1"]), replicas: 1, added: true });
});

test("reads keys of a definition with underscores and writes them with dashes", () => {
  const underscored = "x_kubernetes_preserve_unknown_fields";
  const live = { "x-kubernetes-preserve-unknown-fields": true };
  expect(checkpoint({ inputs: {}, live, from: {}, fieldManager: "m" })).toMatchObject({
    [underscored]: true,
  });
});
