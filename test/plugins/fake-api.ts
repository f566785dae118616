import { Api } from "../../local/plugins/resource-kubernetes/api.ts";
import type { Call, Client } from "../../local/plugins/resource-kubernetes/client.ts";
import type { Context } from "../../local/plugins/resource-kubernetes/context.ts";
import { ApiError } from "../../local/plugins/resource-kubernetes/errors.ts";
import type { Properties } from "../../local/plugins/shared/wire.ts";

const resources = {
  "/api/v1": [
    { kind: "ConfigMap", name: "configmaps", namespaced: true },
    { kind: "Secret", name: "secrets", namespaced: true },
    { kind: "Namespace", name: "namespaces", namespaced: false },
    { kind: "Service", name: "services", namespaced: true },
    { kind: "Service", name: "services/status", namespaced: true },
    { kind: "Pod", name: "pods", namespaced: true },
    { kind: "Event", name: "events", namespaced: true },
  ],
  "/apis/apps/v1": [{ kind: "Deployment", name: "deployments", namespaced: true }],
} satisfies Record<string, Properties[]>;

export type Answer = (call: Call) => Properties | ApiError;

/** An API server that knows a few kinds, answers as it is told and remembers what it was asked for. */
export function fakeApi(answer: Answer = ({ body }) => (isBody(body) ? body : {})): {
  api: Api;
  calls: Call[];
} {
  const calls: Call[] = [];
  const client: Client = {
    request: (call) => {
      const known = Object.entries(resources).find(([path]) => path === call.path);
      if (known) return Promise.resolve({ resources: known[1] });
      calls.push(call);
      const answered = answer(call);
      return answered instanceof ApiError ? Promise.reject(answered) : Promise.resolve(answered);
    },
    watch: async function* (_path, _query, signal) {
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
      yield* [];
    },
  };
  return { api: new Api(client), calls };
}

const isBody = (body: Call["body"]): body is Properties =>
  typeof body === "object" && body !== null && !Array.isArray(body);

/** What an operation needs, with the official defaults. */
export const contextOf = (api: Api, said: string[] = []): Context => ({
  api,
  namespace: "apps",
  settings: {
    namespace: "apps",
    mutable: { configMaps: false, secrets: false },
    patchForce: false,
    upsert: false,
    deleteUnreachable: false,
  },
  log: (message) => said.push(message),
  cancelled: new AbortController().signal,
});

/** A resource in the form that the engine names one. */
export const resource = (type: string, name: string) => ({
  urn: `urn:pulumi:local::vectorstack::component$${type}::${name}`,
  type,
  name,
});
