import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { declareServices } from "../../components/index.ts";
import { traffic } from "../../components/model/network.ts";
import { hasSecret, partsOf, plainText } from "../../components/model/text.ts";
import { qdrant, QdrantSettings } from "../../components/qdrant.ts";
import { images } from "../../components/model/images.ts";
import { settingsOf } from "../../scripts/stack-file.ts";

const declared = (settings: object = {}) => qdrant(QdrantSettings.parse(settings));
const { files } = declared();

const argument = (name: string, peers: number): string => {
  const { args } = declared({ peers });
  return plainText(args[args.indexOf(name) + 1] ?? "", (part) => ("self" in part ? "{self}" : "{secret}"));
};

describe("the command line", () => {
  test("is the same for every peer of a cluster of any size", () => {
    expect(declared({ peers: 3 }).args).toEqual(declared({ peers: 1 }).args);
  });

  test("starts from peer 0, and names the peer itself", () => {
    expect(argument("--bootstrap", 3)).toBe("http://qdrant-0.qdrant-headless:6335");
    expect(argument("--uri", 3)).toBe("http://{self}:6335");
  });

  test("reads the configuration that is there", () => {
    expect(Object.keys(files)).toContain(argument("--config-path", 1));
  });
});

test("its peers reach each other on the port of peers, and nobody else does", () => {
  let callers = 0;
  for (const stack of ["production", "staging", "local"]) {
    const services = declareServices(settingsOf(stack));
    const qdrants = services.filter(({ name }) => name === "qdrant");
    expect(qdrants).toHaveLength(1);
    for (const it of qdrants) {
      const from = traffic(services)(it).from;
      callers += from.length;
      expect(from.filter(({ port }) => port === 6335)).toEqual([{ service: "qdrant", port: 6335 }]);
    }
  }
  expect(callers).toBeGreaterThan(3);
});

describe("the keys", () => {
  test("are in one file, and in nothing else that it reads", () => {
    const { args, env } = declared();
    const texts = [...Object.entries(env), ...Object.entries(files)];
    expect(args.some(hasSecret)).toBe(false);
    expect(texts.filter(([, content]) => hasSecret(content)).map(([name]) => name)).toEqual([
      "/qdrant/config/local.yaml",
    ]);
  });

  test("are two, for writing and for reading, whatever characters are in them", () => {
    const keys: Record<string, string> = { qdrantApiKey: 'w: "#\n', qdrantReadOnlyApiKey: "- r'" };
    const file = partsOf(files["/qdrant/config/local.yaml"] ?? "").map((part) => {
      if (typeof part === "string") return part;
      return "secret" in part && part.form === "json" ? JSON.stringify(keys[part.secret]) : "?";
    });
    expect(parse(file.join(""))).toEqual({
      service: { api_key: 'w: "#\n', read_only_api_key: "- r'" },
    });
  });
});

test("the configuration says where it listens and stores, and nothing that would leave the cluster", () => {
  const { ports, state } = declared();
  expect(parse(plainText(files["/etc/qdrant/config.yaml"] ?? "", () => "?"))).toEqual({
    telemetry_disabled: true,
    service: {
      host: "0.0.0.0",
      http_port: ports.http,
      grpc_port: ports.grpc,
      enable_snapshot_url_recovery: false,
    },
    storage: { storage_path: state["storage"]?.path, snapshots_path: state["snapshots"]?.path },
    cluster: { enabled: true, p2p: { port: ports.p2p } },
  });
});

test("what it writes is on volumes of their own or may be lost", () => {
  const { state, scratch, env } = declared({ storage: "5Gi", snapshots: "7Gi" });
  expect(state).toEqual({
    storage: { path: "/qdrant/storage", size: "5Gi" },
    snapshots: { path: "/qdrant/snapshots", size: "7Gi" },
  });
  const lost = Object.keys(scratch);
  expect(
    lost.some((path) => plainText(env["QDRANT_INIT_FILE_PATH"] ?? "", () => "").startsWith(`${path}/`)),
  ).toBe(true);
});

test("it runs the image that needs no root, as its user", () => {
  expect(images.qdrant).toContain("-unprivileged@");
  expect(declared()).toMatchObject({ image: images.qdrant, user: 1000 });
});
