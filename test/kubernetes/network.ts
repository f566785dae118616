import { BlockList, isIPv6 } from "node:net";

type Labels = Readonly<Record<string, string>>;

interface Selector {
  readonly matchLabels?: Labels;
}

interface Peer {
  readonly podSelector?: Selector;
  readonly namespaceSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string };
}

interface Rule {
  readonly from?: readonly Peer[];
  readonly to?: readonly Peer[];
  readonly ports?: readonly { readonly port?: number; readonly protocol?: string }[];
}

/** As much of a NetworkPolicy's spec as the stack uses. */
export interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes?: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** A pod by its labels and those of its namespace, or an address outside of the cluster. */
export type Place = { readonly labels: Labels; readonly namespace: Labels } | { readonly ip: string };

export interface Knock {
  readonly port: number;
  readonly protocol: "TCP" | "UDP";
}

/**
 * Whether a connection is let through, as Kubernetes defines it: a pod that no policy selects in a direction is open in
 * it, any other is open to what some policy allows, and both ends must be open.
 */
export const reaches = (
  policies: readonly PolicySpec[],
  namespace: Labels,
  from: Place,
  to: Place,
  knock: Knock,
): boolean => lets(policies, namespace, from, to, knock) && admits(policies, namespace, from, to, knock);

/** Whether the end that a connection comes from lets it out. */
export const lets = (
  policies: readonly PolicySpec[],
  namespace: Labels,
  from: Place,
  to: Place,
  knock: Knock,
): boolean => allows(policies, namespace, "Egress", from, to, knock);

/** Whether the end that a connection goes to lets it in. */
export const admits = (
  policies: readonly PolicySpec[],
  namespace: Labels,
  from: Place,
  to: Place,
  knock: Knock,
): boolean => allows(policies, namespace, "Ingress", to, from, knock);

function allows(
  policies: readonly PolicySpec[],
  namespace: Labels,
  direction: "Ingress" | "Egress",
  of: Place,
  other: Place,
  knock: Knock,
): boolean {
  if ("ip" in of || !same(of.namespace, namespace)) return true;
  const applying = policies.filter(
    (policy) => directions(policy).includes(direction) && selects(policy.podSelector, of.labels),
  );
  const rules = applying.flatMap(({ ingress, egress }) => (direction === "Ingress" ? ingress : egress) ?? []);
  return (
    applying.length === 0 ||
    rules.some(
      (rule) =>
        matchesPort(rule, knock) &&
        matchesPeer(direction === "Ingress" ? rule.from : rule.to, other, namespace),
    )
  );
}

/** Without policyTypes a policy is on ingress, and on egress if it has rules for it. */
const directions = ({ policyTypes, egress }: PolicySpec): readonly string[] =>
  policyTypes ?? (egress ? ["Ingress", "Egress"] : ["Ingress"]);

/** A rule without ports is for every port, one without a protocol for TCP. */
const matchesPort = ({ ports = [] }: Rule, knock: Knock): boolean =>
  ports.length === 0 ||
  ports.some(
    ({ port, protocol = "TCP" }) =>
      protocol === knock.protocol && (port === undefined || port === knock.port),
  );

/** A rule without peers is for every peer; a pod selector alone is for pods of the policy's own namespace. */
const matchesPeer = (peers: readonly Peer[] = [], other: Place, own: Labels): boolean =>
  peers.length === 0 ||
  peers.some(({ podSelector, namespaceSelector, ipBlock }) => {
    if (ipBlock) return "ip" in other && contains(ipBlock.cidr, other.ip);
    if ("ip" in other) return false;
    const isThere = namespaceSelector
      ? selects(namespaceSelector, other.namespace)
      : same(own, other.namespace);
    return isThere && selects(podSelector ?? {}, other.labels);
  });

const selects = ({ matchLabels = {} }: Selector, labels: Labels): boolean =>
  Object.entries(matchLabels).every(([key, value]) => labels[key] === value);

const same = (a: Labels, b: Labels): boolean => JSON.stringify(a) === JSON.stringify(b);

function contains(cidr: string, ip: string): boolean {
  const [network = "", prefix = ""] = cidr.split("/");
  const family = isIPv6(network) ? "ipv6" : "ipv4";
  const list = new BlockList();
  list.addSubnet(network, Number(prefix), family);
  return list.check(ip, isIPv6(ip) ? "ipv6" : "ipv4");
}
