import type { RawObject } from "../../../../policies/engine/value.ts";
import type { RuleCases } from "../../case.ts";
import { deployment, everyKind } from "../../objects.ts";
import { denyAll, labelled, namespaceObject, networkPolicy, statefulSet } from "./objects.ts";

const podSelector = { matchLabels: { "app.kubernetes.io/name": "app" } };
const missing = { matchLabels: { "app.kubernetes.io/name": "gone" } };
const ingress = networkPolicy({ podSelector, policyTypes: ["Ingress"] }, { name: "in" });
const egress = networkPolicy({ podSelector, policyTypes: ["Egress"] }, { name: "out" });
const elsewhere = { namespace: "other" };
const tiers = (operator: string, ...values: string[]): RawObject => ({
  matchExpressions: [{ key: "tier", operator, ...(values.length > 0 && { values }) }],
});
const both = { policyTypes: ["Ingress", "Egress"] };
const from = (peer: RawObject): RawObject =>
  networkPolicy({ podSelector, policyTypes: ["Ingress"], ingress: [{ from: [peer] }] });
const to = (peer: RawObject): RawObject =>
  networkPolicy({ podSelector, policyTypes: ["Egress"], egress: [{ to: [peer] }] });
const byName = (name: string): RawObject => ({ matchLabels: { "kubernetes.io/metadata.name": name } });

const coverage: RuleCases = {
  rule: "netpol-covers-pod",
  passes: [
    { name: "two policies, one for each direction", object: deployment(), among: [ingress, egress] },
    {
      name: "egress rules imply Egress",
      object: deployment(),
      among: [networkPolicy({ podSelector, egress: [{ to: [{ podSelector }] }] })],
    },
    {
      name: "In",
      object: labelled({ tier: "web" }),
      among: [networkPolicy({ podSelector: tiers("In", "web", "data"), ...both })],
    },
    {
      name: "DoesNotExist",
      object: deployment(),
      among: [networkPolicy({ podSelector: tiers("DoesNotExist"), ...both })],
    },
    {
      name: "NotIn, of a label that it does not have",
      object: deployment(),
      among: [networkPolicy({ podSelector: tiers("NotIn", "data"), ...both })],
    },
    ...everyKind().map((object) => ({ name: `a ${object["kind"] as string}`, object, among: [denyAll] })),
  ],
  fails: [
    { name: "no policy", object: deployment(), path: "spec.template.metadata.labels" },
    { name: "ingress only", object: deployment(), among: [ingress] },
    { name: "egress only", object: deployment(), among: [egress] },
    {
      name: "no types and no egress rules, which is ingress only",
      object: deployment(),
      among: [networkPolicy({ podSelector, egress: [] })],
    },
    {
      name: "another namespace",
      object: deployment(),
      among: [networkPolicy({ podSelector, ...both }, elsewhere)],
    },
    { name: "other labels", object: deployment(), among: [networkPolicy({ podSelector: missing, ...both })] },
    {
      name: "NotIn, of a label that it has",
      object: labelled({ tier: "data" }),
      among: [networkPolicy({ podSelector: tiers("NotIn", "data"), ...both })],
    },
    {
      name: "one replica only",
      object: statefulSet(),
      among: [
        networkPolicy({
          podSelector: { matchLabels: { "statefulset.kubernetes.io/pod-name": "app-0" } },
          ...both,
        }),
      ],
    },
  ],
};

const closed: RuleCases = {
  rule: "netpol-default-deny",
  passes: [
    { name: "one policy", object: namespaceObject("shop"), among: [denyAll] },
    {
      name: "one policy for each direction",
      object: namespaceObject("shop"),
      among: [
        networkPolicy({ podSelector: {} }, { name: "in" }),
        networkPolicy({ podSelector: {}, policyTypes: ["Egress"], egress: [] }, { name: "out" }),
      ],
    },
  ],
  fails: [
    { name: "no policy", object: namespaceObject("shop"), path: "metadata.name" },
    { name: "a policy in another namespace", object: namespaceObject("other"), among: [denyAll] },
    {
      name: "ingress only, as by default",
      object: namespaceObject("shop"),
      among: [networkPolicy({ podSelector: {} })],
    },
    {
      name: "it opens all ingress",
      object: namespaceObject("shop"),
      among: [networkPolicy({ podSelector: {}, ...both, ingress: [{}] })],
    },
    {
      name: "some pods only",
      object: namespaceObject("shop"),
      among: [networkPolicy({ podSelector, ...both })],
    },
  ],
};

const dangling: RuleCases = {
  rule: "netpol-dangling",
  passes: [
    { name: "its pods exist", object: ingress, among: [deployment()] },
    {
      name: "one replica by its name",
      object: networkPolicy({
        podSelector: { matchLabels: { "statefulset.kubernetes.io/pod-name": "app-0" } },
      }),
      among: [statefulSet()],
    },
    { name: "all pods", object: denyAll, among: [deployment()] },
    { name: "a peer in the namespace", object: from({ podSelector }), among: [deployment()] },
    { name: "a network", object: to({ ipBlock: { cidr: "10.0.0.0/8" } }), among: [deployment()] },
    {
      name: "a namespace that is not in the set",
      object: to({
        namespaceSelector: byName("kube-system"),
        podSelector: { matchLabels: { "k8s-app": "dns" } },
      }),
      among: [deployment()],
    },
    {
      name: "namespaces by a label that others may have",
      object: to({ namespaceSelector: { matchLabels: { team: "shop" } }, podSelector: missing }),
      among: [deployment(), namespaceObject("shop", { team: "shop" })],
    },
    {
      name: "namespaces by an expression on a label that others may have",
      object: to({
        namespaceSelector: { matchExpressions: [{ key: "team", operator: "In", values: ["other"] }] },
        podSelector: missing,
      }),
      among: [deployment(), namespaceObject("other")],
    },
    {
      name: "a namespace of the set",
      object: to({ namespaceSelector: byName("other"), podSelector }),
      among: [deployment(), namespaceObject("other"), labelled({}, elsewhere)],
    },
  ],
  fails: [
    {
      name: "no such pods",
      object: networkPolicy({ podSelector: missing }),
      among: [deployment()],
      path: "spec.podSelector",
    },
    { name: "its pods are in another namespace", object: ingress, among: [labelled({}, elsewhere)] },
    {
      name: "a peer that does not exist",
      object: from({ podSelector: missing }),
      among: [deployment()],
      path: "spec.ingress[0].from[0]",
    },
    {
      name: "a peer that exists in another namespace only",
      object: to({ podSelector: missing }),
      among: [deployment(), labelled({ "app.kubernetes.io/name": "gone" }, elsewhere)],
      path: "spec.egress[0].to[0]",
    },
    {
      name: "no such pods in a namespace of the set",
      object: to({ namespaceSelector: byName("other"), podSelector: missing }),
      among: [deployment(), namespaceObject("other"), labelled({}, elsewhere)],
    },
    {
      name: "namespaces of the set by an expression",
      object: to({
        namespaceSelector: {
          matchExpressions: [{ key: "kubernetes.io/metadata.name", operator: "In", values: ["other"] }],
        },
        podSelector: missing,
      }),
      among: [deployment(), namespaceObject("other")],
    },
  ],
};

export const networkPoliciesCases: readonly RuleCases[] = [coverage, closed, dangling];
