import { stringify } from "yaml";
import { z } from "zod";
import { images } from "./model/images.ts";
import { defineService } from "./model/service.ts";
import { bytes, count, cpu } from "./model/values.ts";

export type JaegerSettings = z.infer<typeof JaegerSettings>;
export const JaegerSettings = z.strictObject({
  cpu: cpu.default("100m").describe("CPU that is kept for it."),
  memory: bytes.default("512Mi").describe("Memory that is kept for it, and its limit."),
  traces: count(1).default(50_000).describe("How many traces are kept; older ones go first."),
});

const configPath = "/etc/jaeger/config.yaml";

/** Takes traces by OTLP and keeps the newest in memory. */
export function jaeger({ cpu, memory, traces }: JaegerSettings) {
  const ports = { "otlp-grpc": 4317, "otlp-http": 4318, ui: 16686, health: 13133, metrics: 8888 };
  return defineService({
    name: "jaeger",
    image: images.jaeger,
    user: 10001,
    ports,
    resources: { cpu, memory },
    args: ["--config", configPath],
    files: { [configPath]: config(ports, traces) },
    probes: {
      ready: { http: "/status", port: "health" },
      live: { http: "/status", port: "health", failures: 6 },
    },
  });
}

type Port = "otlp-grpc" | "otlp-http" | "ui" | "health" | "metrics";

const config = (ports: Readonly<Record<Port, number>>, traces: number): string => {
  const all = (port: Port) => ({ endpoint: `0.0.0.0:${ports[port]}` });
  return stringify({
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "healthcheckv2"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          processors: ["memory_limiter", "batch"],
          exporters: ["jaeger_storage_exporter"],
        },
      },
      telemetry: {
        metrics: {
          level: "detailed",
          readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: ports.metrics } } } }],
        },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: all("health") },
      jaeger_query: { storage: { traces: "memory" }, http: all("ui") },
      jaeger_storage: { backends: { memory: { memory: { max_traces: traces } } } },
    },
    receivers: { otlp: { protocols: { grpc: all("otlp-grpc"), http: all("otlp-http") } } },
    processors: {
      memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
      batch: {},
    },
    exporters: { jaeger_storage_exporter: { trace_storage: "memory" } },
  });
};
