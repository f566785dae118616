import type { Each } from "../rule.ts";
import type { Manifest, PodPath } from "./manifest.ts";
import { at, celTree, isList, unknown, UnknownValueError, type Raw } from "./value.ts";

/** Lists that a check runs over, in the pod's spec or in the object, and the name of the loop variable in its CEL. */
interface Domain {
  readonly of: "pod" | "object";
  readonly lists: readonly string[];
  readonly variable: string;
  /** Its name among the variables at admission. */
  readonly plural: string;
}

/** What each word of a check's `each` stands for; `object` and `pod` stand for themselves. */
export const domains: Readonly<Record<Exclude<Each, "object" | "pod">, Domain>> = {
  container: {
    of: "pod",
    lists: ["initContainers", "containers", "ephemeralContainers"],
    variable: "c",
    plural: "containers",
  },
  declaredContainer: {
    of: "pod",
    lists: ["initContainers", "containers"],
    variable: "c",
    plural: "declaredContainers",
  },
  mainContainer: { of: "pod", lists: ["containers"], variable: "c", plural: "mainContainers" },
  volume: { of: "pod", lists: ["volumes"], variable: "v", plural: "volumes" },
  policyRule: { of: "object", lists: ["rules"], variable: "r", plural: "policyRules" },
  subject: { of: "object", lists: ["subjects"], variable: "s", plural: "subjects" },
};

const podDomains = Object.values(domains).filter(({ of }) => of === "pod");

/** What a check judges at once. */
export interface Subject {
  /** Its path in the object, such as spec.template.spec.containers[0]; empty for the object. */
  readonly path: string;
  /** The item, for lists. */
  readonly name: string;
  /** What its CEL may read; nothing if the subject is not known yet. */
  readonly context: Readonly<Record<string, unknown>> | undefined;
}

/** Everything in the object that the check judges. A pod without a spec counts as one, of which nothing can be read. */
export function subjectsOf(manifest: Manifest, each: Each): readonly Subject[] {
  if (each === "object") return [{ path: "", name: "", context: contextOf(manifest) }];
  if (each === "pod")
    return manifest.pods.map((path) => ({
      path: path.join("."),
      name: "",
      context: contextOf(manifest, path),
    }));
  const domain = domains[each];
  const holders = domain.of === "pod" ? manifest.pods : [undefined];
  return holders.flatMap((pod) => items(manifest, domain, pod));
}

function items(
  manifest: Manifest,
  { lists, variable }: Domain,
  pod: PodPath | undefined,
): readonly Subject[] {
  const holder = pod ? [...pod, "spec"] : [];
  const context = contextOf(manifest, pod);
  const found = pod ? at(manifest.raw, holder) : manifest.raw;
  if (found === unknown || found === undefined)
    return [{ path: holder.join("."), name: "", context: found === unknown ? undefined : context }];
  return lists.flatMap((list): readonly Subject[] => {
    const path = [...holder, list].join(".");
    const value = at(found, [list]);
    if (value === unknown) return [{ path, name: "", context: undefined }];
    if (!isList(value)) return [];
    return value.map((item, index) => ({
      path: `${path}[${index}]`,
      name: nameOf(item),
      context: item === unknown ? undefined : { ...context, [variable]: celTree(item, manifest.partial) },
    }));
  });
}

const nameOf = (item: Raw): string => {
  const name = item === unknown ? undefined : at(item, ["name"]);
  return typeof name === "string" ? name : "";
};

const contexts = new WeakMap<Manifest, Map<PodPath | undefined, Readonly<Record<string, unknown>>>>();

/** One context a pod and object, shared by all rules. */
function contextOf(manifest: Manifest, pod?: PodPath): Readonly<Record<string, unknown>> {
  const known = contexts.get(manifest) ?? new Map<PodPath | undefined, Readonly<Record<string, unknown>>>();
  contexts.set(manifest, known);
  const context = known.get(pod) ?? {
    object: manifest.cel,
    variables: pod ? podVariables(manifest, pod) : {},
  };
  known.set(pod, context);
  return context;
}

/** The variables that `podVariablesCel` defines for admission. */
function podVariables(manifest: Manifest, pod: PodPath): object {
  const read = (...path: readonly string[]): (() => unknown) => {
    let shown: { readonly tree: unknown } | undefined;
    return () => {
      const value = at(manifest.raw, [...pod, ...path]);
      if (value === unknown) throw new UnknownValueError(path.join("."));
      return (shown ??= { tree: value === undefined ? undefined : celTree(value, manifest.partial) }).tree;
    };
  };
  const spec = read("spec");
  const metadata = read("metadata");
  const security = read("spec", "securityContext");
  const getters = {
    podSpec: spec,
    podMeta: () => metadata() ?? {},
    podSecurity: () => security() ?? {},
    ...Object.fromEntries(
      podDomains.map(({ plural, lists }) => {
        const readAll = lists.map((name) => read("spec", name));
        return [plural, () => readAll.flatMap((it) => it() ?? [])];
      }),
    ),
  };
  return Object.defineProperties(
    {},
    Object.fromEntries(Object.entries(getters).map(([name, get]) => [name, { enumerable: true, get }])),
  );
}

const podOf = (path: string, kinds: string, otherwise: string) =>
  `object.kind ${kinds} ? ${path} : ${otherwise}`;

const eachPlace = (field: string) =>
  podOf(
    `object.?${field}`,
    "== 'Pod'",
    podOf(
      `object.spec.jobTemplate.spec.template.?${field}`,
      "== 'CronJob'",
      podOf(`object.template.?${field}`, "== 'PodTemplate'", `object.spec.template.?${field}`),
    ),
  );

const list = (name: string) => `variables.podSpec.?${name}.orValue([])`;

const concatenated = ({ lists }: Domain) => lists.map(list).join(" + ");

/** What checks may read under `variables`, in the order in which one needs the other, by name, as CEL for admission. */
export const podVariablesCel: Readonly<Record<string, string>> = {
  podSpec: `(${eachPlace("spec")}).value()`,
  podMeta: `(${eachPlace("metadata")}).orValue({})`,
  podSecurity: "variables.podSpec.?securityContext.orValue({})",
  ...Object.fromEntries(podDomains.map((domain) => [domain.plural, concatenated(domain)])),
};

/** As podVariablesCel, for the lists of objects that hold no pod. */
export const objectVariablesCel: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(domains)
    .filter(({ of }) => of === "object")
    .map(({ plural, lists }) => [plural, lists.map((name) => `object.?${name}.orValue([])`).join(" + ")]),
);

/** The check as one expression on the object, as the API server needs it. */
export function wholeCel(each: Each, cel: string): string {
  if (each === "object" || each === "pod") return cel;
  const { plural, variable } = domains[each];
  return `variables.${plural}.all(${variable}, ${cel})`;
}

/** CEL that yields the names of the items that do not pass; empty for a check on the object or pod. */
export function offendersCel(each: Each, cel: string): string | undefined {
  if (each === "object" || each === "pod") return undefined;
  const { plural, variable } = domains[each];
  return `variables.${plural}.filter(${variable}, !(${cel})).map(${variable}, string(${variable}.?name.orValue('?'))).join(', ')`;
}
