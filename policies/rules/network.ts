import type { ObjectRule } from "../rule.ts";
import { covers, isEverything, isNetwork } from "./addresses.ts";

const metadataAddress = "169.254.169.254";

const emptySelector = (selector: string) =>
  `(size(${selector}.?matchLabels.orValue({})) == 0 && size(${selector}.?matchExpressions.orValue([])) == 0)`;

const peers = "(r.?from.orValue([]) + r.?to.orValue([]))";

const blocks = (holds: string) => `${peers}.all(p, !has(p.ipBlock) || (${holds}))`;

/** CEL that is true unless the block is a network that covers the metadata address and does not except it. */
const withoutMetadata = `${isNetwork("p.ipBlock.cidr")} && (!${covers("p.ipBlock.cidr", metadataAddress)} || p.ipBlock.?except.orValue([]).exists(x, ${covers("x", metadataAddress)}))`;

const shared = { engine: "object", kinds: ["NetworkPolicy"], level: "mandatory" } as const;

/** What network policies may not leave open. */
export const network: readonly ObjectRule[] = [
  {
    ...shared,
    id: "netpol-not-open",
    title: "Network policies open nothing to everybody",
    holds: `Every rule of a NetworkPolicy names peers; no peer is all namespaces, a network of everything without exceptions, or one with ${metadataAddress} that does not except it. A rule for one port without peers opens that port to everybody.`,
    why: "A rule without peers makes the policy worthless; behind the metadata address are the node's cloud credentials.",
    mend: `name the peers by pod and namespace labels, and except ${metadataAddress}/32 from networks`,
    severity: "high",
    references: { trivy: ["KSV-0038"], kyverno: ["restrict-networkpolicy-empty-podselector"] },
    checks: [
      {
        each: "networkRule",
        cel: `size(${peers}) > 0`,
        message: "is open to everybody: it names no peers",
      },
      {
        each: "networkRule",
        cel: `${peers}.all(p, has(p.ipBlock) || (has(p.podSelector) && !has(p.namespaceSelector)) || !${emptySelector("p.?namespaceSelector")} || !${emptySelector("p.?podSelector")})`,
        message: "is open to every pod of every namespace",
      },
      {
        each: "networkRule",
        cel: blocks(`!${isEverything("p.ipBlock.cidr")} || size(p.ipBlock.?except.orValue([])) > 0`),
        message: "is open to every address",
      },
      {
        each: "networkRule",
        cel: blocks(withoutMetadata),
        message: `includes the metadata address ${metadataAddress}, or a network that is not one`,
      },
    ],
  },
];
