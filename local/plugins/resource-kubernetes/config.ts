import { isDeepStrictEqual } from "node:util";
import { type Change, type Checked, type Difference, unchanged } from "../shared/provider.ts";
import { type Properties, hasUnknown, revealAll } from "../shared/wire.ts";
import { Api } from "./api.ts";
import { connect } from "./client.ts";
import { type Target, activeCluster, loadKubeConfig } from "./cluster.ts";
import { messageOf } from "./errors.ts";
import { unsupported } from "./settings.ts";

export interface Cluster {
  readonly api: Api;
  /** The namespace of objects that name none. */
  readonly namespace: string;
}

/** Finds the cluster and asks whether it is there, so that a wrong context is one error and not one for each resource. */
export async function reach(target: Target): Promise<Cluster> {
  const config = loadKubeConfig(target);
  const client = await connect(config);
  await client.request({ method: "GET", path: "/version" });
  const context = config.getContextObject(config.getCurrentContext());
  return { api: new Api(client), namespace: context?.namespace ?? "default" };
}

/** What is wrong with the provider's own inputs. The engine shows a property's value, so a kubeconfig is never named as one. */
export async function checkConfig(inputs: Properties): Promise<Checked> {
  if (hasUnknown(inputs)) return { inputs, failures: [] };
  const known = revealAll(inputs);
  const value = (key: string) => textOf(known[key]);
  const failures = unsupported(value);
  if (failures.length > 0 || value("deleteUnreachable") === "true") return { inputs, failures };
  try {
    await reach({ kubeconfig: value("kubeconfig"), context: value("context"), cluster: value("cluster") });
    return { inputs, failures: [] };
  } catch (error) {
    const property = value("context") ? "context" : "";
    return { inputs, failures: [{ property, reason: messageOf(error) }] };
  }
}

export const textOf = (value: Properties[string] | undefined): string | undefined =>
  value === undefined || value === null
    ? undefined
    : typeof value === "string"
      ? value
      : JSON.stringify(value);

const clusterKeys = ["kubeconfig", "context", "cluster"];

/**
 * Another cluster replaces the provider and with it every object. `clusterIdentifier`, where it is set, says by itself
 * which cluster it is (pulumi-kubernetes 4.34, DiffConfig).
 */
export function diffConfig(olds: Properties, news: Properties): Difference {
  const keys = [...new Set([...Object.keys(olds), ...Object.keys(news)])];
  const changed = keys.filter((key) => !isDeepStrictEqual(olds[key], news[key]));
  if (changed.length === 0) return unchanged;
  const identified = "clusterIdentifier" in olds && "clusterIdentifier" in news;
  const replaces = (key: string) =>
    identified ? key === "clusterIdentifier" : clusterKeys.includes(key) && isOtherCluster(olds, news);
  const changes = new Map<string, Change>(
    changed.map((key) => [key, { kind: key in news ? "update" : "delete", replace: replaces(key) }]),
  );
  return { changes, deleteBeforeReplace: false };
}

function isOtherCluster(olds: Properties, news: Properties): boolean {
  if (clusterKeys.some((key) => hasUnknown(news[key] ?? null))) return true;
  const [before, after] = [activeCluster(revealAll(olds)), activeCluster(revealAll(news))];
  return before !== undefined && after !== undefined && !isDeepStrictEqual(before, after);
}
