import { describe, expect, test } from "vitest";
import { app, AppSettings } from "../../components/app.ts";
import { declareServices, Settings } from "../../components/index.ts";
import { address } from "../../components/model/network.ts";
import { secretNames } from "../../components/model/secrets.ts";
import { hasIdentity, type Service } from "../../components/model/service.ts";
import { plainText, secret, secretNamesIn } from "../../components/model/text.ts";

const declared = (settings: object = {}, secrets: object = {}): Service => {
  const [found, ...others] = declareServices(
    Settings.parse({ kubernetes: { context: "test" }, app: settings, secrets }),
  ).filter(({ name }) => name === "app");
  expect(others).toEqual([]);
  if (found === undefined) throw new Error("there is no app");
  return found;
};

const everything = {
  qdrant: {
    connections: ["qdrant:6333", "qdrant:6334"],
    variables: ["QDRANT_URL", "QDRANT_API_KEY"],
    secrets: ["qdrantApiKey"],
  },
  redis: { connections: ["redis:6379"], variables: ["REDIS_URL"], secrets: ["redisAppPassword"] },
  traces: {
    connections: ["jaeger:4317", "jaeger:4318"],
    variables: ["OTEL_EXPORTER_OTLP_ENDPOINT"],
    secrets: [],
  },
} as const;

const has = (it: Service) => ({
  connections: it.connectsTo.map(address),
  variables: Object.keys(it.env),
  secrets: [...secretNames([it])],
});

describe("what it uses, it is connected to and given addresses and keys of", () => {
  const without = { qdrant: "no", redis: false, traces: false };

  test("everything by default", () => {
    const { qdrant, redis, traces } = everything;
    expect(has(declared())).toEqual({
      connections: [...qdrant.connections, ...redis.connections, ...traces.connections],
      variables: [...qdrant.variables, ...redis.variables, ...traces.variables],
      secrets: [...qdrant.secrets, ...redis.secrets],
    });
  });

  test("nothing without uses", () => {
    expect(has(declared({ uses: without }))).toEqual({ connections: [], variables: [], secrets: [] });
  });

  test.each(["qdrant", "redis", "traces"] as const)("%s alone", (one) => {
    const { [one]: _, ...others } = without;
    expect(has(declared({ uses: others }))).toEqual(everything[one]);
  });

  test("with a key that only reads, where it only reads", () => {
    const { env } = declared({ uses: { qdrant: "read-only" } });
    expect(env["QDRANT_API_KEY"]).toEqual([secret("qdrantReadOnlyApiKey")]);
  });

  test("and Redis knows no user of an app that does not use it", () => {
    const of = (redis: boolean) =>
      declareServices(Settings.parse({ kubernetes: { context: "test" }, app: { uses: { redis } } }));
    expect(secretNames(of(true))).toContain("redisAppPassword");
    expect(secretNames(of(false))).not.toContain("redisAppPassword");
  });
});

describe("its variables", () => {
  test("are those that clients look for", () => {
    const spelt = Object.entries(declared().env).map(([name, content]) => [
      name,
      plainText(content, (part) => ("secret" in part ? `<${part.secret}, ${part.form}>` : "?")),
    ]);
    expect(Object.fromEntries(spelt)).toEqual({
      QDRANT_URL: "http://qdrant:6333",
      QDRANT_API_KEY: "<qdrantApiKey, plain>",
      REDIS_URL: "redis://app:<redisAppPassword, url>@redis:6379",
      OTEL_EXPORTER_OTLP_ENDPOINT: "http://jaeger:4317",
    });
  });

  test("of the settings win, and the others stay", () => {
    const { env } = declared({ env: { QDRANT_URL: "${qdrant.grpc}", LOG_LEVEL: "debug" } });
    expect(env).toMatchObject({ QDRANT_URL: "qdrant:6334", LOG_LEVEL: "debug" });
    expect(Object.keys(env)).toContain("REDIS_URL");
  });
});

describe("a text of the settings", () => {
  const texts = {
    args: ["--traces=${otlp.http}", "--shell=$${HOME}"],
    env: { CACHE: "${redis.host}:${redis.port}", USER: "${redis.user}", KEY: "${secrets.openaiApiKey}" },
    files: { "/etc/app/app.yaml": "cache:\n  password: ${redis.password}\n" },
  };
  const { args, env, files } = declared(texts, { openaiApiKey: "config" });

  test("knows the stack, in arguments, variables and files", () => {
    expect(args).toEqual(["--traces=http://jaeger:4318", "--shell=${HOME}"]);
    expect(env).toMatchObject({ CACHE: "redis:6379", USER: "app", KEY: [secret("openaiApiKey")] });
    expect(secretNamesIn(files["/etc/app/app.yaml"] ?? "")).toEqual(["redisAppPassword"]);
  });

  test("knows no secret that the stack does not have", () => {
    const { error } = Settings.safeParse({ kubernetes: { context: "test" }, app: texts });
    expect(error?.issues.map(({ path }) => path)).toEqual([["app", "env", "KEY"]]);
  });
});

test("state gives each replica an identity, and nothing else does", () => {
  expect(hasIdentity(declared({ replicas: 3 }))).toBe(false);
  const state = { data: { path: "/data", size: "1Gi" } };
  expect(hasIdentity(declared({ state }))).toBe(true);
  expect(declared({ state }).state).toEqual(state);
});

test("what its settings say is what is declared", () => {
  const settings = AppSettings.parse({
    user: 4321,
    command: ["serve"],
    ports: { web: 80 },
    replicas: 4,
    cpu: "1m",
    cpuLimit: "2m",
    memory: "3Mi",
    scratch: { "/run": "4Mi" },
    probes: { ready: { tcp: "web" } },
    spread: { zone: "required" },
    drain: { delay: 6, grace: 7 },
    leaves: [{ cidr: "203.0.113.0/24", ports: [443] }],
  });
  const { image, user, command, ports, replicas, scratch, probes, spread, drain, leaves } = settings;
  expect(app(settings, {}, [])).toMatchObject({
    resources: { cpu: "1m", cpuLimit: "2m", memory: "3Mi" },
    ...{ image, user, command, ports, replicas, scratch, probes, spread, drain, leaves },
  });
});
