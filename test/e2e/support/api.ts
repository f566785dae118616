import https from "node:https";
import type { KubeConfig, KubernetesObject } from "@kubernetes/client-node";

const agent = new https.Agent({ keepAlive: true, maxSockets: 16 });

export interface Call {
  readonly method?: "GET" | "POST" | "PATCH" | "DELETE";
  readonly body?: unknown;
  readonly accept?: string;
  /** The content type of the body, if it is not the method's usual one. */
  readonly type?: string;
  /** On behalf of whom, by `Impersonate-` headers. */
  readonly as?: string;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  /** What the API server warns of. */
  readonly warnings: readonly string[];
}

/** Asks the API server of a kubeconfig with a client certificate, past every client that the tests judge. */
export async function ask(
  config: KubeConfig,
  path: string,
  { method = "GET", body, accept = "application/json", as, ...more }: Call = {},
): Promise<Answer> {
  const server = config.getCurrentCluster()?.server ?? "";
  const options: https.RequestOptions = {};
  await config.applyToHTTPSOptions(options);
  const usual = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const type = more.type ?? usual;
  return new Promise((resolve, reject) => {
    const request = https.request(
      new URL(path, server),
      {
        ...options,
        agent,
        method,
        headers: { accept, "content-type": type, ...(as !== undefined && { "impersonate-user": as }) },
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const text = Buffer.concat(chunks).toString();
          resolve({
            status: response.statusCode ?? 0,
            body: JSON.parse(text),
            warnings: warningsIn(response.rawHeaders),
          });
        });
      },
    );
    request.on("error", reject);
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

const warningsIn = (headers: readonly string[]): readonly string[] =>
  headers.flatMap((value, index) => {
    const quoted =
      headers[index - 1]?.toLowerCase() === "warning" ? /^299 - "(.*)"$/.exec(value)?.[1] : undefined;
    return index % 2 === 1 && quoted !== undefined ? [quoted.replaceAll(/\\(.)/g, "$1")] : [];
  });

/** @throws when the API server answers with anything but success. */
export async function must(config: KubeConfig, path: string, call?: Call): Promise<KubernetesObject> {
  const { status, body } = await ask(config, path, call);
  if (status >= 300) throw new Error(`${call?.method ?? "GET"} ${path}: ${status} ${JSON.stringify(body)}`);
  return body as KubernetesObject;
}
