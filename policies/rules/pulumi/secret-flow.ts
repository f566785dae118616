import { outermost, parsePath } from "../../engine/property-path.ts";
import type { PulumiResource } from "../../engine/pulumi.ts";
import { UnknownValueError } from "../../engine/value.ts";
import type { PulumiRule } from "../../rule.ts";

const dockerContainer = "docker:index/container:Container";

/** The value at the path, as far as it is known. */
function valueAt(properties: PulumiResource["properties"], path: readonly string[]): unknown {
  try {
    let value: unknown = properties;
    for (const key of path) value = (value as Readonly<Record<string, unknown>> | undefined)?.[key];
    return value;
  } catch (error) {
    if (error instanceof UnknownValueError) return undefined;
    throw error;
  }
}

/** Whether the path is one at which a secret belongs: the contents of a Secret, or a file put into a container. */
function isKept({ type, manifests, properties }: PulumiResource, path: readonly string[]): boolean {
  if (type === dockerContainer) return path[0] === "uploads";
  if (!type.endsWith("List")) return manifests[0]?.kind === "Secret" && isContents(path[0]);
  const [items, index, field] = path;
  if (items !== "items") return false;
  if (index === undefined) return manifests.length > 0 && manifests.every(({ kind }) => kind === "Secret");
  const kind = valueAt(properties, [items, index, "kind"]) ?? type.replace(/^.*:(.*)List$/, "$1");
  return kind === "Secret" && isContents(field);
}

const isContents = (field: string | undefined): boolean => field === "data" || field === "stringData";

export const secretFlow: PulumiRule = {
  id: "secret-flow",
  title: "Secret values stay in Secrets",
  engine: "pulumi",
  holds:
    "No value that the engine marks secret is in a Kubernetes object, other than in data and stringData of a Secret, nor in a Docker container, other than in uploads. Pulumi's Kubernetes provider marks a whole list if one of its items holds a secret: the list is reported then, once.",
  why: "Whoever may read an object in the cluster, or inspect a container, reads its variables, annotations and commands; logs and error reports copy them.",
  mend: "put the value into a Secret and refer to it by secretKeyRef or a volume; give it to a Docker container as a file by uploads",
  severity: "critical",
  level: "mandatory",
  references: {},
  sees: ({ type, manifests }) => manifests.length > 0 || type === dockerContainer,
  *judge(resource) {
    for (const path of outermost(resource.secretPaths)) {
      const keys = parsePath(path);
      if (isKept(resource, keys)) continue;
      const isList = Array.isArray(valueAt(resource.properties, keys));
      const what = isList ? "is a list one of whose items is a secret" : "is a secret";
      yield { path, message: `${what}, and not in a Secret` };
    }
  },
};
