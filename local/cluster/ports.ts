import { randomInt } from "node:crypto";
import { createServer } from "node:net";
import { Problem } from "../problem.ts";

/** Below what systems give to outgoing connections, so that a port is still free when the cluster is started again. */
const range = { from: 20_000, to: 32_000 };

/** Whether nothing listens on this port of the loopback interface. */
export const isFree = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** So many different ports that are free now; random, so that clusters that start together seldom meet. */
export async function freePorts(count: number): Promise<readonly number[]> {
  const ports = new Set<number>();
  for (let tries = 0; tries < 1_000 && ports.size < count; tries++) {
    const port = randomInt(range.from, range.to);
    if (await isFree(port)) ports.add(port);
  }
  if (ports.size < count)
    throw new Problem(`there are no ${count} free ports between ${range.from} and ${range.to} on 127.0.0.1`);
  return [...ports];
}
