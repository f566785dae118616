import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { declareServices } from "../../components/index.ts";
import { connectionGraph } from "../../components/model/graph.ts";
import { secretNames } from "../../components/model/secrets.ts";
import { plainText } from "../../components/model/text.ts";
import { settingsOf } from "../../scripts/stack-file.ts";

const stacks = ["local", "production", "staging"];

describe.each(stacks)("the services of %s", (stack) => {
  const services = declareServices(settingsOf(stack));

  test("connect as they should, and in no other way", () => {
    expect(connectionGraph(services)).toEqual({
      app: ["qdrant:6333", "qdrant:6334", "redis:6379", "jaeger:4317", "jaeger:4318"],
      qdrant: ["qdrant:6335"],
      redis: [],
      "redis-exporter": ["redis:6379"],
      jaeger: [],
    });
  });

  test("name the secrets that they need, each only its own", () => {
    expect(Object.fromEntries(services.map((it) => [it.name, secretNames([it])]))).toEqual({
      app: ["qdrantApiKey", "redisAppPassword"],
      qdrant: ["qdrantApiKey", "qdrantReadOnlyApiKey"],
      redis: ["redisAppPassword", "redisExporterPassword"],
      "redis-exporter": ["redisExporterPassword"],
      jaeger: [],
    });
  });

  test("each probe asks a port of its own, and nothing runs as root", () => {
    let asked = 0;
    for (const { user, ports, probes } of services) {
      expect(user).toBeGreaterThan(0);
      for (const probe of [probes.startup, probes.ready, probes.live]) {
        if (probe === undefined || "exec" in probe) continue;
        asked += 1;
        const port = "http" in probe ? probe.port : "tcp" in probe ? probe.tcp : probe.grpc;
        expect(Object.keys(ports)).toContain(port);
      }
    }
    expect(asked).toBeGreaterThanOrEqual(10);
  });

  test("each path of a container is used once", () => {
    let paths = 0;
    for (const { files, scratch, state } of services) {
      const used = [
        ...Object.keys(files),
        ...Object.keys(scratch),
        ...Object.values(state).map(({ path }) => path),
      ];
      paths += used.length;
      expect(new Set(used).size).toBe(used.length);
    }
    expect(paths).toBeGreaterThan(8);
  });

  test("Jaeger listens where its ports are, and keeps as many traces as it may", () => {
    const [jaeger] = services.filter(({ name }) => name === "jaeger");
    const config = plainText(jaeger?.files["/etc/jaeger/config.yaml"] ?? "", () => "?");
    const found = parse(config) as object;
    const ports = jaeger?.ports ?? {};
    const at = (port: string) => ({ endpoint: `0.0.0.0:${ports[port] ?? ""}` });
    expect(found).toMatchObject({
      extensions: {
        healthcheckv2: { http: at("health") },
        jaeger_query: { http: at("ui") },
        jaeger_storage: {
          backends: { memory: { memory: { max_traces: settingsOf(stack).jaeger.traces } } },
        },
      },
      receivers: { otlp: { protocols: { grpc: at("otlp-grpc"), http: at("otlp-http") } } },
    });
  });
});
