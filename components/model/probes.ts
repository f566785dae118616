import { z } from "zod";
import { hint, type Mistake } from "./mistakes.ts";
import { count, portName } from "./values.ts";

const right = "{ http: <path>, port }, { tcp: <port> }, { grpc: <port> } or { exec: [<command>] }";

const timing = {
  period: count(1).optional(),
  timeout: count(1).optional(),
  failures: count(1).optional(),
};

const Probe = z.union(
  [
    z.strictObject({ http: z.string().startsWith("/"), port: portName, ...timing }),
    z.strictObject({ tcp: portName, ...timing }),
    z.strictObject({ grpc: portName, ...timing }),
    z.strictObject({ exec: z.array(z.string()).min(1), ...timing }),
  ],
  right,
);

/** How to tell that a replica has started, can serve and is alive; a port is one of the service's by name. */
export const ProbesSettings = z.strictObject({
  startup: Probe.optional(),
  ready: Probe,
  live: Probe.optional(),
});

type ProbesSettings = z.infer<typeof ProbesSettings>;

/** The probes whose port is not one of the service's. */
export const probeMistakes = (
  probes: ProbesSettings,
  ports: Readonly<Record<string, number>>,
): readonly Mistake[] =>
  Object.entries(probes).flatMap(([kind, probe]) => {
    if (probe === undefined || "exec" in probe) return [];
    const [field, port] =
      "http" in probe ? ["port", probe.port] : "tcp" in probe ? ["tcp", probe.tcp] : ["grpc", probe.grpc];
    return Object.hasOwn(ports, port)
      ? []
      : [{ path: [kind, field], message: `the name of one of its ports${hint(port, Object.keys(ports))}` }];
  });
