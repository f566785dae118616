import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { metadata } from "../objects.ts";

const policy = (spec: RawObject): RawObject => ({
  apiVersion: "networking.k8s.io/v1",
  kind: "NetworkPolicy",
  metadata: metadata("app"),
  spec: { podSelector: {}, policyTypes: ["Ingress", "Egress"], ...spec },
});

const app = { podSelector: { matchLabels: { "app.kubernetes.io/name": "app" } } };
const dns = [
  { port: 53, protocol: "UDP" },
  { port: 53, protocol: "TCP" },
];
const block = (cidr: string, ...except: string[]) => ({
  ipBlock: except.length > 0 ? { cidr, except } : { cidr },
});
const to = (...peers: RawObject[]) => policy({ egress: [{ to: peers }] });

export const networkCases: readonly RuleCases[] = [
  {
    rule: "netpol-not-open",
    passes: [
      {
        name: "by labels of pods and namespaces",
        object: policy({
          ingress: [{ from: [app] }],
          egress: [
            {
              to: [
                {
                  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
                  podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
                },
              ],
              ports: dns,
            },
          ],
        }),
      },
      { name: "every pod of its own namespace", object: to({ podSelector: {} }) },
      { name: "such pods of every namespace", object: to({ namespaceSelector: {}, ...app }) },
      { name: "one network", object: to(block("10.1.0.0/16")) },
      { name: "everything but the metadata address", object: to(block("0.0.0.0/0", "169.254.169.254/32")) },
      { name: "everything but what is link-local", object: to(block("0.0.0.0/0", "169.254.0.0/16")) },
      { name: "every IPv6 address but some", object: to(block("::/0", "fd00::/8")) },
      {
        name: "namespaces by an expression",
        object: to({ namespaceSelector: { matchExpressions: [{ key: "team", operator: "Exists" }] } }),
      },
    ],
    fails: [
      { name: "an empty rule", object: policy({ ingress: [{}] }), path: "spec.ingress[0]" },
      { name: "empty peers", object: policy({ egress: [{ to: [] }] }), path: "spec.egress[0]" },
      {
        name: "ports without peers, in a second rule",
        object: policy({ egress: [{ to: [app] }, { ports: dns }] }),
        path: "spec.egress[1]",
      },
      { name: "all namespaces", object: policy({ ingress: [{ from: [app, { namespaceSelector: {} }] }] }) },
      { name: "all pods of all namespaces", object: to({ namespaceSelector: {}, podSelector: {} }) },
      {
        name: "all namespaces by empty labels",
        object: to({ namespaceSelector: { matchLabels: {}, matchExpressions: [] } }),
      },
      { name: "every address", object: to(block("0.0.0.0/0")) },
      { name: "every IPv6 address", object: to(block("::/0")) },
      { name: "every address but a private network", object: to(block("0.0.0.0/0", "10.0.0.0/8")) },
      { name: "half of all addresses", object: to(block("128.0.0.0/1")) },
      { name: "the metadata address itself", object: to(block("169.254.169.254/32")) },
      { name: "a network around it, in", object: policy({ ingress: [{ from: [block("169.254.0.0/16")] }] }) },
    ],
  },
];
