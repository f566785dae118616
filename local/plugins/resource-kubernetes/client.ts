import http from "node:http";
import https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import { type Properties, type Value, isObject } from "../shared/wire.ts";
import { ApiError } from "./errors.ts";

export type Query = Readonly<Record<string, string | undefined>>;

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  readonly path: string;
  readonly query?: Query;
  readonly body?: Value;
  /** How a PATCH is to be read. */
  readonly contentType?: "application/apply-patch+yaml" | "application/json-patch+json";
}

/** Speaks JSON to one API server over connections that it keeps. */
export interface Client {
  request(call: Call): Promise<Properties>;
  /** The events of a watch, until the server ends it or the signal is given. */
  watch(path: string, query: Query, signal: AbortSignal): AsyncIterable<Properties>;
}

/** How long the server may take to accept a connection, in milliseconds. */
const connectTimeout = 10_000;
/** How often a call is repeated that the server was too busy for (status 429), and the pause if it names none. */
const busyRetries = 10;
const busyPause = 1_000;

export async function connect(config: KubeConfig): Promise<Client> {
  const server = new URL(config.getCurrentCluster()?.server ?? "");
  let options = await connection(config);

  async function send(call: Call, signal?: AbortSignal): Promise<http.IncomingMessage> {
    const response = await open(server, options, call, signal);
    if (response.statusCode !== 401) return response;
    response.resume();
    options = await connection(config);
    return open(server, options, call, signal);
  }

  async function request(call: Call, retries = busyRetries): Promise<Properties> {
    const response = await send(call);
    const code = response.statusCode ?? 0;
    const content = await contentOf(response);
    if (code < 400) return isObject(content) ? content : {};
    if (code !== 429 || retries === 0) throw new ApiError(isObject(content) ? content : {}, code);
    await sleep(Number(response.headers["retry-after"]) * 1_000 || busyPause);
    return request(call, retries - 1);
  }

  async function* watch(path: string, query: Query, signal: AbortSignal): AsyncGenerator<Properties> {
    const response = await send({ method: "GET", path, query: { ...query, watch: "true" } }, signal);
    if (response.statusCode !== 200) throw new ApiError({}, response.statusCode ?? 0);
    let rest = "";
    for await (const chunk of response.setEncoding("utf8")) {
      const lines = (rest + String(chunk)).split("\n");
      rest = lines.pop() ?? "";
      for (const line of lines) {
        const event = JSON.parse(line) as Value;
        if (isObject(event)) yield event;
      }
    }
  }

  return { request, watch };
}

/** Certificates, tokens and proxies, from whatever kind of authentication the kubeconfig asks for. */
async function connection(config: KubeConfig): Promise<https.RequestOptions> {
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const keepAlive = { keepAlive: true, maxFreeSockets: 256 };
  return { ...options, agent: Object.assign(options.agent ?? new http.Agent(), keepAlive) };
}

/** Sends a call. A kept connection that the server closed just then is no failure: the call goes over a new one. */
function open(
  server: URL,
  options: https.RequestOptions,
  request: Call,
  signal?: AbortSignal,
): Promise<http.IncomingMessage> {
  const { method, path, query = {}, body, contentType } = request;
  const target = new URL(server.pathname.replace(/\/$/, "") + path, server);
  for (const [key, value] of Object.entries(query))
    if (value !== undefined) target.searchParams.set(key, value);
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers: http.OutgoingHttpHeaders = {
    ...authorization(options),
    accept: "application/json",
    ...(content === undefined
      ? {}
      : { "content-type": contentType ?? "application/json", "content-length": Buffer.byteLength(content) }),
  };
  const { promise, resolve, reject } = Promise.withResolvers<http.IncomingMessage>();
  const transport = target.protocol === "https:" ? https : http;
  const call = transport.request(
    target,
    { ...options, method, headers, ...(signal ? { signal } : {}) },
    resolve,
  );
  call.on("error", (error: NodeJS.ErrnoException) => {
    if (call.reusedSocket && error.code === "ECONNRESET") resolve(open(server, options, request, signal));
    else reject(unreachable(server, error));
  });
  call.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => call.destroy(new Error("no answer")), connectTimeout);
    socket.once("connect", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
  });
  call.end(content);
  return promise;
}

/** The headers that authentication adds; KubeConfig writes them as an object. */
const authorization = ({ headers }: https.RequestOptions): http.OutgoingHttpHeaders =>
  Object.fromEntries(Object.entries(headers ?? {}));

/** A connection that failed before there was an answer. */
export class UnreachableError extends Error {}

const unreachable = (server: URL, error: NodeJS.ErrnoException): Error =>
  error.name === "AbortError"
    ? error
    : new UnreachableError(
        `the API server at ${server.origin} cannot be reached: ${error.message || (error.code ?? "")}`,
      );

async function contentOf(response: http.IncomingMessage): Promise<Value> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const content = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(content) as Value;
  } catch {
    return { message: content.trim() };
  }
}
