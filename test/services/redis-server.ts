import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import net, { type AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { text } from "node:stream/consumers";

/** Whether this machine has the server and its command line. */
export const hasRedis = ["redis-server", "redis-cli"].every(
  (command) => spawnSync(command, ["--version"]).status === 0,
);

export interface RunningRedis {
  readonly port: number;
  /** Everything that the server answers to these commands on one connection. */
  readonly say: (commands: readonly string[], localAddress?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Starts Redis with the declared configuration, its place on the machine apart. */
export async function startRedis(config: string, users: string): Promise<RunningRedis> {
  const folder = mkdtempSync(path.join(tmpdir(), "redis-"));
  const port = await freePort();
  const place: Record<string, string> = {
    bind: "127.0.0.1 127.0.0.2",
    port: String(port),
    dir: folder,
    aclfile: path.join(folder, "users.acl"),
  };
  const lines = config.split("\n").map((line) => {
    const [directive = ""] = line.split(" ");
    return Object.hasOwn(place, directive) ? `${directive} ${place[directive]}` : line;
  });
  writeFileSync(path.join(folder, "users.acl"), users);
  writeFileSync(path.join(folder, "redis.conf"), lines.join("\n"));
  const server = spawn("redis-server", [path.join(folder, "redis.conf")], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  await untilReady(server);
  return {
    port,
    say: (commands, localAddress = "127.0.0.1") => say(port, commands, localAddress),
    stop: async () => {
      const gone = once(server, "exit");
      server.kill("SIGKILL");
      await gone;
      rmSync(folder, { recursive: true });
    },
  };
}

async function untilReady({ stdout, pid }: ChildProcess): Promise<void> {
  let log = "";
  for await (const chunk of stdout ?? []) {
    log += String(chunk);
    if (log.includes("Ready to accept connections")) {
      stdout?.resume();
      return;
    }
  }
  throw new Error(`redis-server ${pid} did not start:\n${log}`);
}

async function say(port: number, commands: readonly string[], localAddress: string): Promise<string> {
  const socket = net.connect({ host: localAddress, port, localAddress });
  socket.write([...commands, "QUIT", ""].join("\r\n"));
  return text(socket);
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
