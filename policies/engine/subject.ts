import type { Each } from "../rule.ts";
import type { Manifest, PodPath } from "./manifest.ts";
import { keyPath } from "./property-path.ts";
import { at, celTree, isList, isObject, unknown, UnknownValueError, type Raw } from "./value.ts";

/** Lists that a check runs over, in the pod's spec or in the object, and the name of the loop variable in its CEL. */
interface Domain {
  readonly of: "pod" | "object";
  /** Their paths. */
  readonly lists: readonly string[];
  readonly variable: string;
  /** Its name among the variables at admission. */
  readonly plural: string;
  /** Whether they are maps, of which the check runs over the keys. */
  readonly keys?: true;
  /** A list in each item, over which the check runs with a loop variable of its own. */
  readonly inner?: { readonly list: string; readonly variable: string };
}

const containers = {
  of: "pod",
  lists: ["initContainers", "containers", "ephemeralContainers"],
  variable: "c",
  plural: "containers",
} as const;

/** What each word of a check's `each` stands for; `object` and `pod` stand for themselves. */
export const domains: Readonly<Record<Exclude<Each, "object" | "pod">, Domain>> = {
  container: containers,
  declaredContainer: {
    of: "pod",
    lists: ["initContainers", "containers"],
    variable: "c",
    plural: "declaredContainers",
  },
  mainContainer: { of: "pod", lists: ["containers"], variable: "c", plural: "mainContainers" },
  environment: { ...containers, inner: { list: "env", variable: "e" } },
  volume: { of: "pod", lists: ["volumes"], variable: "v", plural: "volumes" },
  policyRule: { of: "object", lists: ["rules"], variable: "r", plural: "policyRules" },
  subject: { of: "object", lists: ["subjects"], variable: "s", plural: "subjects" },
  ingressRule: { of: "object", lists: ["spec.rules"], variable: "r", plural: "ingressRules" },
  networkRule: {
    of: "object",
    lists: ["spec.ingress", "spec.egress"],
    variable: "r",
    plural: "networkRules",
  },
  entry: { of: "object", lists: ["data", "binaryData"], variable: "k", plural: "entries", keys: true },
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

const subjectsFound = new WeakMap<Manifest, Map<Each, readonly Subject[]>>();

/**
 * Everything in the object that the check judges, looked for once for all checks. A pod whose spec is missing, or is no mapping,
 * counts as one, of which nothing can be read.
 */
export function subjectsOf(manifest: Manifest, each: Each): readonly Subject[] {
  const byEach = subjectsFound.get(manifest) ?? new Map<Each, readonly Subject[]>();
  subjectsFound.set(manifest, byEach);
  const known = byEach.get(each) ?? findSubjects(manifest, each);
  byEach.set(each, known);
  return known;
}

function findSubjects(manifest: Manifest, each: Each): readonly Subject[] {
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
  { lists, variable, keys, inner }: Domain,
  pod: PodPath | undefined,
): readonly Subject[] {
  const holder = pod ? [...pod, "spec"] : [];
  const context = contextOf(manifest, pod);
  const found = pod ? at(manifest.raw, holder) : manifest.raw;
  const isMissing = !isObject(found);
  if (found === unknown || isMissing)
    return [
      { path: holder.join("."), name: "", context: isMissing && !manifest.partial ? context : undefined },
    ];
  const each = (value: Raw, path: string, loop: string, around: object): readonly Subject[] => {
    if (value === unknown) return [{ path, name: "", context: undefined }];
    if (value === undefined) return [];
    if (!isList(value)) return [{ path, name: "", context: { ...around } }];
    return value.map((item, index) => ({
      path: `${path}[${index}]`,
      name: nameOf(item),
      context: item === unknown ? undefined : { ...around, [loop]: celTree(item, manifest.partial) },
    }));
  };
  return lists.flatMap((list): readonly Subject[] => {
    const path = [...holder, list].join(".");
    const value = at(found, list.split("."));
    if (keys && isObject(value))
      return Object.keys(value).map((key) => ({
        path: path + keyPath(key),
        name: key,
        context: { ...context, [variable]: key },
      }));
    const outer = each(value, path, variable, context);
    if (!inner || !isList(value)) return outer;
    return outer.flatMap(({ path: item, context: around }, index) => {
      const within = around ? at(value[index], [inner.list]) : unknown;
      return each(within, `${item}.${inner.list}`, inner.variable, around ?? {});
    });
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
  const nothing = celTree({}, manifest.partial);
  const getters = {
    podSpec: () => spec() ?? (manifest.partial ? nothing : undefined),
    podMeta: () => metadata() ?? nothing,
    podSecurity: () => security() ?? nothing,
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

/** The lists of a pod's spec that a domain runs over, as one, as CEL. */
export const listsCel = ({ lists }: Pick<Domain, "lists">, spec = "variables.podSpec"): string =>
  lists.map((name) => `${spec}.?${name}.orValue([])`).join(" + ");

/** What checks may read under `variables`, in the order in which one needs the other, by name, as CEL for admission. */
export const podVariablesCel: Readonly<Record<string, string>> = {
  podSpec: `(${eachPlace("spec")}).value()`,
  podMeta: `(${eachPlace("metadata")}).orValue({})`,
  podSecurity: "variables.podSpec.?securityContext.orValue({})",
  ...Object.fromEntries(podDomains.map((domain) => [domain.plural, listsCel(domain)])),
};

const objectList = (path: string, { keys, variable }: Domain) => {
  const read = `object.?${path.replaceAll(".", ".?")}`;
  return keys ? `${read}.orValue({}).map(${variable}, ${variable})` : `${read}.orValue([])`;
};

/** As podVariablesCel, for the lists of objects that hold no pod. */
export const objectVariablesCel: Readonly<Record<string, string>> = Object.fromEntries(
  Object.values(domains)
    .filter(({ of }) => of === "object")
    .map((domain) => [domain.plural, domain.lists.map((path) => objectList(path, domain)).join(" + ")]),
);

/** The check as one expression on the object, as the API server needs it. */
export function wholeCel(each: Each, cel: string): string {
  if (each === "object" || each === "pod") return cel;
  const { plural, variable, inner } = domains[each];
  const one = inner ? `${variable}.?${inner.list}.orValue([]).all(${inner.variable}, ${cel})` : cel;
  return `variables.${plural}.all(${variable}, ${one})`;
}

/** CEL that yields the names of the items that do not pass; empty for a check on the object or pod. */
export function offendersCel(each: Each, cel: string): string | undefined {
  if (each === "object" || each === "pod") return undefined;
  const { plural, variable, keys, inner } = domains[each];
  const all = `variables.${plural}`;
  if (keys) return `${all}.filter(${variable}, !(${cel})).join(', ')`;
  if (!inner) return offenders(all, variable, cel);
  const within = offenders(`${variable}.?${inner.list}.orValue([])`, inner.variable, cel);
  return `${all}.map(${variable}, ${within}).filter(x, x != '').join(', ')`;
}

const offenders = (list: string, variable: string, cel: string) =>
  `${list}.filter(${variable}, !(${cel})).map(${variable}, string(${variable}.?name.orValue('?'))).join(', ')`;
