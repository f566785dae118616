import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Alphabet, draw } from "../../local/plugins/resource-random/password.ts";
import { randomProvider } from "../../local/plugins/resource-random/provider.ts";
import { hasSecret, hasUnknown, revealAll } from "../../local/plugins/shared/wire.ts";
import { resource } from "./fake-api.ts";

const type = "random:index/randomPassword:RandomPassword";
const provider = randomProvider("1.0.0", () => undefined);
const create = (inputs: Parameters<typeof provider.create>[0]["inputs"], preview = false) =>
  provider.create({ ...resource(type, "key"), inputs, preview, timeout: 0 });
const changed = async (state: Awaited<ReturnType<typeof create>>["state"], news: typeof state) => [
  ...(await provider.diff({ ...resource(type, "key"), state, news, ignoreChanges: [] })).changes.keys(),
];

test("draws a password of the length and the classes asked for", () => {
  const small = fc.integer({ min: 0, max: 5 });
  fc.assert(
    fc.property(small, small, small, small, (minLower, minUpper, minNumeric, minSpecial) => {
      const text = draw(Alphabet.parse({ length: 24, minLower, minUpper, minNumeric, minSpecial }));
      const count = (characters: RegExp) => text.match(characters)?.length ?? 0;
      expect(text).toHaveLength(24);
      expect(count(/[a-z]/g)).toBeGreaterThanOrEqual(minLower);
      expect(count(/[A-Z]/g)).toBeGreaterThanOrEqual(minUpper);
      expect(count(/[0-9]/g)).toBeGreaterThanOrEqual(minNumeric);
      expect(count(/[^a-zA-Z0-9]/g)).toBeGreaterThanOrEqual(minSpecial);
    }),
  );
});

test("draws only from what is allowed", () => {
  expect(draw(Alphabet.parse({ length: 200, special: false, upper: false, number: false }))).toMatch(
    /^[a-z]+$/,
  );
  const special = { overrideSpecial: "_", lower: false, upper: false, numeric: false };
  expect(draw(Alphabet.parse({ length: 8, ...special }))).toBe("________");
});

test("keeps a password secret and as it is until an input changes", async () => {
  const { id, state } = await create({ length: 16, keepers: { round: "1" } });
  expect(id).toBe("none");
  expect(hasSecret(state["result"] ?? null)).toBe(true);
  expect(revealAll(state)["result"]).toMatch(/^.{16}$/);
  expect(await changed(state, { length: 16, keepers: { round: "1" } })).toEqual([]);
  expect(await changed(state, { length: 16, special: true, keepers: { round: "1" } })).toEqual([]);
  expect(await changed(state, { length: 16, keepers: { round: "2" } })).toEqual(["keepers"]);
  expect(await changed(state, { length: 16 })).toEqual(["keepers"]);
  expect(await changed(state, { length: 17, keepers: { round: "1" } })).toEqual(["length"]);
});

test("draws nothing at preview", async () => {
  const { id, state } = await create({ length: 16 }, true);
  expect(id).toBe("");
  expect(hasUnknown(state["result"] ?? null)).toBe(true);
});

test("names a wrong input", async () => {
  const checking = { ...resource(type, "key"), olds: {}, seed: new Uint8Array(), autonaming: undefined };
  const failures = async (news: Parameters<typeof provider.check>[0]["news"]) =>
    (await provider.check({ ...checking, news })).failures;
  expect(await failures({ length: 0 })).toMatchObject([{ property: "length" }]);
  expect(await failures({ length: 3, minLower: 4 })).toMatchObject([
    { reason: expect.stringContaining("sum") as string },
  ]);
});

test("refuses a kind that it does not have", async () => {
  const other = resource("random:index/randomPet:RandomPet", "pet");
  await expect(async () =>
    provider.create({ ...other, inputs: {}, preview: false, timeout: 0 }),
  ).rejects.toThrow("The stand-in random plugin has no random:index/randomPet:RandomPet");
});
