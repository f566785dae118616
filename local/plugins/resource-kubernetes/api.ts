import { type Properties, type Value, isObject } from "../shared/wire.ts";
import type { Client, Query } from "./client.ts";
import { NoSuchKindError, isNotFound } from "./errors.ts";
import { type Kind, apiVersion, list, text } from "./objects.ts";

/** Where the objects of one kind are. */
export interface Endpoint {
  readonly namespaced: boolean;
  /** The path of one object, or of them all without a name. */
  readonly path: (namespace: string, name?: string) => string;
}

export interface Patch {
  readonly contentType: "application/apply-patch+yaml" | "application/json-patch+json";
  readonly body: Value;
}

/** The objects of one cluster, by kind. What the server knows is asked for once. */
export class Api {
  readonly client: Client;
  readonly #groups = new Map<string, Promise<readonly Value[]>>();

  constructor(client: Client) {
    this.client = client;
  }

  async endpoint(kind: Kind): Promise<Endpoint> {
    const version = apiVersion(kind);
    const resource = (await this.#resources(kind, version)).find(
      (it) => isObject(it) && it["kind"] === kind.kind && !text(it["name"]).includes("/"),
    );
    if (!isObject(resource)) {
      this.#groups.delete(version);
      throw new NoSuchKindError(version, kind.kind);
    }
    const namespaced = resource["namespaced"] === true;
    const plural = text(resource["name"]);
    const path = (namespace: string, name?: string) =>
      [
        rootOf(kind),
        ...(namespaced && namespace !== "" ? ["namespaces", namespace] : []),
        plural,
        ...(name === undefined ? [] : [name]),
      ].join("/");
    return { namespaced, path };
  }

  /** Whether objects of the kind belong to a namespace, which a kind that is not there yet most likely does. */
  async isNamespaced(kind: Kind): Promise<boolean> {
    return (await this.find(kind))?.namespaced ?? true;
  }

  async find(kind: Kind): Promise<Endpoint | undefined> {
    try {
      return await this.endpoint(kind);
    } catch (error) {
      if (error instanceof NoSuchKindError) return undefined;
      throw error;
    }
  }

  async get(kind: Kind, namespace: string, name: string): Promise<Properties> {
    const { path } = await this.endpoint(kind);
    return this.client.request({ method: "GET", path: path(namespace, name) });
  }

  async list(kind: Kind, namespace: string, query: Query = {}): Promise<readonly Properties[]> {
    const { path } = await this.endpoint(kind);
    const found = await this.client.request({ method: "GET", path: path(namespace), query });
    return list(found["items"]).filter(isObject);
  }

  async create(kind: Kind, namespace: string, body: Properties, query: Query): Promise<Properties> {
    const { path } = await this.endpoint(kind);
    return this.client.request({ method: "POST", path: path(namespace), query, body });
  }

  async replace(
    kind: Kind,
    namespace: string,
    name: string,
    body: Properties,
    query: Query,
  ): Promise<Properties> {
    const { path } = await this.endpoint(kind);
    return this.client.request({ method: "PUT", path: path(namespace, name), query, body });
  }

  async patch(
    kind: Kind,
    namespace: string,
    name: string,
    patch: Patch,
    query: Query = {},
  ): Promise<Properties> {
    const { path } = await this.endpoint(kind);
    return this.client.request({ method: "PATCH", path: path(namespace, name), query, ...patch });
  }

  async delete(kind: Kind, namespace: string, name: string, body: Properties): Promise<void> {
    const { path } = await this.endpoint(kind);
    await this.client.request({ method: "DELETE", path: path(namespace, name), body });
  }

  async #resources(kind: Kind, version: string): Promise<readonly Value[]> {
    const known = this.#groups.get(version);
    if (known) return known;
    const asked = this.client.request({ method: "GET", path: rootOf(kind) }).then(
      (found) => list(found["resources"]),
      (error: unknown) => {
        this.#groups.delete(version);
        if (isNotFound(error)) return [];
        throw error;
      },
    );
    this.#groups.set(version, asked);
    return asked;
  }
}

const rootOf = (kind: Kind): string => (kind.group ? `/apis/${apiVersion(kind)}` : `/api/${kind.version}`);
