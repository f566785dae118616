import { certainFirst, problemIf, some } from "../../engine/certain.ts";
import { namespaceOf, nameOf } from "../../engine/place.ts";
import { podsOf, selectsAny, selectsPod, within, type Pod } from "../../engine/pods.ts";
import { selects, selectsAll, type Labels, type Selector } from "../../engine/selector.ts";
import type { Manifest, World } from "../../engine/world.ts";
import { workloads } from "../../kinds.ts";
import type { Problem, SetRule } from "../../rule.ts";

type Direction = "Ingress" | "Egress";
const directions: readonly Direction[] = ["Ingress", "Egress"];

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
}

interface PolicySpec {
  readonly podSelector?: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly { readonly from?: readonly Peer[] }[];
  readonly egress?: readonly { readonly to?: readonly Peer[] }[];
}

const specOf = (policy: Manifest): PolicySpec => (policy.object as { readonly spec?: PolicySpec }).spec ?? {};

/** A policy that does not say its types is one for Ingress, and for Egress if it has rules for it. */
function isFor(direction: Direction, { policyTypes = [], egress = [] }: PolicySpec): boolean {
  if (policyTypes.length > 0) return policyTypes.includes(direction);
  return direction === "Ingress" || egress.length > 0;
}

function* uncovered(pod: Pod, world: World, direction: Direction): Generator<Problem> {
  const policies = world.in(namespaceOf(pod.manifest), "NetworkPolicy");
  const covered = some(policies, (policy) => {
    const spec = specOf(policy);
    return isFor(direction, spec) && selectsPod(spec.podSelector ?? {}, pod);
  });
  yield* problemIf(!covered, within(pod, "metadata.labels"), `no NetworkPolicy selects it for ${direction}`);
}

/** Whether the policy closes every pod of its namespace and opens nothing. */
function denies(direction: Direction, policy: Manifest): boolean {
  const spec = specOf(policy);
  if (!selectsAll(spec.podSelector) || !isFor(direction, spec)) return false;
  return ((direction === "Ingress" ? spec.ingress : spec.egress) ?? []).length === 0;
}

const byName = "kubernetes.io/metadata.name";

const labelsOf = (namespace: Manifest): Labels => {
  const { metadata } = namespace.object as { readonly metadata?: { readonly labels?: Labels } };
  return { ...metadata?.labels, [byName]: namespace.name };
};

/** The namespaces that the selector names, if it selects no others. */
function named({ matchLabels = {}, matchExpressions = [] }: Selector): readonly string[] | undefined {
  const name = matchLabels[byName];
  if (name !== undefined) return [name];
  return matchExpressions.find(({ key, operator }) => key === byName && operator === "In")?.values;
}

/** Whether no pod can be the peer, as far as the set tells: of namespaces that are not in it nothing is known. */
function dangles({ podSelector, namespaceSelector }: Peer, namespace: string, world: World): boolean {
  if (podSelector === undefined && namespaceSelector === undefined) return false;
  if (namespaceSelector === undefined) return !selectsAny(podSelector ?? {}, world, namespace);
  const only = named(namespaceSelector);
  if (only === undefined) return false;
  const created = only.map((name) => world.find("Namespace", name));
  if (created.includes(undefined)) return false;
  return !created.some(
    (it) =>
      it !== undefined &&
      selects(namespaceSelector, labelsOf(it)) &&
      selectsAny(podSelector ?? {}, world, it.name),
  );
}

function* danglingPeers(policy: Manifest, world: World): Generator<Problem> {
  const { ingress = [], egress = [] } = specOf(policy);
  const lists = [
    ...ingress.map(({ from = [] }, index) => ({ peers: from, path: `spec.ingress[${index}].from` })),
    ...egress.map(({ to = [] }, index) => ({ peers: to, path: `spec.egress[${index}].to` })),
  ];
  for (const { peers, path } of lists)
    for (const [index, peer] of peers.entries())
      yield* problemIf(
        dangles(peer, namespaceOf(policy), world),
        `${path}[${index}]`,
        "opens to a peer that selects no pod of the set",
      );
}

function* danglingPolicy(policy: Manifest, world: World): Generator<Problem> {
  yield* problemIf(
    !selectsAny(specOf(policy).podSelector ?? {}, world, namespaceOf(policy)),
    "spec.podSelector",
    "selects no pod of the set",
  );
}

export const networkPolicies: readonly SetRule[] = [
  {
    id: "netpol-covers-pod",
    title: "Network policies cover every pod, both ways",
    engine: "set",
    kinds: workloads,
    holds:
      "At least one NetworkPolicy of the pod's namespace selects its labels for Ingress, and at least one for Egress. A policy without policyTypes is one for Ingress, and for Egress if it has egress rules.",
    why: "A pod that no policy selects may talk to every pod of the cluster and be reached by every one.",
    mend: "add a NetworkPolicy whose podSelector matches the pod's labels, with policyTypes Ingress and Egress; one with an empty podSelector covers the whole namespace",
    severity: "high",
    level: "mandatory",
    references: {
      cis: ["5.3.2"],
      nsa: ["C-0030"],
      checkov: ["CKV2_K8S_6"],
      kubeLinter: ["non-isolated-pod"],
      kyverno: ["require-network-policy"],
    },
    judge: (manifest, world) =>
      certainFirst(
        ...podsOf(manifest).flatMap((pod) =>
          directions.map((direction) => () => uncovered(pod, world, direction)),
        ),
      ),
  },
  {
    id: "netpol-default-deny",
    title: "Namespaces are closed by default",
    engine: "set",
    kinds: ["Namespace"],
    holds:
      "In each namespace that the set creates, a NetworkPolicy with an empty podSelector and no ingress rules is for Ingress, and one with an empty podSelector and no egress rules is for Egress; one policy may be both.",
    why: "Only with a default that denies is a pod closed that no policy of its own selects yet.",
    mend: "add a NetworkPolicy with podSelector: {}, policyTypes Ingress and Egress, and no rules",
    severity: "high",
    level: "mandatory",
    references: { cis: ["5.3.2"], nsa: ["C-0054"] },
    judge: (manifest, world) =>
      certainFirst(
        ...directions.map((direction) => () => {
          const policies = world.in(nameOf(manifest), "NetworkPolicy");
          const isClosed = some(policies, (policy) => denies(direction, policy));
          return problemIf(!isClosed, "metadata.name", `no NetworkPolicy denies ${direction} by default`);
        }),
      ),
  },
  {
    id: "netpol-dangling",
    title: "Network policies select pods that exist",
    engine: "set",
    kinds: ["NetworkPolicy"],
    holds:
      "The podSelector matches a pod of the set in the policy's namespace, and so does that of each peer without a namespaceSelector. A peer whose namespaceSelector names, by kubernetes.io/metadata.name, namespaces that the set creates matches a pod in one of them; peers in other namespaces cannot be judged, and pass.",
    why: "A policy that selects nothing looks like protection and is none: mostly a label was changed or misspelt.",
    mend: "correct the labels of the selector, or delete the policy or peer",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["dangling-networkpolicy", "dangling-networkpolicypeer-podselector"] },
    judge: (manifest, world) =>
      certainFirst(
        () => danglingPolicy(manifest, world),
        () => danglingPeers(manifest, world),
      ),
  },
];
