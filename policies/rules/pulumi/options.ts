import { overlap, parsePath } from "../../engine/property-path.ts";
import type { PulumiResource } from "../../engine/pulumi.ts";
import type { Manifest } from "../../engine/world.ts";
import type { KindName } from "../../kinds.ts";
import type { PulumiRule } from "../../rule.ts";

const stateful: readonly (KindName | undefined)[] = ["PersistentVolumeClaim", "StatefulSet", "Namespace"];

const stackOf = ({ urn }: PulumiResource): string =>
  urn
    .replace(/^urn:pulumi:/, "")
    .split("::", 1)
    .join("");

/** Whether one of the names is the stack's; one that ends in `*` stands for all that begin as it does. */
const isNamed = (stack: string, names: readonly string[]): boolean =>
  names.some((name) => (name.endsWith("*") ? stack.startsWith(name.slice(0, -1)) : stack === name));

const statefulProtected: PulumiRule = {
  id: "stateful-protected",
  title: "State is protected",
  engine: "pulumi",
  holds:
    "Each PersistentVolumeClaim, StatefulSet and Namespace has the option protect and not deleteBeforeReplace, but for the stacks in `throwawayStacks`. The engine does not show the option retainOnDelete to policies, so that it does not count.",
  why: "Without protect, a renamed resource, a changed immutable field or a destroy in the wrong stack deletes the data.",
  mend: "set protect: true, and retainOnDelete: true besides, and leave deleteBeforeReplace out; for a stack that may be lost, name it in the parameter throwawayStacks",
  severity: "high",
  level: "mandatory",
  references: {},
  parameters: {
    throwawayStacks: {
      description:
        "Stacks whose data may be lost; a name that ends in * stands for all that begin as it does.",
      type: "array",
      items: { type: "string", pattern: "^[^*]+\\*?$" },
      default: ["local"],
    },
  },
  sees: ({ manifests }) => manifests.some(({ kind, partial }) => !partial && stateful.includes(kind)),
  *judge(resource, { throwawayStacks }) {
    if (isNamed(stackOf(resource), throwawayStacks as readonly string[])) return;
    const { protect, deleteBeforeReplace } = resource.options;
    if (!protect) yield { path: "", message: "is not protected" };
    if (deleteBeforeReplace) yield { path: "", message: "is deleted before its replacement is there" };
  },
};

const fields: Partial<Record<KindName, readonly string[]>> = {
  NetworkPolicy: ["spec"],
  Role: ["rules"],
  ClusterRole: ["rules", "aggregationRule"],
  RoleBinding: ["subjects", "roleRef"],
  ClusterRoleBinding: ["subjects", "roleRef"],
};

const appArmor = "container.apparmor.security.beta.kubernetes.io/*";

/** What rules judge of the object: of pods their spec, the labels that policies select, and the annotations for AppArmor. */
const judged = ({ kind, pods }: Manifest): readonly (readonly string[])[] => [
  ...((kind && fields[kind]) ?? []).map((field) => [field]),
  ...pods.flatMap((pod) => [
    [...pod, "spec"],
    [...pod, "metadata", "labels"],
    [...pod, "metadata", "annotations", appArmor],
  ]),
];

/** In a list, of whichever place: items that are not known yet are no objects. */
const judgedOf = ({ type, manifests }: PulumiResource): readonly (readonly string[])[] =>
  manifests.flatMap((manifest) =>
    judged(manifest).map((path) => (type.endsWith("List") ? ["items", "*", ...path] : path)),
  );

const noIgnoreChanges: PulumiRule = {
  id: "no-ignore-changes",
  title: "Nothing that rules judge is left as it is",
  engine: "pulumi",
  holds:
    "No path in ignoreChanges leads to, into or past what rules judge: the spec, labels and AppArmor annotations of a pod or pod template, the spec of a NetworkPolicy, the rules, subjects and roleRef of roles and their bindings. Others may be ignored, such as spec.replicas under an autoscaler or spec.volumeClaimTemplates.",
  why: "What is ignored keeps its old value, whatever the program and its review say now, and nobody is told.",
  mend: "take the path out of ignoreChanges, or name the exact field that somebody else owns",
  severity: "medium",
  level: "mandatory",
  references: {},
  sees: (resource) => judgedOf(resource).length > 0,
  *judge(resource) {
    const paths = judgedOf(resource);
    for (const path of resource.options.ignoreChanges)
      if (paths.some((it) => overlap(parsePath(path), it)))
        yield { path, message: "is ignored when it changes, though rules judge it" };
  },
};

export const options: readonly PulumiRule[] = [statefulProtected, noIgnoreChanges];
