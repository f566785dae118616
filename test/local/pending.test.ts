import { expect, test } from "vitest";
import { interruptedCreations, type LiveObject, resolve } from "../../local/engine/pending.ts";
import type { Deployment, Resource } from "../../local/engine/state.ts";

const urn = (type: string, name: string): string => `urn:pulumi:local::vectorstack::${type}::${name}`;
const resource = (type: string, name: string, more: Partial<Resource> = {}): Resource => ({
  urn: urn(type, name),
  custom: true,
  type,
  ...more,
});
const object = (apiVersion: string, kind: string, name: string, namespace?: string) => ({
  inputs: { apiVersion, kind, metadata: { name, ...(namespace && { namespace }) } },
});

const provider = resource("pulumi:providers:kubernetes", "p", { id: "77", inputs: { namespace: "ns" } });
const reference = `${provider.urn}::77`;
const service = resource("kubernetes:core/v1:Service", "app", {
  provider: reference,
  ...object("v1", "Service", "app", "other"),
});
const secret = resource("kubernetes:core/v1:Secret", "app", {
  provider: reference,
  ...object("v1", "Secret", "app-6c68431b"),
});
const password = resource("random:index/randomPassword:RandomPassword", "redis", { inputs: { length: 32 } });
const config = resource("kubernetes:core/v1:ConfigMap", "qdrant", {
  id: "ns/qdrant-1",
  provider: reference,
  ...object("v1", "ConfigMap", "qdrant-1"),
});
const newConfig = { ...config, id: "", ...object("v1", "ConfigMap", "qdrant-2") };
const claim = resource("kubernetes:core/v1:PersistentVolumeClaim", "data", { id: "ns/data" });

const killed: Deployment = {
  resources: [provider, config, claim],
  pending_operations: [
    { type: "creating", resource: service },
    { type: "creating", resource: secret },
    { type: "creating", resource: password },
    { type: "creating", resource: newConfig },
    { type: "updating", resource: claim },
  ],
};

const live = (...found: [Resource, LiveObject][]): ReadonlyMap<string, LiveObject> =>
  new Map(found.map(([{ urn: key }, it]) => [key, it]));

test("the cluster is asked for the objects that were being made, where their provider puts them", () => {
  expect(interruptedCreations(killed).map((it) => it.object)).toEqual([
    { apiVersion: "v1", kind: "Service", metadata: { name: "app", namespace: "other" } },
    { apiVersion: "v1", kind: "Secret", metadata: { name: "app-6c68431b", namespace: "ns" } },
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "qdrant-2", namespace: "ns" } },
  ]);
});

test("what was not made is forgotten, and the update makes it", () => {
  const { deployment, adopted, remove, refresh } = resolve(killed, live());
  expect(deployment).toEqual({ resources: [provider, config, claim] });
  expect({ adopted, remove, refresh }).toEqual({ adopted: [], remove: [], refresh: [claim.urn] });
});

test("what was made is adopted under its name in the cluster, and read from there", () => {
  const made = { name: "app-6c68431b", namespace: "ns", manager: "pulumi-kubernetes-1" };
  const { deployment, adopted, refresh } = resolve(killed, live([secret, made]));
  expect(adopted).toEqual([secret.urn]);
  expect(refresh).toEqual([secret.urn, claim.urn]);
  expect(deployment.resources?.at(-1)).toEqual({
    ...secret,
    id: "ns/app-6c68431b",
    outputs: {
      ...secret.inputs,
      __inputs: secret.inputs,
      __fieldManager: "pulumi-kubernetes-1",
      __initialApiVersion: "v1",
    },
  });
});

test("an object without a namespace is known by its name alone", () => {
  const namespace = resource("kubernetes:core/v1:Namespace", "n", object("v1", "Namespace", "n"));
  const { deployment } = resolve(
    { pending_operations: [{ type: "creating", resource: namespace }] },
    live([namespace, { name: "n", manager: "pulumi" }]),
  );
  expect(deployment.resources?.map(({ id }) => id)).toEqual(["n"]);
});

test("the new half of a replacement is removed, for the old one is still the resource", () => {
  const made = { name: "qdrant-2", namespace: "ns", manager: "pulumi" };
  const { deployment, adopted, remove } = resolve(killed, live([newConfig, made]));
  expect(remove).toEqual([
    { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "qdrant-2", namespace: "ns" } },
  ]);
  expect(adopted).toEqual([]);
  expect(deployment.resources).toEqual([provider, config, claim]);
});
