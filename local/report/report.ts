import { ApiException, type KubeConfig, KubernetesObjectApi } from "@kubernetes/client-node";
import { stringify } from "yaml";
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

/** The components with their readiness as the cluster has it now, and the stack's outputs; undefined if nothing is deployed. */
export async function reportOn(deployment: Deployment, config: KubeConfig): Promise<Report | undefined> {
  const root = componentTree(deployment);
  if (root === undefined) return undefined;
  const objects = KubernetesObjectApi.makeApiClient(config);
  const all = flatten(root);
  const states = await Promise.all(
    all.map((it) => Promise.all(it.objects.map((object) => ask(objects, object, config)))),
  );
  const readiness = new Map(all.map((it, index) => [it, states[index] ?? []]));
  const outputs = outputsOf(deployment);
  const lines = formatTree(root, (it) => formatReadiness(readiness.get(it) ?? []));
  return {
    ready: states.flat().every(isReady),
    lines: [...lines, ...(Object.keys(outputs).length > 0 ? ["", stringify(outputs).trimEnd()] : [])],
  };
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
