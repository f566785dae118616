import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { type Cluster, KubeConfig } from "@kubernetes/client-node";
import { type Value, isObject } from "../shared/wire.ts";

/** Which cluster to speak to. What is absent is as the kubeconfig says. */
export interface Target {
  /** A path or the contents; the ambient kubeconfig when it is absent. */
  readonly kubeconfig?: string | undefined;
  readonly context?: string | undefined;
  readonly cluster?: string | undefined;
}

/** Loads the kubeconfig as kubectl does and selects the target in it. */
export function loadKubeConfig({ kubeconfig, context, cluster }: Target): KubeConfig {
  const config = new KubeConfig();
  if (kubeconfig) config.loadFromString(contentsOf(kubeconfig));
  else config.loadFromDefault();
  if (context) config.setCurrentContext(context);
  const current = config.getContextObject(config.getCurrentContext());
  if (!current) throw new Error(missingContext(config, context));
  const chosen = { ...current, cluster: cluster ?? current.cluster };
  config.contexts = config.contexts.map((known) => (known === current ? chosen : known));
  config.clusters = config.clusters.map(allowPlain);
  if (!config.getCurrentCluster())
    throw new Error(`the kubeconfig has no cluster "${chosen.cluster}" for context "${chosen.name}"`);
  return config;
}

/** Without TLS there is nothing to verify, but KubeConfig wants to be told. */
const allowPlain = (cluster: Cluster): Cluster =>
  cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster;

function missingContext(config: KubeConfig, context: string | undefined): string {
  const known = config.getContexts().map(({ name }) => name);
  const has = known.length > 0 ? `it has ${known.join(", ")}` : "it has none";
  return context
    ? `context "${context}" does not exist in the kubeconfig: ${has}`
    : `the kubeconfig names no context: ${has}`;
}

function contentsOf(pathOrContents: string): string {
  const expanded = pathOrContents.replace(/^~(?=$|\/)/, homedir());
  if (expanded.includes("\n") || expanded.startsWith("{")) return pathOrContents;
  try {
    return readFileSync(path.resolve(expanded), "utf8");
  } catch (error) {
    throw new Error(`the kubeconfig ${pathOrContents} cannot be read`, { cause: error });
  }
}

/** The cluster that the provider's own inputs name, if they name one: an ambient kubeconfig tells nothing. */
export function activeCluster(inputs: Readonly<Record<string, Value>>): Cluster | undefined {
  const given = inputs["kubeconfig"];
  const kubeconfig = isObject(given) ? JSON.stringify(given) : given;
  if (typeof kubeconfig !== "string" || kubeconfig === "") return undefined;
  const chosen = (key: string) => {
    const value = inputs[key];
    return typeof value === "string" ? value : undefined;
  };
  try {
    const target = { kubeconfig, context: chosen("context"), cluster: chosen("cluster") };
    return loadKubeConfig(target).getCurrentCluster() ?? undefined;
  } catch {
    return undefined;
  }
}
