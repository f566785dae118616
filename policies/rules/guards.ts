import { protectedLabel } from "../admission/marks.ts";
import { workloads } from "../kinds.ts";
import type { GuardRule, Parameters } from "../rule.ts";

const shared = { engine: "guard", level: "mandatory", severity: "critical", references: {} } as const;

const statefulSets = (description: string) =>
  ({
    statefulSets: {
      type: "array",
      items: { type: "string" },
      default: [],
      description: `${description} The stack names its own.`,
    },
  }) as const satisfies Parameters;

/** The first two numbers of the tag of an image, such as 1.17; empty if it has none. */
const version = (image: string) => `${image}.find(':v?[0-9]+[.][0-9]+').find('[0-9]+[.][0-9]+')`;

/** A version as one number, so that consecutive minor versions differ by one. */
const ordinal = (image: string) =>
  `(int(${version(image)}.split('.')[0]) * 100000 + int(${version(image)}.split('.')[1]))`;

const isNext = (before: string, after: string) =>
  `(${version(before)} != '' && ${version(after)} != '' && ${ordinal(after)} - ${ordinal(before)} in [0, 1])`;

const replicas = (object: string) =>
  `${object}.?spec.?replicas.orValue(variables.subResource == 'scale' ? 0 : 1)`;

const storage = (object: string) => `quantity(string(${object}.spec.resources.requests.storage))`;

/** Guards against losing data, by the object before and after a change. */
export const guards: readonly GuardRule[] = [
  {
    ...shared,
    id: "guard-peers",
    title: "No peer goes before its data has moved",
    holds:
      "The replicas of a StatefulSet whose peers divide its data are not lowered, unless an annotation allows exactly that; through /scale never.",
    why: "A peer that is taken away takes its shards with it; the cluster goes on waiting for them.",
    mend: 'move its shards away and remove the peer first (docs/operations.md, "Lower Qdrant\'s peers")',
    parameters: statefulSets("StatefulSets whose peers divide their data."),
    kinds: ["StatefulSet"],
    operation: "UPDATE",
    subresources: ["scale"],
    cel: `!(variables.name in params.statefulSets) || ${replicas("object")} >= ${replicas("oldObject")}`,
    message: "has fewer peers than before",
    change: `variables.subResource == 'scale' ? '' : 'peers=' + string(${replicas("object")})`,
  },
  {
    ...shared,
    id: "guard-upgrade",
    title: "No minor version is skipped",
    holds:
      "The image of such a StatefulSet's own container goes from one minor version to the next, never back and never past one.",
    why: "Each minor version migrates the data of the one before it only (qdrant.tech/documentation/upgrades).",
    mend: "go to the latest patch of the next minor version first, and on from there",
    parameters: statefulSets("StatefulSets whose data knows consecutive minor versions only."),
    kinds: ["StatefulSet"],
    operation: "UPDATE",
    cel: `!(variables.name in params.statefulSets) || variables.subResource != '' || object.spec.template.spec.containers.all(c, c.name != variables.name || oldObject.spec.template.spec.containers.all(o, o.name != c.name || o.image == c.image || ${isNext("o.image", "c.image")}))`,
    message: "skips a minor version or goes back",
    change: `'version=' + object.spec.template.spec.containers.filter(c, c.name == variables.name).map(c, ${version("c.image")}).join(',')`,
  },
  {
    ...shared,
    id: "guard-claim-size",
    title: "No claim shrinks",
    holds:
      "A claim asks for as much storage as before, or for more, unless an annotation allows exactly that: to take back an expansion that failed.",
    why: "No driver can make a volume smaller; whoever makes the claim anew loses what is on it.",
    mend: "keep the size, or copy the data to a new claim",
    kinds: ["PersistentVolumeClaim"],
    operation: "UPDATE",
    cel: `${storage("object")}.compareTo(${storage("oldObject")}) >= 0`,
    message: "asks for less storage than before",
    change: "'storage=' + string(object.spec.resources.requests.storage)",
  },
  {
    ...shared,
    id: "guard-digest",
    title: "No image loses its digest",
    holds: "An image that was named by its digest is named by a digest still.",
    why: "Without its digest another image may run than the one that was tested.",
    mend: "add the digest of the new image (name:tag@sha256:…)",
    severity: "high",
    kinds: workloads,
    operation: "UPDATE",
    cel: "variables.after.all(c, c.?image.orValue('').contains('@sha256:') || variables.before.all(o, o.name != c.name || !o.?image.orValue('').contains('@sha256:')))",
    message: "names an image without the digest that it had",
    change:
      "'image=' + variables.after.filter(c, !c.?image.orValue('').contains('@sha256:')).map(c, c.?image.orValue('')).join(',')",
  },
  {
    ...shared,
    id: "guard-protected",
    title: "Nothing protected is deleted",
    holds: `An object with the label ${protectedLabel}=true is not deleted.`,
    why: "A namespace takes all that is in it along, a claim its volume, a StatefulSet the service.",
    mend: "set protect: false for the stack and deploy it once, if the data may go",
    kinds: ["StatefulSet", "PersistentVolumeClaim", "Namespace"],
    operation: "DELETE",
    cel: `oldObject == null || oldObject.metadata.?labels[?'${protectedLabel}'].orValue('') != 'true'`,
    message: "is protected",
    change: "oldObject == null ? '' : 'delete=' + oldObject.metadata.name",
  },
];
