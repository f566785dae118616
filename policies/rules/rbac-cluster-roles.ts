import type { ObjectRule } from "../rule.ts";
import { clusterRoles, grants, noRule, writes } from "./rbac.ts";

/** What no ClusterRole may allow, since it is the cluster's own. */
export const rbacClusterRoles: readonly ObjectRule[] = [
  {
    ...clusterRoles,
    id: "rbac-node-proxy",
    title: "No way to the kubelets",
    holds: "No rule of a ClusterRole allows anything on nodes/proxy.",
    why: "The kubelet's API runs commands in every pod of its node, past admission and the audit log.",
    mend: "remove nodes/proxy; nodes/metrics and nodes/stats are enough to measure",
    severity: "high",
    references: { cis: ["5.1.10"], trivy: ["KSV-0047"], kyverno: ["restrict-clusterrole-nodesproxy"] },
    checks: [noRule(grants({ "": ["nodes/proxy"] }), "allows to talk to the kubelets")],
  },
  {
    ...clusterRoles,
    id: "rbac-csr-approve",
    title: "No approval of certificates",
    holds:
      "No rule of a ClusterRole allows approve, update or patch on certificatesigningrequests/approval or on signers.",
    why: "Who approves certificates can have one for any user and any group.",
    mend: "remove the rule, or name what needs it in an exemption",
    severity: "high",
    references: { cis: ["5.1.11"], checkov: ["CKV_K8S_156"], kyverno: ["restrict-clusterrole-csr"] },
    checks: [
      noRule(
        grants({ "certificates.k8s.io": ["certificatesigningrequests/approval", "signers"] }, [
          "approve",
          "update",
          "patch",
        ]),
        "allows to approve certificates",
      ),
    ],
  },
  {
    ...clusterRoles,
    id: "rbac-webhooks",
    title: "No change of admission webhooks",
    holds:
      "No rule of a ClusterRole allows create, update, patch or delete on validatingwebhookconfigurations or mutatingwebhookconfigurations.",
    why: "A webhook sees every object that is created, Secrets included, and may change it.",
    mend: "remove the rule, or allow only get, list and watch",
    severity: "high",
    references: {
      cis: ["5.1.12"],
      checkov: ["CKV_K8S_155"],
      trivy: ["KSV-0114"],
      kyverno: ["restrict-clusterrole-mutating-validating-admission-webhooks"],
    },
    checks: [
      noRule(
        grants(
          {
            "admissionregistration.k8s.io": [
              "validatingwebhookconfigurations",
              "mutatingwebhookconfigurations",
            ],
          },
          writes,
        ),
        "allows to change admission webhooks",
      ),
    ],
  },
  {
    ...clusterRoles,
    id: "rbac-pv-create",
    title: "No creation of persistent volumes",
    holds: "No rule of a ClusterRole allows create on persistentvolumes.",
    why: "A persistent volume of type hostPath is a way into the files of a node.",
    mend: "claim volumes from a storage class",
    severity: "medium",
    references: { cis: ["5.1.9"] },
    checks: [
      noRule(grants({ "": ["persistentvolumes"] }, ["create"]), "allows to create persistent volumes"),
    ],
  },
];
