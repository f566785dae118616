import { hasIdentity, textsOf, type Service } from "./service.ts";
import { plainText, type Text } from "./text.ts";

/** One port of one service: what others connect to. */
export interface Endpoint {
  readonly service: string;
  readonly port: number;
}

/** A place outside the stack, by address range. */
export interface Destination {
  readonly cidr: string;
  readonly ports: readonly number[];
}

/** As much of a service as its callers see. */
export type Peer<Port extends string> = Pick<Service<Port>, "name" | "ports">;

export const endpoint = <P extends string>({ name, ports }: Peer<P>, port: NoInfer<P>): Endpoint => ({
  service: name,
  port: ports[port],
});

export const address = ({ service, port }: Endpoint): string => `${service}:${port}`;

/** Resolves to every replica of a service, ready or not; the suffix of each replica's own host name. */
export const headless = (name: string): string => `${name}-headless`;

/** The stable host name of one replica. */
export const replicaHost = (name: string, ordinal: number): string => `${name}-${ordinal}.${headless(name)}`;

/** Whom one service must let in and may reach. */
export interface Traffic {
  readonly from: readonly Endpoint[];
  readonly to: readonly Endpoint[];
  readonly leaves: readonly Destination[];
}

/**
 * Turns what each service connects to into what each must let in.
 * @throws when a connection leads nowhere, or a text names an address that is not in `connectsTo`.
 */
export function traffic(services: readonly Service[]): (service: Service) => Traffic {
  const mistakes = services.flatMap((service) => [
    ...unknownCallees(service, services),
    ...undeclaredAddresses(service, services),
  ]);
  if (mistakes.length > 0) throw new Error(mistakes.join("\n"));

  const edges = services.flatMap((service) => callees(service).map((to) => ({ from: service.name, to })));
  return ({ name, leaves }) => ({
    from: edges
      .filter(({ to }) => to.service === name)
      .map(({ from, to }) => ({ service: from, port: to.port })),
    to: edges.filter(({ from }) => from === name).map(({ to }) => to),
    leaves,
  });
}

const callees = (service: Service): readonly Endpoint[] => [
  ...service.connectsTo,
  ...service.peers.map((port) => endpoint(service, port)),
];

function unknownCallees(service: Service, services: readonly Service[]): readonly string[] {
  return service.connectsTo.flatMap((to) => {
    const callee = services.find(({ name }) => name === to.service);
    if (callee === undefined)
      return [`${service.name} connects to ${to.service}, which this stack does not run`];
    return Object.values(callee.ports).includes(to.port)
      ? []
      : [`${service.name} connects to ${address(to)}, but ${to.service} has no port ${to.port}`];
  });
}

const undeclaredAddresses = (service: Service, services: readonly Service[]): readonly string[] =>
  [...new Set(textsOf(service).flatMap((content) => unreachable(service, content, services)))].map(
    (found) => `${service.name} names ${found} in its texts, but does not connect to it`,
  );

/** The addresses of services in a text that a service reads, but to which it does not connect. */
export function unreachable(
  service: Service,
  content: Text,
  services: readonly Service[],
): readonly string[] {
  const declared = new Set(callees(service).map(address));
  const named = addressesIn(
    plainText(content, () => "\0"),
    services,
  );
  return named.filter((found) => !declared.has(found));
}

/** Every address of a service's port in a text, whichever of the service's host names it goes by. */
function addressesIn(content: string, services: readonly Service[]): readonly string[] {
  return services.flatMap((service) => {
    const replica = hasIdentity(service) ? `(?:${service.name}-\\d+\\.)?` : "";
    const host = `(?<![\\w.-])${replica}${service.name}(?:-headless)?(?:\\.[a-z0-9-]+)*:(\\d+)(?!\\d)`;
    return [...content.matchAll(new RegExp(host, "g"))]
      .map(([, port]) => Number(port))
      .filter((port) => Object.values(service.ports).includes(port))
      .map((port) => address({ service: service.name, port }));
  });
}
