import type { Log } from "../shared/engine.ts";
import type { Provider } from "../shared/provider.ts";
import { check } from "./check.ts";
import { compare } from "./compare.ts";
import { checkConfig, diffConfig, reach } from "./config.ts";
import type { Context } from "./context.ts";
import { create } from "./create.ts";
import { messageOf } from "./errors.ts";
import { read } from "./read.ts";
import { remove } from "./remove.ts";
import { nonEmpty, readSettings } from "./settings.ts";
import { update } from "./update.ts";

const notice =
  "kubernetes: the stand-in plugin of this project speaks to the cluster, as the official one is not installed";

/** Keeps objects of a Kubernetes cluster as a program wants them. */
export function kubernetesProvider(version: string, log: Log): Provider {
  const cancelling = new AbortController();
  let configured: Promise<Context | "unreachable"> | undefined;

  async function configure(variables: ReadonlyMap<string, string>): Promise<Context | "unreachable"> {
    const variable = (key: string) => nonEmpty(variables.get(`kubernetes:config:${key}`));
    const settings = readSettings(variable, (key) => process.env[key]);
    const target = {
      kubeconfig: variable("kubeconfig"),
      context: variable("context"),
      cluster: variable("cluster"),
    };
    try {
      const { api, namespace } = await reach(target);
      return { api, settings, namespace: settings.namespace ?? namespace, log, cancelled: cancelling.signal };
    } catch (error) {
      if (!settings.deleteUnreachable) throw error;
      log(`${messageOf(error)}; deleteUnreachable is on, so its objects are forgotten`, {
        severity: "warning",
      });
      return "unreachable";
    }
  }

  async function context(): Promise<Context> {
    const reached = await configured;
    if (!reached || reached === "unreachable") throw new Error("the Kubernetes cluster cannot be reached");
    return reached;
  }

  return {
    version,
    checkConfig,
    diffConfig,
    configure: async (variables) => {
      log(notice);
      configured = configure(variables);
      await configured;
    },
    check: async (request) => check(await context(), request),
    diff: async (request) => compare(await context(), request),
    create: async (request) => create(await context(), request),
    read: async (request) =>
      (await configured) === "unreachable" ? undefined : read(await context(), request),
    update: async (request) => update(await context(), request),
    delete: async (request) => {
      if ((await configured) !== "unreachable") await remove(await context(), request);
    },
    cancel: () => cancelling.abort(),
  };
}
