import { z } from "zod";
import { images } from "./model/images.ts";
import { address, endpoint, type Endpoint, type Peer } from "./model/network.ts";
import { probeMistakes, ProbesSettings } from "./model/probes.ts";
import { defineService } from "./model/service.ts";
import { SpreadSettings } from "./model/spread.ts";
import { fill, unknownNames, type Variables } from "./model/template.ts";
import type { Mistake } from "./model/mistakes.ts";
import { secret, secretNamesIn, text, type Part, type Text } from "./model/text.ts";
import {
  absolutePath,
  bytes,
  cidr,
  count,
  cpu,
  image,
  portName,
  portNumber,
  variableName,
  volumeName,
} from "./model/values.ts";

const content = z.string("a text");

const isDistinct = (numbers: readonly number[]) =>
  numbers.length > 0 && new Set(numbers).size === numbers.length;

export type AppSettings = z.infer<typeof AppSettings>;
export const AppSettings = z.strictObject({
  image: image
    .default(images.podinfo)
    .describe(
      "By default podinfo, a small program with health checks, metrics and OTLP, for trying the stack",
    ),
  user: count(1).default(1000).describe("The numeric user and group the image runs as."),
  command: z.array(z.string()).default([]).describe("Replaces the image's entry point."),
  args: z.array(content).default([]).describe("Arguments of the command."),
  ports: z
    .record(portName, portNumber)
    .refine((ports) => isDistinct(Object.values(ports)), "one port or more, each with a number of its own")
    .default({ http: 9898 })
    .describe("What it listens on, by name."),
  env: z
    .record(variableName, content)
    .default({})
    .describe(
      "Environment variables; they win over those that uses sets. ${…} stands for what the stack knows, $${…} for itself.",
    ),
  files: z.record(absolutePath, content).default({}).describe("Read-only files, by absolute path."),
  scratch: z
    .record(absolutePath, bytes)
    .default({ "/tmp": "64Mi" })
    .describe("Directories it may write and lose, with the most each may hold."),
  state: z
    .record(volumeName, z.strictObject({ path: absolutePath, size: bytes }))
    .default({})
    .describe("What must outlive a replica, by volume name; each replica has its own."),
  replicas: count(1).default(1).describe("How many run at a time."),
  cpu: cpu.default("100m").describe("CPU that is kept for each replica."),
  cpuLimit: cpu.optional().describe("Only where a neighbour must be protected: a limit throttles."),
  memory: bytes.default("256Mi").describe("Memory that is kept for each replica, and its limit."),
  probes: ProbesSettings.default({
    ready: { http: "/readyz", port: "http" },
    live: { http: "/healthz", port: "http", failures: 6 },
  }).describe(
    "How to tell that a replica has started, can serve and is alive; ports by name, times in seconds.",
  ),
  spread: SpreadSettings,
  drain: z
    .strictObject({ delay: count(0).default(5), grace: count(1).default(30) })
    .refine(({ delay, grace }) => delay < grace, "a delay shorter than grace")
    .default({ delay: 5, grace: 30 })
    .describe("Seconds it goes on serving after it left the load balancer, and may take to stop in all."),
  uses: z
    .strictObject({
      qdrant: z.enum(["read-write", "read-only", "no"], "read-write, read-only or no").default("read-write"),
      redis: z.boolean("true or false").default(true),
      traces: z.boolean("true or false").default(true),
    })
    .default({ qdrant: "read-write", redis: true, traces: true })
    .describe("What it is connected to, and gets addresses and keys of."),
  leaves: z
    .array(z.strictObject({ cidr, ports: z.array(portNumber).min(1, "one port or more") }))
    .default([])
    .describe("Places outside the stack that it may reach."),
});

/** What the app may be given to use: the service, and who it is there. */
export interface AppUses {
  readonly vectors?: { readonly peer: Peer<"http" | "grpc">; readonly apiKey: string } | undefined;
  readonly cache?:
    | { readonly peer: Peer<"redis">; readonly user: { readonly name: string; readonly password: string } }
    | undefined;
  readonly traces?: Peer<"otlp-grpc" | "otlp-http"> | undefined;
}

