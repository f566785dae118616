import fc from "fast-check";
import type { Raw, RawObject } from "../../policies/engine/value.ts";
import { workloads } from "../../policies/kinds.ts";
import { type Edit, faults, harmless } from "./generate-edits.ts";

type Kind = (typeof workloads)[number];

const containerLists = ["initContainers", "containers", "ephemeralContainers"] as const;

/** How a good pod is written. */
interface Style {
  readonly kind: Kind;
  /** How many containers each list has. */
  readonly counts: Readonly<Record<(typeof containerLists)[number], number>>;
  /** Whether what can be said of the pod or of each container is said of the pod, of the containers, or of both. */
  readonly said: "pod" | "containers" | "both";
  readonly restartable: boolean;
  readonly hostUsers: boolean | null | undefined;
  readonly os: "linux" | "windows" | null | undefined;
  /** What stands where a list has nothing in it. */
  readonly empty: "absent" | "list" | "null";
}

const styles: fc.Arbitrary<Style> = fc.record({
  kind: fc.constantFrom(...workloads),
  counts: fc.record({
    initContainers: fc.nat({ max: 2 }),
    containers: fc.integer({ min: 1, max: 2 }),
    ephemeralContainers: fc.nat({ max: 1 }),
  }),
  said: fc.constantFrom("pod", "containers", "both"),
  restartable: fc.boolean(),
  hostUsers: fc.constantFrom(undefined, undefined, undefined, null, true, false, false),
  os: fc.constantFrom(undefined, undefined, undefined, null, "linux", "windows"),
  empty: fc.constantFrom("absent", "list", "null"),
});

const shared = { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } };

const container = (name: string, said: Style["said"]): RawObject => ({
  name,
  image: "registry.example/app:1",
  securityContext: {
    allowPrivilegeEscalation: false,
    capabilities: { drop: ["ALL"] },
    ...(said !== "pod" && shared),
  },
});

/** The spec of a pod that meets the restricted standard. */
function goodSpec({ counts, said, restartable, empty, hostUsers, os }: Style): RawObject {
  const lists = containerLists.map((list): readonly [string, Raw] => {
    const made = Array.from({ length: counts[list] }, (_, index) => ({
      ...container(`${list === "containers" ? "app" : list.toLowerCase()}-${index}`, said),
      ...(list === "initContainers" && restartable && { restartPolicy: "Always" }),
    }));
    const nothing = { absent: undefined, list: [], null: null }[empty];
    return [list, made.length > 0 ? made : nothing];
  });
  return {
    ...Object.fromEntries(lists),
    ...(said !== "containers" && { securityContext: shared }),
    hostUsers,
    os: os && { name: os },
  };
}

/** The tree with one field replaced; what holds it is made if it is missing. */
function replaced(tree: Raw, [key, ...rest]: readonly string[], value: Raw): Raw {
  if (key === undefined) return value;
  if (Array.isArray(tree))
    return tree.map((item: Raw, index) => (String(index) === key ? replaced(item, rest, value) : item));
  const holder = (tree ?? {}) as RawObject;
  return { ...holder, [key]: replaced(holder[key], rest, value) };
}

/** The paths of all containers of a pod. */
const containerPaths = ({ counts }: Style): readonly (readonly string[])[] =>
  containerLists.flatMap((list) => Array.from({ length: counts[list] }, (_, index) => [list, String(index)]));

/** The workload of that style with these edits. */
export function workload(style: Style, edits: readonly Edit[]): RawObject {
  const paths = containerPaths(style);
  const template = edits.reduce<Raw>(
    (tree, { in: place, path, value }) => {
      if (place === "annotations") return replaced(tree, ["metadata", place, ...path], value);
      const holder = place === "spec" ? [] : (paths[place % paths.length] ?? []);
      return replaced(tree, ["spec", ...holder, ...path], value);
    },
    { metadata: { labels: { app: "it" } }, spec: goodSpec(style) },
  );
  return JSON.parse(JSON.stringify(wrapped(style.kind, template as RawObject))) as RawObject;
}

const selector = { matchLabels: { app: "it" } };

/** An annotation of the workload that says nothing of its pods. */
const decoy = { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" };
const metadata = { name: "it", namespace: "test", annotations: decoy };

function wrapped(kind: Kind, template: RawObject): RawObject {
  const once = { ...template, spec: { ...(template["spec"] as RawObject), restartPolicy: "Never" } };
  switch (kind) {
    case "Pod":
      return { apiVersion: "v1", kind, ...replacedName(template) };
    case "PodTemplate":
      return { apiVersion: "v1", kind, metadata, template };
    case "ReplicationController":
      return { apiVersion: "v1", kind, metadata, spec: { selector: selector.matchLabels, template } };
    case "ReplicaSet":
    case "Deployment":
    case "DaemonSet":
      return { apiVersion: "apps/v1", kind, metadata, spec: { selector, template } };
    case "StatefulSet":
      return { apiVersion: "apps/v1", kind, metadata, spec: { selector, serviceName: "it", template } };
    case "Job":
      return { apiVersion: "batch/v1", kind, metadata, spec: { template: once } };
    case "CronJob":
      return {
        apiVersion: "batch/v1",
        kind,
        metadata,
        spec: {
          schedule: "0 3 * * *",
          jobTemplate: { metadata: { annotations: decoy }, spec: { template: once } },
        },
      };
  }
}

const replacedName = (template: RawObject): RawObject =>
  replaced(template, ["metadata", "name"], "it") as RawObject;

/** Workloads that the API server can decode; some two in five meet the restricted standard. */
export const generated: fc.Arbitrary<RawObject> = fc
  .record({
    style: styles,
    decoration: fc.array(harmless, { maxLength: 4 }),
    broken: fc.oneof(
      { weight: 4, arbitrary: fc.constant([]) },
      { weight: 6, arbitrary: fc.array(faults, { minLength: 1, maxLength: 4 }) },
    ),
  })
  .map(({ style, decoration, broken }) => workload(style, [...decoration, ...broken]));
