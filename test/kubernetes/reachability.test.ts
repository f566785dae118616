import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { declareServices, Settings } from "../../components/index.ts";
import { ends, stacks } from "../model/declarations.ts";
import type { Service } from "../../components/model/service.ts";
import { settingsOf } from "../../scripts/stack-file.ts";
import { render, renderServices, type Rendered } from "../support/render.ts";
import { admits, lets, reaches, type Knock, type Place } from "./network.ts";
import { objects, workloads } from "./objects.ts";

const own = { "kubernetes.io/metadata.name": "vectorstack" };
const system = { "kubernetes.io/metadata.name": "kube-system" };
const nameServer: Place = { labels: { "k8s-app": "kube-dns" }, namespace: system };
const tcp = (port: number): Knock => ({ port, protocol: "TCP" });
const udp = (port: number): Knock => ({ port, protocol: "UDP" });

/** A stack's network, as its policies and the labels of its pods make it. */
function networkOf(resources: readonly Rendered[]) {
  const policies = objects(resources, "NetworkPolicy").map(({ spec }) => spec);
  const pods = new Map(
    workloads(resources).map(({ metadata, spec }) => [metadata.name, spec.template.metadata.labels ?? {}]),
  );
  const pod = (name: string): Place => {
    const labels = pods.get(name);
    if (labels === undefined) throw new Error(`${name} has no pods`);
    return { labels, namespace: own };
  };
  const by = (judge: typeof reaches) => (from: Place, to: Place, knock: Knock) =>
    judge(policies, own, from, to, knock);
  return { pod, open: by(reaches), leaves: by(lets), enters: by(admits) };
}

/** Compares every pair of services on every port, at both ends; answers how many connections were open. */
function compare(services: readonly Service[], resources: readonly Rendered[]): number {
  const { pod, open, leaves, enters } = networkOf(resources);
  const undeclared = (Math.max(0, ...ends(services).map(({ port }) => port)) % 65535) + 1;
  const knocks = services.flatMap((from) =>
    services.flatMap((to) =>
      [...new Set([...Object.values(to.ports), undeclared])].map((port) => ({ from, to, port })),
    ),
  );
  const declared = services.flatMap((from) => [
    ...from.connectsTo.map(({ service, port }) => `${from.name} > ${service}:${port}`),
    ...from.peers.map((port) => `${from.name} > ${from.name}:${from.ports[port] ?? ""}`),
  ]);
  for (const judge of [open, leaves, enters]) {
    const by = (protocol: (port: number) => Knock) =>
      knocks
        .filter(({ from, to, port }) => judge(pod(from.name), pod(to.name), protocol(port)))
        .map(({ from, to, port }) => `${from.name} > ${to.name}:${port}`);
    expect(by(tcp).toSorted()).toEqual(declared.toSorted());
    expect(by(udp)).toEqual([]);
  }
  return declared.length;
}

/** Compares what every service reaches outside of the stack; answers how many places were open. */
function compareLeaves(services: readonly Service[], resources: readonly Rendered[]): number {
  const { pod, open } = networkOf(resources);
  const places = services.flatMap(({ leaves }) => leaves);
  const knocks = places.flatMap(({ cidr, ports }) =>
    [...ports, 1].map((port) => ({ ip: cidr.replace(".0.0/16", ".3.4"), port })),
  );
  let opened = 0;
  for (const { name, leaves } of services)
    for (const { ip, port } of [...knocks, { ip: "203.0.113.9", port: 443 }]) {
      const declared = leaves.some(
        ({ cidr, ports }) => ip.startsWith(cidr.replace(".0.0/16", ".")) && ports.includes(port),
      );
      opened += declared ? 1 : 0;
      expect(open(pod(name), { ip }, tcp(port)), `${name} > ${ip}:${port}`).toBe(declared);
      expect(open({ ip }, pod(name), tcp(port))).toBe(false);
    }
  return opened;
}

