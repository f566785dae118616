import { spawnSync } from "node:child_process";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { plainText } from "../../components/model/text.ts";
import { redis, RedisSettings, redisUsers } from "../../components/redis.ts";
import { usersFile } from "./redis-files.ts";
import { hasRedis, startRedis, type RunningRedis } from "./redis-server.ts";

if (!hasRedis)
  console.warn(
    "SKIPPED: what Redis itself makes of its configuration. Install it with: apt-get install redis-server",
  );

const password = (secret: string) => `${secret}-1`;
const declared = redis(RedisSettings.parse({}), [redisUsers.app, redisUsers.exporter]);

const logins: Readonly<Record<string, string>> = {
  app: `AUTH app ${password(redisUsers.app.password)}`,
  exporter: `AUTH exporter ${password(redisUsers.exporter.password)}`,
  probe: "AUTH probe none",
};

describe.skipIf(!hasRedis)("the real server, with the declared files", () => {
  let server: RunningRedis;

  beforeAll(async () => {
    const config = plainText(declared.files["/etc/redis/redis.conf"] ?? "", () => "?");
    server = await startRedis(config, usersFile(declared, password));
  });
  afterAll(async () => {
    await server.stop();
  });

  /** What the server answers a user, between its welcome and its farewell. */
  const answer = async (user: string, ...commands: string[]) => {
    const all = await server.say([logins[user] ?? "", ...commands]);
    expect(all.startsWith("+OK\r\n")).toBe(true);
    return all.slice("+OK\r\n".length);
  };

  describe("lets each user do what it must", () => {
    test.each([
      ["app", "SET key value"],
      ["app", "GET key"],
      ["app", "DEL key"],
      ["app", "EVAL \"return redis.call('SET', KEYS[1], 'x')\" 1 key"],
      ["app", "XADD stream * field value"],
      ["app", "XREADGROUP GROUP group consumer STREAMS stream >"],
      ["app", "BLPOP list 0.01"],
      ["app", "SUBSCRIBE channel"],
      ["app", "PUBLISH channel message"],
      ["app", "SCAN 0"],
      ["app", "EXPIRE key 60"],
      ["app", "CLIENT SETNAME app"],
      ["app", "INFO"],
      ["exporter", "INFO ALL"],
      ["exporter", "SLOWLOG GET 10"],
      ["exporter", "SLOWLOG LEN"],
      ["exporter", "LATENCY LATEST"],
      ["exporter", "LATENCY HISTOGRAM"],
      ["exporter", "CLIENT SETNAME exporter"],
      ["exporter", "PING"],
      ["probe", "PING"],
    ])("%s: %s", async (user, command) => {
      await answer("app", "XGROUP CREATE stream group $ MKSTREAM");
      expect(await answer(user, command)).not.toMatch(/^-/m);
    });

    test("app: a transaction", async () => {
      expect(await answer("app", "MULTI", "SET key value", "INCR counter", "EXEC")).toMatch(
        /^\+OK\r\n\+QUEUED\r\n\+QUEUED\r\n\*2\r\n/,
      );
    });
  });

  describe("lets no user do what it must not", () => {
    test.each([
      ["app", "FLUSHALL"],
      ["app", "FLUSHDB"],
      ["app", "CONFIG GET *"],
      ["app", "CONFIG SET maxmemory 0"],
      ["app", "KEYS *"],
      ["app", "ACL LIST"],
      ["app", "ACL SETUSER app +@all"],
      ["app", "SHUTDOWN NOSAVE"],
      ["app", "DEBUG SLEEP 0"],
      ["app", "MODULE LOAD it.so"],
      ["app", "REPLICAOF 203.0.113.1 6379"],
      ["app", "MONITOR"],
      ["app", "CLIENT KILL TYPE normal"],
      ["app", "SAVE"],
      ["exporter", "GET key"],
      ["exporter", "SET key value"],
      ["exporter", "CONFIG GET *"],
      ["exporter", "CONFIG RESETSTAT"],
      ["exporter", "SLOWLOG RESET"],
      ["exporter", "LATENCY RESET"],
      ["exporter", "CLIENT KILL TYPE normal"],
      ["exporter", "CLIENT PAUSE 1000"],
      ["exporter", "CLIENT LIST"],
      ["exporter", "SCAN 0"],
      ["exporter", "EVAL return 0"],
      ["exporter", "SUBSCRIBE channel"],
      ["probe", "GET key"],
      ["probe", "INFO"],
      ["probe", "CLIENT LIST"],
    ])("%s: %s", async (user, command) => {
      expect(await answer(user, command)).toMatch(/^-(NOPERM |ERR (DEBUG|MODULE) command not allowed)/);
    });

    test.each(["PING", "GET key", "INFO", "FLUSHALL", "SET key value"])("nobody: %s", async (command) => {
      expect(await server.say([command])).toMatch(/^-NOAUTH /);
    });

    test.each([
      "AUTH default",
      "AUTH default none",
      "AUTH none",
      "AUTH app none",
      "AUTH exporter redisAppPassword-1",
    ])("no one else: %s", async (login) => {
      expect(await server.say([login])).toMatch(/^-(WRONGPASS|ERR) /);
    });
  });

  test("a client from another address is asked who it is, like any other", async () => {
    expect(await server.say(["GET key"], "127.0.0.2")).toMatch(/^-NOAUTH /);
    expect(await server.say([logins["app"] ?? "", "PING"], "127.0.0.2")).toBe("+OK\r\n+PONG\r\n+OK\r\n");
  });

  test("what it took from the files is what they say", async () => {
    const info = await answer("app", "INFO all");
    expect(info).toContain(`maxmemory:${192 * 1024 * 1024}\r\n`);
    expect(info).toContain("maxmemory_policy:noeviction\r\n");
    expect(info).toContain("aof_enabled:1\r\n");
  });

  test("the probe tells a server that answers from one that does not", () => {
    const { ready } = declared.probes;
    const probe = "exec" in ready ? ready.exec : [];
    expect(probe).toHaveLength(3);
    const ask = (port: number) => {
      const [command = "", ...args] = probe.map((arg) => arg.replace("redis-cli ", `redis-cli -p ${port} `));
      return spawnSync(command, args, { encoding: "utf8" });
    };
    expect(ask(server.port)).toMatchObject({ status: 0, stdout: "" });
    expect(ask(1).status).not.toBe(0);
  });
});
