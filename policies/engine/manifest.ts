import { kindOf, type KindName } from "../kinds.ts";
import {
  at,
  celTree,
  holdsUnknown,
  isList,
  isObject,
  plainTree,
  unknown,
  type Raw,
  type RawObject,
} from "./value.ts";

/** Where an object was found: a document of a file, or a resource of a stack. */
export interface Origin {
  readonly file?: string;
  /** From 0, within the file. */
  readonly document?: number;
  readonly urn?: string;
}

/** Where an object holds a pod: the path of what has the pod's metadata and spec. */
export type PodPath = readonly string[];

const podPaths: Partial<Record<KindName, PodPath>> = {
  Pod: [],
  PodTemplate: ["template"],
  CronJob: ["spec", "jobTemplate", "spec", "template"],
  ReplicationController: ["spec", "template"],
  ReplicaSet: ["spec", "template"],
  Deployment: ["spec", "template"],
  StatefulSet: ["spec", "template"],
  DaemonSet: ["spec", "template"],
  Job: ["spec", "template"],
};

/** One object under judgement. */
export class Manifest {
  readonly raw: RawObject;
  readonly origin: Origin;
  /** Whether keys that are missing may be there in the cluster: the object is a patch. */
  readonly partial: boolean;
  readonly apiVersion: string;
  /** Its kind as it says itself. */
  readonly kindName: string;
  /** Its kind, if a rule knows it. */
  readonly kind: KindName | undefined;
  readonly holdsUnknown: boolean;
  readonly pods: readonly PodPath[];
  #cel: { readonly value: unknown } | undefined;
  #plain: { readonly value: unknown } | undefined;

  constructor(raw: RawObject, origin: Origin, partial = false) {
    this.raw = raw;
    this.origin = origin;
    this.partial = partial;
    this.apiVersion = text(raw["apiVersion"]);
    this.kindName = text(raw["kind"]);
    this.kind = kindOf(this.apiVersion, this.kindName);
    this.holdsUnknown = holdsUnknown(raw);
    const path = this.kind && podPaths[this.kind];
    this.pods = path ? [path] : this.kind ? [] : embeddedPods(raw);
  }

  /** Its name; empty if it has none or it is not known yet. */
  get name(): string {
    return text(at(this.raw, ["metadata", "name"]));
  }

  /** Its namespace; the one called default if it names none. */
  get namespace(): string {
    return text(at(this.raw, ["metadata", "namespace"])) || "default";
  }

  /** Whether errors of a rule may come from what is not known. */
  get undecidable(): boolean {
    return this.holdsUnknown || this.partial;
  }

  /** The object as CEL sees it (value.ts). */
  get cel(): unknown {
    return (this.#cel ??= { value: celTree(this.raw, this.partial) }).value;
  }

  /** The object as TypeScript sees it (value.ts). */
  get object(): unknown {
    return (this.#plain ??= { value: plainTree(this.raw, this.partial) }).value;
  }
}

const text = (value: Raw): string => (typeof value === "string" ? value : "");

/** What only pods have, of what a template may hold that has no containers of its own. */
const onlyOfPods = ["hostNetwork", "hostPID", "hostIPC", "serviceAccountName", "initContainers"];

/**
 * Pods within an object of a kind that no rule knows: whatever has a spec with containers, and templates whose spec has
 * something else that only pods have.
 */
function embeddedPods(raw: RawObject): readonly PodPath[] {
  const found: PodPath[] = [];
  const search = (value: Raw, path: readonly string[]): void => {
    if (isList(value)) {
      for (const [index, item] of value.entries()) search(item, [...path, String(index)]);
      return;
    }
    if (!isObject(value)) return;
    const isPod =
      looksLikeContainers(at(value, ["spec", "containers"]), "name") ||
      (path.at(-1) === "template" &&
        (looksLikeContainers(at(value, ["spec", "containers"]), "image") ||
          onlyOfPods.some((key) => at(value, ["spec", key]) !== undefined)));
    if (isPod) found.push(path);
    for (const [key, field] of Object.entries(value)) search(field, [...path, key]);
  };
  search(raw, []);
  return found;
}

const looksLikeContainers = (value: Raw, key: string): boolean =>
  isList(value) && value.some((item) => item === unknown || (isObject(item) && item[key] !== undefined));
