import fc from "fast-check";
import { endpoint } from "../../components/model/network.ts";
import { defineService, type Service } from "../../components/model/service.ts";

const image = `registry.example/it:1@sha256:${"0123456789abcdef".repeat(4)}` as const;

/** A service that does nothing, but for what is said otherwise. */
export const service = (spec: Partial<Service> & Pick<Service, "name">): Service =>
  defineService({
    image,
    user: 1000,
    ports: {},
    resources: { cpu: "10m", memory: "64Mi" },
    probes: { ready: { exec: ["true"] } },
    ...spec,
  });

const name = fc.stringMatching(/^[a-z][a-z0-9]{0,5}(-[a-z0-9]{1,4})?$/);

const names = (most: number) => fc.uniqueArray(name, { minLength: 1, maxLength: most });

const portsOf = (labels: readonly string[], numbers: readonly number[]) =>
  Object.fromEntries(labels.map((label, i) => [`${label}-port`, numbers[i] ?? 0]));

const ports = (least: number) =>
  fc
    .tuple(
      fc.uniqueArray(fc.stringMatching(/^[a-z]{1,5}$/), { minLength: least, maxLength: 3 }),
      fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 3, maxLength: 3 }),
    )
    .map(([labels, numbers]) => portsOf(labels, numbers));

const leaf = fc.record({
  cidr: fc.tuple(fc.integer({ min: 11, max: 99 }), fc.nat(255)).map(([a, b]) => `${a}.${b}.0.0/16`),
  ports: fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 2 }),
});

const state = fc.dictionary(
  fc.constantFrom("data", "logs"),
  fc.record({ path: fc.constant("/data"), size: fc.constantFrom("1Gi", "300Mi") }),
);

const shape = fc.record({
  ports: ports(1),
  replicas: fc.integer({ min: 1, max: 4 }),
  state,
  hasPeers: fc.boolean(),
  leaves: fc.array(leaf, { maxLength: 2 }),
  memory: fc.constantFrom("64Mi", "1Gi", "1500Mi"),
  cpu: fc.constantFrom("5m", "250m"),
  scratch: fc.dictionary(fc.constantFrom("/tmp", "/run"), fc.constantFrom("1Mi", "2Gi")),
});

/** Whole stacks of services that connect to one another at random. */
export const stacks: fc.Arbitrary<readonly Service[]> = names(5)
  .chain((all) => fc.tuple(fc.constant(all), fc.tuple(...all.map(() => shape))))
  .map(([all, shapes]) =>
    shapes.map(({ hasPeers, cpu, memory, ...spec }, i) =>
      service({
        ...spec,
        name: all[i] ?? "",
        peers: hasPeers ? Object.keys(spec.ports).slice(0, 1) : [],
        resources: { cpu, memory },
      }),
    ),
  )
  .chain((services) =>
    fc.tuple(
      fc.constant(services),
      fc.tuple(...services.map(({ name }) => fc.subarray(ends(services.filter((it) => it.name !== name))))),
    ),
  )
  .map(([services, connections]) => services.map((it, i) => ({ ...it, connectsTo: connections[i] ?? [] })));

/** Every port of every service. */
export const ends = (services: readonly Service[]) =>
  services.flatMap((it) => Object.keys(it.ports).map((port) => endpoint(it, port)));
