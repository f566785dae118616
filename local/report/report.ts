import { ApiException, type KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { reasonOf, serverOf } from "../cluster/api.ts";
import { type Deployment, outputsOf } from "../engine/state.ts";
import { Problem } from "../problem.ts";
import {
  formatReadiness,
  isReady,
  kindsThatWait,
  type Readiness,
  readinessOf,
  type Waiting,
} from "./readiness.ts";
import { type ClusterObject, type Component, componentTree, formatTree } from "./tree.ts";

export interface Report {
  readonly ready: boolean;
  readonly lines: readonly string[];
}

/** The components with their readiness as the cluster has it now, and the endpoints; undefined if nothing is deployed. */
export async function reportOn(deployment: Deployment, config: KubeConfig): Promise<Report | undefined> {
  const root = componentTree(deployment);
  if (root === undefined) return undefined;
  const objects = KubernetesObjectApi.makeApiClient(config);
  const all = flatten(root);
  const states = await Promise.all(
    all.map((it) => Promise.all(it.objects.map((object) => ask(objects, object, config)))),
  );
  const readiness = new Map(all.map((it, index) => [it, states[index] ?? []]));
  const endpoints = formatEndpoints(outputsOf(deployment)["addresses"]);
  const lines = formatTree(root, (it) => formatReadiness(readiness.get(it) ?? []));
  return {
    ready: states.flat().every(isReady),
    lines: [...lines, ...(endpoints.length > 0 ? ["", "endpoints:", ...endpoints] : [])],
  };
}

/** A line for each endpoint of each service; none if the stack has no such output. */
function formatEndpoints(addresses: unknown): readonly string[] {
  const rows = Object.entries((addresses ?? {}) as Record<string, Record<string, string>>).flatMap(
    ([service, ports]) =>
      Object.entries(ports).map(([port, address]) => ({ left: `  ${service} ${port}`, address })),
  );
  const width = Math.max(0, ...rows.map(({ left }) => left.length));
  return rows.map(({ left, address }) => `${left.padEnd(width)}  ${address}`);
}

const flatten = (component: Component): readonly Component[] => [
  component,
  ...component.children.flatMap(flatten),
];

/** Only kinds that take time are asked for one by one: the others were there when the engine said so. */
async function ask(
  objects: KubernetesObjectApi,
  object: ClusterObject,
  config: KubeConfig,
): Promise<Readiness> {
  const { apiVersion, kind, name, namespace = "" } = object;
  if (!kindsThatWait.has(kind)) return { unit: "object", ready: 1, desired: 1 };
  const live = await objects
    .read<Waiting>({ apiVersion, kind, metadata: { name, namespace } })
    .catch((thrown: unknown) => {
      if (thrown instanceof ApiException && thrown.code === 404) return undefined;
      throw new Problem(
        `the Kubernetes API at ${serverOf(config)} does not say how ${kind} ${name} is: ${reasonOf(thrown)}`,
      );
    });
  return readinessOf(kind, live);
}
