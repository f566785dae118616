import { stringify } from "yaml";
import { z } from "zod";
import { images } from "./model/images.ts";
import { replicaHost } from "./model/network.ts";
import { defineService } from "./model/service.ts";
import { SpreadSettings } from "./model/spread.ts";
import { secret, self, text } from "./model/text.ts";
import { bytes, count, cpu } from "./model/values.ts";

export type QdrantSettings = z.infer<typeof QdrantSettings>;
export const QdrantSettings = z.strictObject({
  peers: count(1)
    .default(1)
    .describe(
      'Qdrant asks for three or more in production: fewer cannot recover a lost one (qdrant.tech, "Distributed deployment").',
    ),
  cpu: cpu.default("500m").describe("CPU that is kept for each peer."),
  memory: bytes.default("1Gi").describe("Memory that is kept for each peer, and its limit."),
  storage: bytes.default("10Gi").describe("Room for the collections of each peer."),
  snapshots: bytes
    .default("10Gi")
    .describe("Snapshots are written here first, so it must hold the largest collection of a peer."),
  spread: SpreadSettings,
});

const paths = {
  config: "/etc/qdrant/config.yaml",
  storage: "/qdrant/storage",
  snapshots: "/qdrant/snapshots",
};

/** The vector database. Every peer starts with the same command line, so that any of them can be replaced. */
export function qdrant({ peers, cpu, memory, storage, snapshots, spread }: QdrantSettings) {
  const ports = { http: 6333, grpc: 6334, p2p: 6335 };
  const first = replicaHost("qdrant", 0);
  return defineService({
    name: "qdrant",
    image: images.qdrant,
    user: 1000,
    ports,
    peers: ["p2p"],
    replicas: peers,
    upgrades: "next-minor",
    resources: { cpu, memory },
    args: [
      "--config-path",
      paths.config,
      "--bootstrap",
      `http://${first}:${ports.p2p}`,
      "--uri",
      text`http://${self}:${String(ports.p2p)}`,
    ],
    env: { QDRANT_INIT_FILE_PATH: "/qdrant/init/.qdrant-initialized" },
    files: { [paths.config]: config(ports), "/qdrant/config/local.yaml": keys },
    scratch: { "/qdrant/init": "1Mi", "/tmp": "64Mi" },
    state: {
      storage: { path: paths.storage, size: storage },
      snapshots: { path: paths.snapshots, size: snapshots },
    },
    probes: {
      startup: { http: "/healthz", port: "http", period: 5, failures: 120 },
      ready: { http: "/readyz", port: "http", period: 5 },
      live: { http: "/livez", port: "http", failures: 6 },
    },
    spread,
    drain: { delay: 3, grace: 60 },
  });
}

const config = (ports: Readonly<Record<"http" | "grpc" | "p2p", number>>): string =>
  stringify({
    telemetry_disabled: true,
    service: {
      host: "0.0.0.0",
      http_port: ports.http,
      grpc_port: ports.grpc,
      enable_snapshot_url_recovery: false,
    },
    storage: { storage_path: paths.storage, snapshots_path: paths.snapshots },
    cluster: { enabled: true, p2p: { port: ports.p2p } },
  });

const keys = text`service:
  api_key: ${secret("qdrantApiKey", "json")}
  read_only_api_key: ${secret("qdrantReadOnlyApiKey", "json")}
`;