describe.each(["local", "production", "staging"])("on %s", (stack) => {
  test("the open connections are the declared ones", async () => {
    const settings = settingsOf(stack);
    expect(compare(declareServices(settings), await render(stack, settings))).toBe(7);
  });

  test("every service finds the cluster's name servers, and nothing else there", async () => {
    const settings = settingsOf(stack);
    const { pod, open } = networkOf(await render(stack, settings));
    const services = declareServices(settings);
    expect(services.length).toBeGreaterThanOrEqual(5);
    for (const { name, ports } of services) {
      expect(open(pod(name), nameServer, udp(53))).toBe(true);
      expect(open(pod(name), nameServer, tcp(53))).toBe(true);
      expect(open(pod(name), nameServer, tcp(443))).toBe(false);
      expect(
        open(pod(name), { ...nameServer, namespace: { "kubernetes.io/metadata.name": "other" } }, udp(53)),
      ).toBe(false);
      expect(open(pod(name), { labels: { "k8s-app": "metrics" }, namespace: system }, udp(53))).toBe(false);
      expect(open(pod(name), { ip: "203.0.113.53" }, udp(53))).toBe(false);
      for (const port of Object.values(ports)) expect(open(nameServer, pod(name), tcp(port))).toBe(false);
    }
  });

  test("a pod that no service declares is reached by none and reaches none", async () => {
    const settings = settingsOf(stack);
    const { pod, open } = networkOf(await render(stack, settings));
    const stranger: Place = { labels: { app: "stranger" }, namespace: own };
    const guest: Place = {
      labels: { "app.kubernetes.io/name": "app" },
      namespace: { "kubernetes.io/metadata.name": "other" },
    };
    const all = ends(declareServices(settings));
    expect(all.length).toBeGreaterThan(8);
    for (const { service, port } of all) {
      for (const from of [stranger, guest, { ip: "203.0.113.9" }])
        expect(open(from, pod(service), tcp(port))).toBe(false);
      expect(open(pod(service), stranger, tcp(port))).toBe(false);
    }
    expect(open(stranger, nameServer, udp(53))).toBe(false);
  });
});

test("on any stack, the open connections and places are the declared ones", async () => {
  const platform = Settings.parse({ kubernetes: { context: "test" } }).kubernetes;
  let [connections, places] = [0, 0];
  await fc.assert(
    fc.asyncProperty(stacks, async (services) => {
      const args = {
        stack: "test",
        platform,
        admission: "off",
        exempted: [],
        protect: true,
        services,
        secretSources: {},
      } as const;
      const resources = await renderServices(args);
      connections += compare(services, resources);
      places += compareLeaves(services, resources);
    }),
    { numRuns: 20 },
  );
  expect(connections).toBeGreaterThan(20);
  expect(places).toBeGreaterThan(5);
});

test("other name servers are those of the settings", async () => {
  const dns = { namespace: "dns", podLabels: { app: "coredns" }, port: 5353, cidrs: ["169.254.20.10/32"] };
  const { pod, open } = networkOf(await render("test", { kubernetes: { context: "test", dns } }));
  const server: Place = { labels: { app: "coredns" }, namespace: { "kubernetes.io/metadata.name": "dns" } };
  expect(open(pod("app"), server, udp(5353))).toBe(true);
  expect(open(pod("app"), { ip: "169.254.20.10" }, udp(5353))).toBe(true);
  expect(open(pod("app"), { ip: "169.254.20.11" }, udp(5353))).toBe(false);
  expect(open(pod("app"), nameServer, udp(53))).toBe(false);
});

test("the selectors of policies, services and workloads find the pods of their service alone", async () => {
  const resources = await render("test", settingsOf("production"));
  const pods = workloads(resources).map(({ metadata, spec }) => ({
    name: metadata.name,
    labels: spec.template.metadata.labels ?? {},
  }));
  const found = [
    ...workloads(resources).map(({ metadata, spec }) => [metadata.name, spec.selector.matchLabels] as const),
    ...objects(resources, "Service").map(
      ({ metadata, spec }) => [metadata.name.replace(/-headless$/, ""), spec.selector] as const,
    ),
  ];
  expect(found).toHaveLength(5 + 5 + 2);
  for (const [name, selector] of found)
    expect(
      pods.filter(({ labels }) => Object.entries(selector).every(([key, value]) => labels[key] === value)),
    ).toEqual([expect.objectContaining({ name })]);
});
