import { type Properties, isObject } from "../../shared/wire.ts";
import type { Api } from "../api.ts";
import { at, kindKey, kindOf, list, nameOf, namespaceOf, text } from "../objects.ts";
import { condition } from "./verdict.ts";

const podKind = { group: "", version: "v1", kind: "Pod" };
const eventKind = { group: "", version: "v1", kind: "Event" };
const replicaSetKind = { group: "apps", version: "v1", kind: "ReplicaSet" };

/** How many reasons are worth reading. */
const most = 8;

/** Why an object does not work: what its Pods wait for, and the warnings that the cluster recorded about them. */
export async function explain(api: Api, live: Properties): Promise<readonly string[]> {
  try {
    const pods = await podsOf(api, live);
    const replicaSets =
      kindKey(kindOf(live)) === "apps/v1/Deployment" ? await owned(api, replicaSetKind, live) : [];
    const about = new Set([live, ...replicaSets, ...pods].map(uidOf));
    const events = await api.list(eventKind, namespaceOf(live), { fieldSelector: "type=Warning" });
    const warnings = latestByReason(
      events.filter((event) => about.has(text(at(event, "involvedObject", "uid")))),
    ).map((event) => `[${text(event["reason"])}] ${text(event["message"])}`);
    const problems = pods.flatMap((pod) =>
      podProblems(pod).map((problem) => `[Pod ${nameOf(pod)}]: ${problem}`),
    );
    return [...new Set([...problems, ...warnings])].slice(0, most);
  } catch {
    return [];
  }
}

/** A controller that tries again and again says the same each time, but for a generated name. */
const latestByReason = (events: readonly Properties[]): readonly Properties[] => [
  ...new Map(
    events
      .toSorted((a, b) => text(a["lastTimestamp"]).localeCompare(text(b["lastTimestamp"])))
      .map((event) => [`${text(event["reason"])} ${text(at(event, "involvedObject", "uid"))}`, event]),
  ).values(),
];

const uidOf = (object: Properties): string => text(at(object, "metadata", "uid"));

async function podsOf(api: Api, live: Properties): Promise<readonly Properties[]> {
  const kind = kindKey(kindOf(live));
  if (kind === "v1/Pod") return [live];
  return /^(apps|batch)\//.test(kind) ? owned(api, podKind, live) : [];
}

/** Objects with the labels that the owner selects. */
async function owned(api: Api, kind: typeof podKind, owner: Properties): Promise<readonly Properties[]> {
  const labels = at(owner, "spec", "selector", "matchLabels");
  if (!isObject(labels)) return [];
  const labelSelector = Object.entries(labels)
    .map(([key, value]) => `${key}=${text(value)}`)
    .join(",");
  return api.list(kind, namespaceOf(owner), { labelSelector });
}

function podProblems(pod: Properties): readonly string[] {
  const conditions = ["PodScheduled", "Initialized", "ContainersReady"]
    .map((type) => condition(pod, type))
    .filter(({ status, message }) => status === "False" && message !== "")
    .map(({ reason, message }) => `[${reason}] ${message}`);
  const containers = ["initContainerStatuses", "containerStatuses"]
    .flatMap((key) => list(at(pod, "status", key)))
    .flatMap((container) => containerProblems(container));
  return [...conditions, ...containers];
}

function containerProblems(container: Properties[string]): readonly string[] {
  const name = text(at(container, "name"));
  const state = at(container, "state", "waiting") ?? at(container, "state", "terminated");
  const reason = text(at(state, "reason"));
  if (["", "ContainerCreating", "PodInitializing", "Completed"].includes(reason)) return [];
  return [`container ${name}: [${reason}] ${text(at(state, "message"))}`.trimEnd()];
}
