import { certainFirst, ofEach } from "../../engine/certain.ts";
import type { PulumiResource } from "../../engine/pulumi.ts";
import { domains } from "../../engine/subject.ts";
import { at, isList, isObject, unknown, UnknownValueError, type Raw } from "../../engine/value.ts";
import type { Manifest } from "../../engine/world.ts";
import type { Problem, PulumiRule } from "../../rule.ts";

const noOpaqueRelease: PulumiRule = {
  id: "no-opaque-release",
  title: "No Helm Release that hides its objects",
  engine: "pulumi",
  holds: "No resource is a Helm Release (kubernetes:helm.sh/v3:Release).",
  why: "The objects of a Release are made by Helm inside the provider: no policy sees any of them.",
  mend: "use a Chart (helm.sh/v4), whose objects are resources of their own",
  severity: "high",
  level: "mandatory",
  references: {},
  sees: ({ type }) => type.startsWith("kubernetes:"),
  *judge({ type }) {
    if (/^kubernetes:helm\.sh\/[^:]+:Release$/.test(type))
      yield { path: "", message: "is a Helm Release: no rule sees the objects that it makes" };
  },
};

/** What only a container itself can say: a pod has no value that it would inherit. */
const ofContainers: readonly (readonly string[])[] = [
  ["securityContext", "allowPrivilegeEscalation"],
  ["securityContext", "capabilities", "drop"],
  ["securityContext", "readOnlyRootFilesystem"],
];

/** A container with an image may be one that the object does not have yet: then what the patch leaves out is nowhere. */
function* addition(container: Raw, path: string): Generator<Problem> {
  if (container === unknown) throw new UnknownValueError(path);
  if (at(container, ["image"]) === undefined) return;
  const left = ofContainers.filter((field) => at(container, field) === undefined);
  if (left.length === 0) return;
  const names = left.map((field) => field.join(".")).join(", ");
  yield { path, message: `may add a container, and leaves ${names} to the object: that cannot be checked` };
}

const additions = (manifest: Manifest): readonly (() => Iterable<Problem>)[] =>
  manifest.pods
    .flatMap((pod) => domains.container.lists.map((list) => [...pod, "spec", list]))
    .map(
      (path) => () =>
        ofEach(
          () => {
            const found = at(manifest.raw, path);
            if (found === unknown) throw new UnknownValueError(path.join("."));
            return isList(found) ? found : [];
          },
          (container, index) => addition(container, `${path.join(".")}[${index}]`),
        ),
    );

/** The paths at which a patch takes away what the object has. */
function* nulls(value: Raw, path: string): Generator<string> {
  if (value === null) yield path;
  else if (isList(value))
    for (const [index, item] of value.entries()) yield* nulls(item, `${path}[${index}]`);
  else if (isObject(value))
    for (const [key, field] of Object.entries(value)) yield* nulls(field, `${path}.${key}`);
}

function* removals(manifest: Manifest): Generator<Problem> {
  for (const pod of manifest.pods) {
    const spec = [...pod, "spec"];
    for (const path of nulls(at(manifest.raw, spec), spec.join(".")))
      yield { path, message: "takes away what the object has there: what holds then cannot be checked" };
  }
}

const isPatch = ({ type, manifests }: PulumiResource): boolean =>
  manifests.some(({ partial }) => partial) || /^kubernetes:.*Patch$/.test(type);

const noPatchBypass: PulumiRule = {
  id: "no-patch-bypass",
  title: "Patches say what cannot be checked without the object",
  engine: "pulumi",
  holds:
    "Every rule on objects judges what a Patch sets as if it stood in the object, and what it leaves out is not judged: the object has it, or another deployment. What could not be checked so is refused: a patch whose object cannot be read; a container with an image, which may be a new one, without allowPrivilegeEscalation, capabilities.drop and readOnlyRootFilesystem of its own; and a field of a pod's spec that is taken away by null.",
  why: "A patch changes an object of which the rules see only the patch: it could add a container without any restriction.",
  mend: "say the fields in the patch as well, or declare the whole object. Where the API server has the rules as admission policies, it judges the merged object: then exempt the patch, with that as the reason",
  severity: "high",
  level: "mandatory",
  references: {},
  sees: isPatch,
  *judge({ manifests }) {
    if (manifests.length === 0)
      yield { path: "", message: "patches an object that no rule can read: it cannot be checked" };
    yield* certainFirst(
      ...manifests.flatMap((manifest) => [() => removals(manifest), ...additions(manifest)]),
    );
  },
};

/** Inputs of the provider that say which cluster it talks to, or that it talks to none. */
const pins = ["kubeconfig", "context", "cluster", "renderYamlToDirectory"];

/** Whether the provider was given a value, even one that is not known yet. */
function isGiven(properties: Readonly<Record<string, unknown>>, key: string): boolean {
  const field = Object.getOwnPropertyDescriptor(properties, key);
  return field !== undefined && (field.get !== undefined || Boolean(field.value));
}

const explicitProvider: PulumiRule = {
  id: "explicit-provider",
  title: "The cluster is named",
  engine: "pulumi",
  holds:
    "Every Kubernetes resource has a provider of its own making, not the default one, that is given kubeconfig, context or cluster, or renders to a folder.",
  why: "The default provider talks to whichever cluster the shell points to at the moment: one forgotten switch deploys to another cluster.",
  mend: "make a kubernetes.Provider with the context, and pass it in the options of every resource or of their component",
  severity: "medium",
  level: "mandatory",
  references: {},
  sees: ({ type, provider, manifests }) =>
    type.startsWith("kubernetes:") && (provider !== undefined || manifests.length > 0),
  *judge({ provider }) {
    if (provider === undefined) {
      yield { path: "", message: "has a provider that the engine does not tell: it cannot be checked" };
      return;
    }
    const name = provider.urn.slice(provider.urn.lastIndexOf("::") + 2);
    if (name === "default" || name.startsWith("default_"))
      yield { path: "", message: "is made by the default provider, in whichever cluster is at hand" };
    else if (!pins.some((key) => isGiven(provider.properties, key)))
      yield { path: "", message: `is made by the provider ${name}, which names no cluster` };
  },
};

export const bypass: readonly PulumiRule[] = [noOpaqueRelease, noPatchBypass, explicitProvider];
