import { address, endpoint } from "./network.ts";
import type { Service } from "./service.ts";

/** Every address that a service answers its callers on, by service and port. */
export const endpoints = (services: readonly Service[]): Record<string, Record<string, string>> =>
  Object.fromEntries(
    services.map((service) => [
      service.name,
      Object.fromEntries(
        Object.keys(service.ports)
          .filter((port) => !service.peers.includes(port))
          .map((port) => [port, address(endpoint(service, port))]),
      ),
    ]),
  );

/** Whom each service connects to, inside the stack and outside of it. */
export const connectionGraph = (services: readonly Service[]): Record<string, readonly string[]> =>
  Object.fromEntries(
    services.map((service) => [
      service.name,
      [
        ...service.connectsTo.map(address),
        ...service.peers.map((port) => address(endpoint(service, port))),
        ...service.leaves.flatMap(({ cidr, ports }) => ports.map((port) => `${cidr}:${port}`)),
      ],
    ]),
  );

/** The services and their connections as a Mermaid flowchart. */
export function mermaid(services: readonly Service[]): string {
  const nodes = services.map(({ name, replicas, state }) => {
    const label = replicas > 1 ? `${name} ×${replicas}` : name;
    return Object.keys(state).length > 0 ? `  ${name}[("${label}")]` : `  ${name}["${label}"]`;
  });
  const places = [...new Set(services.flatMap(({ leaves }) => leaves.map(({ cidr }) => cidr)))];
  const arrows = services.flatMap((service) => [
    ...byCallee(service).map(([callee, ports]) => `  ${service.name} -->|${ports.join(", ")}| ${callee}`),
    ...service.peers.map((port) => `  ${service.name} <-->|${service.ports[port]}| ${service.name}`),
    ...service.leaves.map(
      ({ cidr, ports }) =>
        `  ${service.name} -->|${ports.join(", ")}| outside-${places.indexOf(cidr)}["${cidr}"]`,
    ),
  ]);
  return ["flowchart LR", ...nodes, ...arrows, ""].join("\n");
}

const byCallee = ({ connectsTo }: Service) =>
  [...Map.groupBy(connectsTo, ({ service }) => service)].map(
    ([callee, ends]) => [callee, ends.map(({ port }) => port)] as const,
  );
