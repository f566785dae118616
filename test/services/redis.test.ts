import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import { endpoint } from "../../components/model/network.ts";
import { mebibytes, type Bytes } from "../../components/model/quantity.ts";
import { hasSecret, partsOf, plainText } from "../../components/model/text.ts";
import { redis, redisExporter, RedisSettings, redisUsers, type RedisUser } from "../../components/redis.ts";
import { usersFile } from "./redis-files.ts";

const all = [redisUsers.app, redisUsers.exporter];
const declared = (settings: object = {}, callers: readonly RedisUser[] = all) =>
  redis(RedisSettings.parse(settings), callers);

const directives = (settings: object = {}) =>
  new Map(
    plainText(declared(settings).files["/etc/redis/redis.conf"] ?? "", () => "?")
      .trimEnd()
      .split("\n")
      .map((line) => [line.slice(0, line.indexOf(" ")), line.slice(line.indexOf(" ") + 1)]),
  );

test.each<[Bytes, string]>([
  ["256Mi", "192mb"],
  ["1Gi", "768mb"],
  ["333Mi", "249mb"],
])("of a limit of %s, Redis may use %s for data", (memory, expected) => {
  expect(directives({ memory }).get("maxmemory")).toBe(expected);
  expect(Number.parseInt(expected, 10)).toBe(Math.floor(mebibytes(memory) * 0.75));
});

test("the configuration keeps data by both ways, on the volume, and asks who calls", () => {
  const found = directives({ eviction: "allkeys-lru" });
  const { state, files } = declared();
  expect(Object.fromEntries(found)).toMatchObject({
    appendonly: "yes",
    appendfsync: "everysec",
    save: "3600 1 300 100 60 10000",
    "maxmemory-policy": "allkeys-lru",
    dir: state["data"]?.path,
    port: "6379",
  });
  expect(Object.keys(files)).toContain(found.get("aclfile"));
  expect(found.has("requirepass")).toBe(false);
});

describe("the users", () => {
  const password = (name: string) => `it's ${name}!`;
  const lines = (callers?: readonly RedisUser[]) =>
    usersFile(declared({}, callers), password).trimEnd().split("\n");

  test("are each caller, the probe, and no default", () => {
    expect(lines()[0]).toBe("user default off");
    expect(lines().map((line) => line.split(" ")[1])).toEqual(["default", "app", "exporter", "probe"]);
    expect(lines([redisUsers.exporter]).map((line) => line.split(" ")[1])).toEqual([
      "default",
      "exporter",
      "probe",
    ]);
  });

  test("are known by the hash of a password of their own, never by the password", () => {
    const hashes = all.map(({ password: name }) => createHash("sha256").update(password(name)).digest("hex"));
    expect(new Set(hashes).size).toBe(all.length);
    for (const [i, { name }] of all.entries())
      expect(lines()).toContainEqual(expect.stringContaining(`user ${name} on #${hashes[i] ?? ""} `));
    expect(lines().join("\n")).not.toContain("it's");
  });

  test("are in a file that is secret", () => {
    const { files } = declared();
    const secrets = Object.entries(files).filter(([, content]) => hasSecret(content));
    expect(secrets.map(([path]) => path)).toEqual(["/etc/redis/users.acl"]);
    const forms = partsOf(files["/etc/redis/users.acl"] ?? "").flatMap((part) =>
      typeof part === "object" && "form" in part ? [part.form] : [],
    );
    expect(forms).toEqual(["sha256", "sha256"]);
  });
});

test("the exporter calls Redis as its own user, and reads its password from a secret", () => {
  const cache = declared();
  const exporter = redisExporter(cache);
  expect(exporter.connectsTo).toEqual([endpoint(cache, "redis")]);
  expect(exporter.env).toMatchObject({ REDIS_ADDR: "redis://redis:6379", REDIS_USER: "exporter" });
  expect(hasSecret(exporter.env["REDIS_PASSWORD"] ?? "")).toBe(true);
});
