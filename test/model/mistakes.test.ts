import { describe, expect, test } from "vitest";
import { Settings } from "../../components/index.ts";
import { parseSettings } from "../../components/model/settings.ts";

const kubernetes = { context: "production" };
const problems = (value: object) => parseSettings(Settings, { kubernetes, ...value }).problems;

describe("a mistake is one line that names the key, the value and what would be right", () => {
  test.each<[string, object, string]>([
    [
      "a wrong size",
      { redis: { memory: "1G" } },
      'redis.memory is "1G": right is a size in Mi or Gi, such as 512Mi or 10Gi',
    ],
    [
      "a wrong type",
      { qdrant: { peers: "three" } },
      'qdrant.peers is "three": right is a whole number, 1 or more',
    ],
    [
      "a broken number",
      { qdrant: { peers: 0.5 } },
      "qdrant.peers is 0.5: right is a whole number, 1 or more",
    ],
    ["too little", { app: { replicas: 0 } }, "app.replicas is 0: right is a whole number, 1 or more"],
    ["root", { app: { user: 0 } }, "app.user is 0: right is a whole number, 1 or more"],
    [
      "another word",
      { app: { uses: { qdrant: "yes" } } },
      'app.uses.qdrant is "yes": right is read-write, read-only or no',
    ],
    [
      "no digest",
      { app: { image: "acme/app:1" } },
      'app.image is "acme/app:1": right is an image with its tag and digest, such as ghcr.io/acme/app:1.4.2@sha256:…',
    ],
    [
      "what is missing",
      { app: { state: { data: { path: "/data" } } } },
      "app.state.data.size is missing: right is a size in Mi or Gi, such as 512Mi or 10Gi",
    ],
    [
      "an item of a list",
      { app: { leaves: [{ cidr: "10.0.0.0/8", ports: [443, 0] }] } },
      "app.leaves[0].ports[1] is 0: right is a port from 1 to 65535",
    ],
    [
      "no cluster",
      { kubernetes: {} },
      "kubernetes.context is missing: right is the name of a kubeconfig context",
    ],
    [
      "a uid that is none",
      { kubernetes: { ...kubernetes, cluster: "prod" } },
      'kubernetes.cluster is "prod": right is the uid of the cluster\'s kube-system namespace',
    ],
    [
      "an address range that is none",
      { app: { leaves: [{ cidr: "10.0.0.0/40", ports: [443] }] } },
      'app.leaves[0].cidr is "10.0.0.0/40": right is an address range, such as 203.0.113.0/24 or 2001:db8::/32',
    ],
    [
      "a port out of range",
      { app: { ports: { http: 70000 }, probes: { ready: { tcp: "http" } } } },
      "app.ports.http is 70000: right is a port from 1 to 65535",
    ],
    [
      "a bad name of a variable",
      { app: { env: { "LOG-LEVEL": "info" } } },
      "app.env.LOG-LEVEL: right is a name of an environment variable, such as LOG_LEVEL",
    ],
    [
      "no port",
      { app: { ports: {} } },
      "app.ports is an object: right is one port or more, each with a number of its own",
    ],
    [
      "a port twice",
      { app: { ports: { http: 80, web: 80 } } },
      "app.ports is an object: right is one port or more, each with a number of its own",
    ],
    [
      "a drain that outlives its grace",
      { app: { drain: { delay: 30, grace: 30 } } },
      "app.drain is an object: right is a delay shorter than grace",
    ],
    [
      "a probe that is none",
      { app: { probes: { ready: { ping: true } } } },
      "app.probes.ready is an object: right is { http: <path>, port }, { tcp: <port> }, { grpc: <port> } or { exec: [<command>] }",
    ],
  ])("%s", (_, value, says) => {
    expect(problems(value)).toEqual([says]);
  });
});

