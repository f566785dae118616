import { randomUUID } from "node:crypto";
import type { KubeConfig } from "@kubernetes/client-node";
import { isObject, type RawObject } from "../../../policies/engine/value.ts";
import { kindOf, kinds } from "../../../policies/kinds.ts";
import { type Answer, ask, must } from "./api.ts";

export const text = (value: unknown): string => (typeof value === "string" ? value : "");

const metadataOf = ({ metadata }: RawObject): RawObject => (isObject(metadata) ? metadata : {});

export const nameOf = (object: RawObject): string => text(metadataOf(object)["name"]);

/** Where objects of a manifest's kind are made. */
export function collection(object: RawObject): string {
  const apiVersion = text(object["apiVersion"]);
  const kind = kindOf(apiVersion, text(object["kind"]));
  if (kind === undefined)
    throw new Error(`${apiVersion} ${text(object["kind"])} is no kind that a rule knows`);
  const root = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
  const namespace = text(metadataOf(object)["namespace"]) || "default";
  return kinds[kind].namespaced
    ? `${root}/namespaces/${namespace}/${kinds[kind].resource}`
    : `${root}/${kinds[kind].resource}`;
}

const query = (manager: string) => `dryRun=All&fieldManager=${manager}`;

/** What the API server makes of an object, without keeping it; an ephemeral container can only be added to a pod that runs. */
export async function send(config: KubeConfig, object: RawObject, manager: string): Promise<Answer> {
  const { spec } = object;
  if (object["kind"] === "Pod" && isObject(spec) && "ephemeralContainers" in spec) {
    const { ephemeralContainers, ...rest } = spec;
    const path = collection(object);
    const metadata = { ...metadataOf(object), name: `${nameOf(object)}-${randomUUID()}` };
    const { name } = metadata;
    await must(config, path, { method: "POST", body: { ...object, metadata, spec: rest } });
    const added = await ask(config, `${path}/${name}/ephemeralcontainers?${query(manager)}`, {
      method: "PATCH",
      body: { spec: { ephemeralContainers } },
    });
    await must(config, `${path}/${name}?gracePeriodSeconds=0`, { method: "DELETE" });
    return added;
  }
  return ask(config, `${collection(object)}?${query(manager)}`, { method: "POST", body: object });
}

/** Makes what objects can be refused for: their namespaces, the service accounts of pods and priority classes. */
export async function provide(config: KubeConfig, objects: readonly RawObject[]): Promise<void> {
  const create = async (path: string, body: object) => {
    const { status } = await ask(config, path, { method: "POST", body });
    if (status !== 201 && status !== 409) throw new Error(`POST ${path}: ${status}`);
  };
  const needed = new Set<string>();
  for (const object of objects) {
    const namespace = text(metadataOf(object)["namespace"]) || "default";
    needed.add(`/api/v1/namespaces ${namespace}`);
    const { spec } = object;
    if (object["kind"] !== "Pod" || !isObject(spec)) continue;
    const account = text(spec["serviceAccountName"]) || "default";
    needed.add(`/api/v1/namespaces/${namespace}/serviceaccounts ${account}`);
    const priority = text(spec["priorityClassName"]);
    if (priority !== "") needed.add(`/apis/scheduling.k8s.io/v1/priorityclasses ${priority}`);
  }
  for (const it of [...needed].toSorted((a, b) => a.length - b.length)) {
    const [path = "", name] = it.split(" ");
    await create(path, { metadata: { name }, ...(path.endsWith("priorityclasses") && { value: 1000 }) });
  }
}
