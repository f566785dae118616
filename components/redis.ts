import { z } from "zod";
import { images } from "./model/images.ts";
import { address, endpoint, type Peer } from "./model/network.ts";
import { mebibytes, type Bytes } from "./model/quantity.ts";
import { defineService } from "./model/service.ts";
import { secret, text, type Part } from "./model/text.ts";
import { bytes, cpu } from "./model/values.ts";

export type RedisSettings = z.infer<typeof RedisSettings>;
export const RedisSettings = z.strictObject({
  cpu: cpu.default("100m").describe("CPU that is kept for it."),
  memory: bytes
    .default("256Mi")
    .describe(
      "The limit; Redis itself may use three quarters of it, and forks for AOF and RDB share the rest.",
    ),
  storage: bytes.default("2Gi").describe("Room for the append-only file, its rewrite and dumps."),
  eviction: z
    .enum(
      ["noeviction", "allkeys-lru", "allkeys-lfu", "volatile-lru", "volatile-lfu", "volatile-ttl"],
      "noeviction, allkeys-lru, allkeys-lfu, volatile-lru, volatile-lfu or volatile-ttl",
    )
    .default("noeviction")
    .describe("What happens when memory is full: `noeviction` refuses writes, the others drop keys."),
});

/** A caller of Redis: its user name there, the secret that holds its password, and what it may do. */
export interface RedisUser {
  readonly name: string;
  readonly password: string;
  readonly may: string;
}

export const redisUsers = {
  /** All data commands on every key; none that reconfigures, inspects others or empties the server. */
  app: { name: "app", password: "redisAppPassword", may: "~* &* +@all -@admin -@dangerous +info" },
  /** Figures about the server and no key at all. */
  exporter: {
    name: "exporter",
    password: "redisExporterPassword",
    may: "-@all +@connection -@admin -@dangerous +info +latency|latest +latency|histogram +slowlog|get +slowlog|len",
  },
} as const satisfies Record<string, RedisUser>;

/** Can only ask whether the server answers, so it needs no password. */
const probeUser = "user probe on nopass -@all +ping";

/** The cache and queue. What it holds outlives it: an append-only file and point-in-time dumps on a volume. */
export function redis({ cpu, memory, storage, eviction }: RedisSettings, callers: readonly RedisUser[]) {
  return defineService({
    name: "redis",
    image: images.redis,
    user: 999,
    ports: { redis: 6379 },
    resources: { cpu, memory },
    command: ["redis-server", "/etc/redis/redis.conf"],
    files: {
      "/etc/redis/redis.conf": config(memory, eviction),
      "/etc/redis/users.acl": users(callers),
    },
    state: { data: { path: "/data", size: storage } },
    probes: {
      startup: { exec: answers, period: 2, failures: 150 },
      ready: { exec: answers, period: 5 },
      live: { tcp: "redis", failures: 6 },
    },
    drain: { delay: 0, grace: 60 },
  });
}

/** Figures about Redis for Prometheus. */
export function redisExporter(cache: Peer<"redis">) {
  const target = endpoint(cache, "redis");
  return defineService({
    name: "redis-exporter",
    image: images.redisExporter,
    user: 59000,
    ports: { metrics: 9121 },
    resources: { cpu: "20m", memory: "64Mi" },
    env: {
      REDIS_ADDR: `redis://${address(target)}`,
      REDIS_USER: redisUsers.exporter.name,
      REDIS_PASSWORD: text`${secret(redisUsers.exporter.password)}`,
      REDIS_EXPORTER_CONFIG_COMMAND: "-",
    },
    connectsTo: [target],
    probes: {
      ready: { http: "/health", port: "metrics" },
      live: { http: "/health", port: "metrics", failures: 6 },
    },
  });
}

const answers = ["sh", "-c", "redis-cli --no-auth-warning --user probe --pass none ping | grep -qx PONG"];

/** AWS keeps a quarter back for the same reason (ElastiCache, `reserved-memory-percent`, default 25). */
const shareOfLimit = 0.75;

const config = (memory: Bytes, eviction: string): string => `bind * -::*
port 6379
dir /data
aclfile /etc/redis/users.acl
maxmemory ${Math.floor(mebibytes(memory) * shareOfLimit)}mb
maxmemory-policy ${eviction}
appendonly yes
appendfsync everysec
save 3600 1 300 100 60 10000
`;

const users = (callers: readonly RedisUser[]): readonly Part[] => [
  "user default off\n",
  ...callers.flatMap(
    ({ name, password, may }) => text`user ${name} on #${secret(password, "sha256")} ${may}\n`,
  ),
  `${probeUser}\n`,
];