describe("a mistake that shows only beside other settings", () => {
  test.each<[string, object, string]>([
    [
      "a probe of a port that is not there",
      { app: { ports: { web: 80 }, probes: { ready: { tcp: "wbe" } } } },
      'app.probes.ready.tcp is "wbe": right is the name of one of its ports: did you mean web? (known here: web)',
    ],
    [
      "a probe of a port named like a member of every object",
      { app: { probes: { ready: { tcp: "constructor" } } } },
      'app.probes.ready.tcp is "constructor": right is the name of one of its ports (known here: http)',
    ],
    [
      "a service that does not run",
      { kubernetes: { ...kubernetes, services: { qdrnt: {} } } },
      "kubernetes.services.qdrnt is an object: right is the settings of a service, by its name: did you mean qdrant? (known here: app, qdrant, redis, redis-exporter, jaeger)",
    ],
    [
      "a secret that no text names",
      { secrets: { qdrantApiKy: "config" } },
      "secrets.qdrantApiKy is a value that is not shown here: right is a name that a service's text uses: did you mean qdrantApiKey? (known here: qdrantApiKey, qdrantReadOnlyApiKey, redisAppPassword, redisExporterPassword)",
    ],
    [
      "a text that asks for nothing known",
      { app: { env: { URL: "${qdrant.ur}" } } },
      "app.env.URL is a value that is not shown here: right is a text in which each ${…} is known; ${qdrant.ur} is not: did you mean qdrant.url? (known here: qdrant.url, qdrant.grpc, qdrant.apiKey, redis.url, redis.host, redis.port, redis.user, redis.password, otlp.grpc, otlp.http)",
    ],
    [
      "an address of a service that it does not use",
      { app: { uses: { qdrant: "no" }, env: { URL: "http://qdrant:6333" } } },
      "app.env.URL is a value that is not shown here: right is a text without qdrant:6333, as the app does not connect to it",
    ],
    [
      "a secret in an argument",
      { app: { args: ["serve", "--key=${qdrant.apiKey}"] } },
      "app.args[1] is a value that is not shown here: right is a text without the secret qdrantApiKey: put it into env, and write $(NAME) here",
    ],
  ])("%s", (_, value, says) => {
    expect(problems(value)).toEqual([says]);
  });

  test("a name of a member of every object is no name in a text", () => {
    expect(problems({ app: { args: ["${constructor}"] } })).toEqual([
      expect.stringContaining("${constructor} is not (known here"),
    ]);
  });
});

describe("an unknown key is a mistake that names the nearest one", () => {
  test.each<[object, string]>([
    [{ kubernets: {} }, "kubernets is not a key: did you mean kubernetes?"],
    [{ app: { Replicas: 3 } }, "app.Replicas is not a key: did you mean replicas?"],
    [{ app: { uses: { trace: true } } }, "app.uses.trace is not a key: did you mean traces?"],
    [{ app: { drain: { dely: 3 } } }, "app.drain.dely is not a key: did you mean delay?"],
    [
      { app: { state: { data: { path: "/d", size: "1Gi", sise: 1 } } } },
      "app.state.data.sise is not a key: did you mean size?",
    ],
    [
      { app: { leaves: [{ cidr: "10.0.0.0/8", ports: [443], prots: [] }] } },
      "app.leaves[0].prots is not a key: did you mean ports?",
    ],
    [
      { app: { probes: { ready: { tcp: "http" }, redy: {} } } },
      "app.probes.redy is not a key: did you mean ready?",
    ],
    [{ qdrant: { spread: { hots: "required" } } }, "qdrant.spread.hots is not a key: did you mean host?"],
    [
      { kubernetes: { ...kubernetes, dns: { ports: 53 } } },
      "kubernetes.dns.ports is not a key: did you mean port?",
    ],
    [
      { kubernetes: { ...kubernetes, tolerations: [{ keys: "a" }] } },
      "kubernetes.tolerations[0].keys is not a key: did you mean key?",
    ],
    [
      { kubernetes: { ...kubernetes, services: { app: { storageclass: "a" } } } },
      "kubernetes.services.app.storageclass is not a key: did you mean storageClass?",
    ],
    [
      { redis: { sentinels: 3 } },
      "redis.sentinels is not a key (known here: cpu, memory, storage, eviction)",
    ],
  ])("%j", (value, says) => {
    expect(problems(value)).toEqual([expect.stringContaining(says)]);
  });
});
