import type * as k8s from "@pulumi/kubernetes";
import type { Endpoint, Traffic } from "../model/network.ts";
import { selector } from "./labels.ts";
import type { KubernetesSettings } from "./settings.ts";

type Spec = k8s.types.input.networking.v1.NetworkPolicySpec;

/** Opens one service to its callers and its callees. Ports are container ports: policy sees traffic after the Service rewrites it. */
export const networkPolicy = (name: string, { from, to, leaves }: Traffic, dns: Dns): Spec => ({
  podSelector: { matchLabels: selector(name) },
  policyTypes: ["Ingress", "Egress"],
  ingress: byService(from).map(({ service, ports }) => ({ from: [pods(service)], ports })),
  egress: [
    ...nameServers(dns),
    ...byService(to).map(({ service, ports }) => ({ to: [pods(service)], ports })),
    ...leaves.map(({ cidr, ports }) => ({ to: [{ ipBlock: { cidr } }], ports: ports.map(tcp) })),
  ],
});

/** Closes the namespace to whatever no service declared. */
export const denyAll: Spec = { podSelector: {}, policyTypes: ["Ingress", "Egress"] };

type Dns = KubernetesSettings["dns"];

const nameServers = ({ namespace, podLabels, port, cidrs }: Dns) => {
  const ports = [
    { port, protocol: "UDP" },
    { port, protocol: "TCP" },
  ];
  const cluster = {
    namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
    podSelector: { matchLabels: podLabels },
  };
  return [{ to: [cluster, ...cidrs.map((cidr) => ({ ipBlock: { cidr } }))], ports }];
};

const tcp = (port: number) => ({ port, protocol: "TCP" });

const pods = (service: string) => ({ podSelector: { matchLabels: selector(service) } });

const byService = (ends: readonly Endpoint[]) =>
  [...Map.groupBy(ends, ({ service }) => service)].map(([service, group]) => ({
    service,
    ports: group.map(({ port }) => tcp(port)),
  }));
