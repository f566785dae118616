import type { Image } from "./images.ts";
import type { Destination, Endpoint } from "./network.ts";
import type { Bytes, Cpu } from "./quantity.ts";
import type { Text } from "./text.ts";

/**
 * The words a service is declared in. All of it is plain data that knows no platform, so a
 * declaration can be printed, compared and tested without an engine.
 */
export interface ServiceSpec<Port extends string = string> {
  /** Its DNS name too, on every platform. */
  readonly name: string;
  readonly image: Image;
  /** The numeric user and group its image runs as; never 0. */
  readonly user: number;
  readonly ports: Readonly<Record<Port, number>>;
  readonly resources: Resources;
  readonly probes: Probes<NoInfer<Port>>;
  /** @default 1 */
  readonly replicas?: number;
  /** Replaces the image's entry point. */
  readonly command?: readonly string[];
  readonly args?: readonly Text[];
  readonly env?: Readonly<Record<string, Text>>;
  /** Read-only files, by absolute path. */
  readonly files?: Readonly<Record<string, Text>>;
  /** Directories it may write and lose, with the most each may hold; everything else is read-only. */
  readonly scratch?: Readonly<Record<string, Bytes>>;
  /** What must outlive the container, by volume name; each replica has its own. */
  readonly state?: Readonly<Record<string, Volume>>;
  /** Ports on which its replicas reach each other; having them gives each replica a stable host name. */
  readonly peers?: readonly NoInfer<Port>[];
  /** The only services it may open a connection to. */
  readonly connectsTo?: readonly Endpoint[];
  /** The only places outside the stack it may open a connection to. */
  readonly leaves?: readonly Destination[];
  /** Which versions its data can go to: any, or only from one minor version to the next. @default "any" */
  readonly upgrades?: "any" | "next-minor";
  readonly spread?: Spread;
  readonly drain?: Drain;
}

const defaults = {
  replicas: 1,
  command: [],
  args: [],
  env: {},
  files: {},
  scratch: {},
  state: {},
  peers: [],
  connectsTo: [],
  leaves: [],
  upgrades: "any",
  spread: { host: "preferred", zone: "preferred" },
  drain: { delay: 0, grace: 30 },
} as const satisfies Partial<ServiceSpec>;

export type Service<P extends string = string> = ServiceSpec<P> &
  Required<Pick<ServiceSpec<P>, keyof typeof defaults>>;

/** Declares a service, filling in what it leaves out. */
export const defineService = <const P extends string>(spec: ServiceSpec<P>): Service<P> => ({
  ...defaults,
  ...spec,
});

/** Requests of CPU and memory; memory is the limit too, CPU is limited only where `cpuLimit` says so. */
export interface Resources {
  readonly cpu: Cpu;
  readonly memory: Bytes;
  readonly cpuLimit?: Cpu | undefined;
}

export interface Volume {
  readonly path: string;
  readonly size: Bytes;
}

export interface Probes<Port extends string = string> {
  /** Holds the other two back until it has passed once. */
  readonly startup?: Probe<Port> | undefined;
  /** Failing takes the replica out of service. */
  readonly ready: Probe<Port>;
  /** Failing restarts the replica. */
  readonly live?: Probe<Port> | undefined;
}

export type Probe<Port extends string = string> = Check<Port> & {
  /** Seconds between two tries. @default 10 */
  readonly period?: number | undefined;
  /** Seconds a try may take. @default 3 */
  readonly timeout?: number | undefined;
  /** Failures in a row that count. @default 3 */
  readonly failures?: number | undefined;
};

type Check<Port extends string> =
  | { readonly http: string; readonly port: Port }
  | { readonly tcp: Port }
  | { readonly grpc: Port }
  | { readonly exec: readonly string[] };

/** Whether replicas must, or only should, be on different hosts and in different zones. */
export interface Spread {
  readonly host: "required" | "preferred";
  readonly zone: "required" | "preferred";
}

/** What happens before a replica stops, in seconds. */
export interface Drain {
  /** How long it goes on serving after it has been taken out of service. */
  readonly delay: number;
  /** How long it may take to stop in all, the delay included. */
  readonly grace: number;
}

/** Every text that its container reads. */
export const textsOf = ({ args, env, files }: Service): readonly Text[] => [
  ...args,
  ...Object.values(env),
  ...Object.values(files),
];

export type IdentityWords = Pick<Service, "state" | "peers">;

/** Whether its replicas can be told apart: they have state of their own or find each other by name. */
export const hasIdentity = ({ state, peers }: IdentityWords): boolean =>
  Object.keys(state).length > 0 || peers.length > 0;
