import { type Properties, type Value, isObject } from "../shared/wire.ts";

/** What names a kind of object to the API server; the core group is empty. */
export interface Kind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** The value at a path, or nothing where the path ends early. */
export const at = (value: Value | undefined, ...path: readonly string[]): Value | undefined =>
  path.reduce<Value | undefined>((part, key) => (isObject(part) ? part[key] : undefined), value);

export const text = (value: Value | undefined): string => (typeof value === "string" ? value : "");

export const number = (value: Value | undefined): number => (typeof value === "number" ? value : 0);

export const list = (value: Value | undefined): readonly Value[] => (Array.isArray(value) ? value : []);

export const nameOf = (object: Properties): string => text(at(object, "metadata", "name"));

export const namespaceOf = (object: Properties): string => text(at(object, "metadata", "namespace"));

export const annotation = (object: Properties, key: string): string =>
  text(at(object, "metadata", "annotations", key));

export const isAnnotated = (object: Properties, key: string): boolean => annotation(object, key) === "true";

export const omit = (object: Properties, ...keys: readonly string[]): Properties =>
  Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));

/** The object with some of its metadata changed. Metadata that a preview cannot know stays unknown. */
export const withMetadata = (object: Properties, changes: Properties): Properties => {
  const metadata = object["metadata"] ?? {};
  return isObject(metadata) ? { ...object, metadata: { ...metadata, ...changes } } : object;
};

export function kindOf(object: Properties): Kind {
  const [version = "", group = ""] = text(object["apiVersion"]).split("/").toReversed();
  return { group: group === "core" ? "" : group, version, kind: text(object["kind"]) };
}

/** The kind in a type token such as `kubernetes:apps/v1:Deployment`; patch types name what they patch. */
export function kindOfType(type: string): Kind {
  const [, apiVersion = "", kind = ""] = type.split(":");
  return kindOf({ apiVersion, kind });
}

export const apiVersion = ({ group, version }: Kind): string => (group ? `${group}/${version}` : version);

/** `apps/v1/Deployment`, `v1/Secret` */
export const kindKey = (kind: Kind): string => `${apiVersion(kind)}/${kind.kind}`;

export const isKind = (object: Properties, key: string): boolean => kindKey(kindOf(object)) === key;

/** `namespace/name`, or the name alone for what has no namespace. */
export const idOf = (object: Properties): string =>
  [namespaceOf(object), nameOf(object)].filter((part) => part !== "").join("/");

export function parseId(id: string): { namespace: string; name: string } {
  const [name = "", namespace = ""] = id.split("/", 2).toReversed();
  return { namespace, name };
}

const coreGroups: ReadonlySet<string> = new Set([
  "",
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** Whether the kind comes with Kubernetes, so that its fields are known; any other is a custom resource. */
export const isBuiltIn = ({ group }: Kind): boolean => coreGroups.has(group);
