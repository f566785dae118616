import { expect, test } from "vitest";
import { fieldManagerOf, isAutonamed, named } from "../../local/plugins/resource-kubernetes/naming.ts";
import { nameOf } from "../../local/plugins/resource-kubernetes/objects.ts";
import { unknown } from "../../local/plugins/shared/wire.ts";

const naming = { name: "redis", seed: new Uint8Array([1, 2, 3]), autonaming: undefined };
const unnamed = { apiVersion: "v1", kind: "ConfigMap", metadata: { labels: { app: "redis" } } };

test("names what has no name after the resource, with eight hex digits and a mark", () => {
  const object = named(unnamed, undefined, naming);
  expect(nameOf(object)).toMatch(/^redis-[0-9a-f]{8}$/);
  expect(object["metadata"]).toMatchObject({
    labels: { app: "redis" },
    annotations: { "pulumi.com/autonamed": "true" },
  });
});

test("chooses the same name from the same seed", () => {
  expect(named(unnamed, undefined, naming)).toEqual(named(unnamed, undefined, naming));
  expect(named(unnamed, undefined, { ...naming, seed: new Uint8Array([9]) })).not.toEqual(
    named(unnamed, undefined, naming),
  );
});

test("keeps the name that the program gives, even one that a preview cannot know", () => {
  const given = { ...unnamed, metadata: { name: "cache" } };
  const later = { ...unnamed, metadata: { name: unknown } };
  expect(named(given, undefined, naming)).toBe(given);
  expect(named(later, undefined, naming)).toBe(later);
});

test("keeps the name that an unnamed object had", () => {
  const old = named(unnamed, undefined, naming);
  const next = named(unnamed, old, { ...naming, seed: new Uint8Array([7]) });
  expect(nameOf(next)).toBe(nameOf(old));
  expect(isAutonamed(next)).toBe(true);
});

test("follows the engine's autonaming settings", () => {
  const proposed = { ...naming, autonaming: { mode: "propose", name: "redis-v2" } } as const;
  expect(nameOf(named(unnamed, undefined, proposed))).toBe("redis-v2");
  const disabled = { ...naming, autonaming: { mode: "disable", name: "" } } as const;
  expect(() => named(unnamed, undefined, disabled)).toThrow("requires the .metadata.name field");
});

test("keeps a field manager, and prefers the one that the program names", () => {
  const random = () => "01234567";
  const state = { __fieldManager: "pulumi-kubernetes-aaaaaaaa" };
  const annotated = { metadata: { annotations: { "pulumi.com/patchFieldManager": "mine" } } };
  expect(fieldManagerOf({}, {}, random)).toBe("pulumi-kubernetes-01234567");
  expect(fieldManagerOf({}, state, random)).toBe("pulumi-kubernetes-aaaaaaaa");
  expect(fieldManagerOf(annotated, state, random)).toBe("mine");
});
