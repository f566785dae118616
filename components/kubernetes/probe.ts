import type { Probe, Service } from "../model/service.ts";

/** The three probes of a container, with the times that the declaration leaves out. */
export const probes = ({ probes: { startup, ready, live }, ports }: Pick<Service, "probes" | "ports">) => ({
  ...(startup && { startupProbe: probe(startup, ports) }),
  readinessProbe: probe(ready, ports),
  ...(live && { livenessProbe: probe(live, ports) }),
});

const probe = ({ period = 10, timeout = 3, failures = 3, ...check }: Probe, ports: Service["ports"]) => ({
  ...action(check, ports),
  periodSeconds: period,
  timeoutSeconds: timeout,
  failureThreshold: failures,
});

const action = (check: Probe, ports: Service["ports"]) => {
  if ("http" in check) return { httpGet: { path: check.http, port: check.port } };
  if ("tcp" in check) return { tcpSocket: { port: check.tcp } };
  if ("grpc" in check) return { grpc: { port: portOf(check.grpc, ports) } };
  return { exec: { command: [...check.exec] } };
};

function portOf(name: string, ports: Service["ports"]): number {
  const port = ports[name];
  if (port === undefined) throw new Error(`a probe asks port ${name}, which the service does not have`);
  return port;
}
