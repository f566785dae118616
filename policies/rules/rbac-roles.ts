import type { ObjectRule } from "../rule.ts";
import { grants, noRule, roles, writes } from "./rbac.ts";

const workloads = {
  "": ["pods", "replicationcontrollers"],
  apps: ["deployments", "daemonsets", "replicasets", "statefulsets"],
  extensions: ["deployments", "daemonsets", "replicasets"],
  batch: ["jobs", "cronjobs"],
};

/** What the pods of all namespaces are set up and reached by. */
const common = {
  "": ["configmaps", "services", "endpoints"],
  "discovery.k8s.io": ["endpointslices"],
  "networking.k8s.io": ["ingresses", "networkpolicies"],
  extensions: ["ingresses", "networkpolicies"],
};

const escalations = ["bind", "escalate", "impersonate"];

/** What the verbs that escalate are for; any verb at all on these is one of them. */
const escalating = {
  "": ["users", "groups", "serviceaccounts"],
  "rbac.authorization.k8s.io": ["roles", "clusterroles"],
  "authentication.k8s.io": ["uids", "userextras/*"],
};

/** What no role may allow, by what it would give away. */
export const rbacRoles: readonly ObjectRule[] = [
  {
    ...roles,
    id: "rbac-wildcards",
    title: "No wildcards in roles",
    holds:
      "No rule of a Role or ClusterRole has * in its verbs, resources or apiGroups, alone or as part of a name such as pods/*.",
    why: "A wildcard allows what nobody thought of, and what the next version of Kubernetes adds.",
    mend: "name the verbs, resources and API groups that are needed",
    severity: "critical",
    references: {
      cis: ["5.1.3"],
      nsa: ["C-0035"],
      checkov: ["CKV_K8S_49"],
      trivy: ["KSV-0044", "KSV-0045", "KSV-0046", "KSV-0112"],
      kubeLinter: ["wildcard-in-rules"],
      kyverno: ["restrict-wildcard-resources", "restrict-wildcard-verbs"],
    },
    checks: ["verbs", "resources", "apiGroups"].map((field) => ({
      each: "policyRule",
      cel: `r.?${field}.orValue([]).all(x, !x.contains('*'))`,
      field,
      message: `has a wildcard in ${field}`,
    })),
  },
  {
    ...roles,
    id: "rbac-escalation-verbs",
    title: "No verbs that escalate",
    holds:
      "No rule of a role has the verbs bind, escalate or impersonate, nor * on roles, service accounts, users or groups, which includes them.",
    why: "Who may bind or escalate roles, or act as somebody else, can give himself every right.",
    mend: "remove bind, escalate and impersonate",
    severity: "critical",
    references: {
      cis: ["5.1.8"],
      checkov: ["CKV_K8S_157", "CKV_K8S_158", "CKV2_K8S_1", "CKV2_K8S_3"],
      trivy: ["KSV-0043", "KSV-0050", "KSV-0051", "KSV-0052", "KSV-0055"],
      kyverno: ["restrict-escalation-verbs-roles"],
    },
    checks: [
      {
        each: "policyRule",
        cel: `r.?verbs.orValue([]).all(x, !(x in ['${escalations.join("', '")}']))`,
        field: "verbs",
        message: "allows to bind, escalate or impersonate",
      },
      noRule(grants(escalating, []), "allows to bind, escalate or impersonate by a wildcard", "verbs"),
    ],
  },
  {
    ...roles,
    id: "rbac-secrets-read",
    title: "Secrets are read by name",
    holds:
      "No rule of a role allows get, list or watch on secrets without resourceNames; list shows their contents too.",
    why: "The Secrets of a namespace are the keys of all that runs in it.",
    mend: "name the Secrets in resourceNames, or mount them instead",
    severity: "high",
    references: {
      cis: ["5.1.2"],
      checkov: ["CKV2_K8S_5"],
      trivy: ["KSV-0041", "KSV-0113"],
      kubeLinter: ["access-to-secrets"],
      kyverno: ["restrict-secret-role-verbs"],
    },
    checks: [
      {
        each: "policyRule",
        field: "resources",
        message: "allows to read every Secret",
        cel: `size(r.?resourceNames.orValue([])) > 0 || !${grants({ "": ["secrets"] }, ["get", "list", "watch"])}`,
      },
    ],
  },
  {
    ...roles,
    id: "rbac-pod-create",
    title: "No role creates pods",
    holds: "No rule of a role allows create on pods or on the workloads that make pods.",
    why: "Who creates pods can run as any service account of the namespace and mount every Secret in it.",
    mend: "leave the creation of workloads to the deployer",
    severity: "high",
    references: {
      cis: ["5.1.4"],
      trivy: ["KSV-0048"],
      kubeLinter: ["access-to-create-pods"],
    },
    checks: [noRule(grants(workloads, ["create"]), "allows to create pods")],
  },
  {
    ...roles,
    id: "rbac-pod-exec",
    title: "No role enters pods",
    holds:
      "No rule of a role allows create or get on pods/exec, pods/attach and pods/portforward, nor these, update or patch on pods/ephemeralcontainers.",
    why: "A shell in a container has its files, its Secrets and its network, and leaves no trace in git.",
    mend: "remove the rule; look into pods by their logs and metrics",
    severity: "high",
    references: { nsa: ["C-0002"], checkov: ["CKV2_K8S_2"], trivy: ["KSV-0053", "KSV-0054"] },
    checks: [
      noRule(
        grants({ "": ["pods/exec", "pods/attach", "pods/portforward"] }, ["create", "get"]),
        "allows to enter running containers",
      ),
      noRule(
        grants({ "": ["pods/ephemeralcontainers"] }, ["create", "get", "update", "patch"]),
        "allows to add containers to running pods",
      ),
    ],
  },
  {
    ...roles,
    id: "rbac-token-create",
    title: "No creation of service account tokens",
    holds: "No rule of a role allows create on serviceaccounts/token.",
    why: "Who creates tokens of a service account is that service account.",
    mend: "remove the rule; pods get their tokens from the kubelet",
    severity: "high",
    references: { cis: ["5.1.13"] },
    checks: [
      noRule(
        grants({ "": ["serviceaccounts/token"] }, ["create"]),
        "allows to create tokens of service accounts",
      ),
    ],
  },
  {
    ...roles,
    id: "rbac-destructive",
    title: "No deletion of traces, no writing of shared settings",
    holds:
      "No rule of a role allows to delete events or pods/log, and none of a ClusterRole to write configmaps, services, endpoints, endpointslices, ingresses or networkpolicies.",
    why: "Events and logs tell what an intruder did; ConfigMaps and the network's objects of all namespaces change what others run.",
    mend: "remove the rule, or grant it by a Role in one namespace",
    severity: "low",
    level: "advisory",
    references: {
      checkov: ["CKV2_K8S_4"],
      trivy: ["KSV-0042", "KSV-0049", "KSV-0056"],
      kyverno: ["restrict-edit-for-endpoints"],
    },
    checks: [
      noRule(
        grants({ "": ["events", "pods/log"], "events.k8s.io": ["events"] }, ["delete", "deletecollection"]),
        "allows to delete events or logs",
      ),
      {
        ...noRule(grants(common, writes), "allows to write settings or the network of all namespaces"),
        kinds: ["ClusterRole"],
      },
    ],
  },
];