/** What users talk to. It knows its peers from variables with their usual names, or those the settings give. */
export function app(settings: AppSettings, uses: AppUses, secrets: readonly string[]) {
  const variables = appVariables(uses, secrets);
  const filled = (texts: Readonly<Record<string, string>>): Record<string, Text> =>
    Object.fromEntries(Object.entries(texts).map(([key, value]) => [key, fill(value, variables)]));
  return defineService({
    name: "app",
    image: settings.image,
    user: settings.user,
    ports: settings.ports,
    resources: { cpu: settings.cpu, memory: settings.memory, cpuLimit: settings.cpuLimit },
    probes: settings.probes,
    replicas: settings.replicas,
    command: settings.command,
    args: settings.args.map((arg) => fill(arg, variables)),
    env: { ...usualEnv(variables), ...filled(settings.env) },
    files: filled(settings.files),
    scratch: settings.scratch,
    state: settings.state,
    spread: settings.spread,
    drain: settings.drain,
    leaves: settings.leaves,
    connectsTo: connections(uses),
  });
}

const connections = ({ vectors, cache, traces }: AppUses): readonly Endpoint[] => [
  ...(vectors ? [endpoint(vectors.peer, "http"), endpoint(vectors.peer, "grpc")] : []),
  ...(cache ? [endpoint(cache.peer, "redis")] : []),
  ...(traces ? [endpoint(traces, "otlp-grpc"), endpoint(traces, "otlp-http")] : []),
];

/** What is wrong with the app's settings when they are seen together: ports that are not there, `${…}` for nothing, secrets in arguments. */
export function appMistakes(
  settings: AppSettings,
  uses: AppUses,
  secrets: readonly string[],
): readonly Mistake[] {
  const { args, env, files, probes, ports } = settings;
  const variables = appVariables(uses, secrets);
  const known = Object.keys(variables);
  const texts = Object.entries({ args: Object.fromEntries(args.entries()), env, files }).flatMap(
    ([field, templates]) =>
      Object.entries(templates).flatMap(([key, template]) =>
        unknownNames(template, known).map((message) => ({ path: [field, key], message })),
      ),
  );
  const shownToAll = args.flatMap((arg, i) =>
    secretNamesIn(fill(arg, variables)).map((name) => ({
      path: ["args", i],
      message: `a text without the secret ${name}: put it into env, and write $(NAME) here`,
    })),
  );
  const asked = probeMistakes(probes, ports).map(({ path, message }) => ({
    path: ["probes", ...path],
    message,
  }));
  return [...texts, ...shownToAll, ...asked];
}

/** What `${…}` may name in the app's texts, given what it uses and which secrets the stack has. */
function appVariables({ vectors, cache, traces }: AppUses, secrets: readonly string[]): Variables {
  const own = Object.fromEntries(secrets.map((name) => [`secrets.${name}`, [secret(name)]]));
  return { ...own, ...vectorVariables(vectors), ...cacheVariables(cache), ...traceVariables(traces) };
}

const vectorVariables = (vectors: AppUses["vectors"]): Variables =>
  vectors === undefined
    ? {}
    : {
        "qdrant.url": [`http://${address(endpoint(vectors.peer, "http"))}`],
        "qdrant.grpc": [address(endpoint(vectors.peer, "grpc"))],
        "qdrant.apiKey": [secret(vectors.apiKey)],
      };

function cacheVariables(cache: AppUses["cache"]): Variables {
  if (cache === undefined) return {};
  const { service, port } = endpoint(cache.peer, "redis");
  const { name, password } = cache.user;
  const url: readonly Part[] = text`redis://${name}:${secret(password, "url")}@${service}:${String(port)}`;
  return {
    "redis.url": url,
    "redis.host": [service],
    "redis.port": [String(port)],
    "redis.user": [name],
    "redis.password": [secret(password)],
  };
}

const traceVariables = (traces: AppUses["traces"]): Variables =>
  traces === undefined
    ? {}
    : {
        "otlp.grpc": [`http://${address(endpoint(traces, "otlp-grpc"))}`],
        "otlp.http": [`http://${address(endpoint(traces, "otlp-http"))}`],
      };

/** The variables that clients of Qdrant, Redis and OpenTelemetry look for by themselves. */
const usual: Readonly<Record<string, string>> = {
  QDRANT_URL: "qdrant.url",
  QDRANT_API_KEY: "qdrant.apiKey",
  REDIS_URL: "redis.url",
  OTEL_EXPORTER_OTLP_ENDPOINT: "otlp.grpc",
};

const usualEnv = (variables: Variables): Record<string, Text> =>
  Object.fromEntries(
    Object.entries(usual)
      .filter(([, name]) => name in variables)
      .map(([key, name]) => [key, fill(`\${${name}}`, variables)]),
  );
