import type { RawObject } from "../../../policies/engine/value.ts";
import type { Case, RuleCases } from "../case.ts";
import { metadata } from "../objects.ts";

export const role = (...rules: readonly RawObject[]): RawObject => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "Role",
  metadata: metadata("app"),
  rules,
});

export const clusterRole = (...rules: readonly RawObject[]): RawObject => ({
  ...role(...rules),
  kind: "ClusterRole",
  metadata: metadata("app", { namespace: undefined }),
});

/** A rule as resource.group: verbs; the core group has no name, subresources stand after a slash. */
function allow(resource: string, verbs: string, more: RawObject = {}): RawObject {
  const [name = "", ...group] = resource.split(".");
  return { apiGroups: [group.join(".")], resources: [name], verbs: verbs.split(" "), ...more };
}

const rbac = "rbac.authorization.k8s.io";
const certificates = "certificatesigningrequests";
const webhooks = "admissionregistration.k8s.io";

const can = (resource: string, verbs: string, more: RawObject = {}): Case => ({
  name: `${verbs} on ${resource}${Object.keys(more).length > 0 ? ` with ${JSON.stringify(more)}` : ""}`,
  object: role(allow(resource, verbs, more)),
});

const canAll = (resource: string, verbs: string, more: RawObject = {}): Case => ({
  ...can(resource, verbs, more),
  object: clusterRole(allow(resource, verbs, more)),
});

const second = (it: Case): Case => ({
  ...it,
  name: `${it.name}, in the second rule`,
  object: { ...it.object, rules: [allow("services", "get"), ...(it.object["rules"] as RawObject[])] },
});

export const rbacCases: readonly RuleCases[] = [
  {
    rule: "rbac-wildcards",
    passes: [
      can("pods", "get list"),
      canAll("deployments.apps", "get"),
      { name: "URLs", object: clusterRole({ nonResourceURLs: ["/metrics", "/healthz/*"], verbs: ["get"] }) },
    ],
    fails: [
      { ...can("pods", "*"), path: "rules[0].verbs" },
      { ...canAll("*", "get"), path: "rules[0].resources" },
      { ...can("pods", "get", { apiGroups: ["*"] }), path: "rules[0].apiGroups" },
      { ...second(can("pods/*", "get")), path: "rules[1].resources" },
      canAll("*/scale.apps", "update"),
    ],
  },
  {
    rule: "rbac-escalation-verbs",
    passes: [can("pods", "get"), can("pods", "*"), canAll(`roles.${rbac}`, "get list watch create update")],
    fails: [
      canAll(`clusterroles.${rbac}`, "bind"),
      second(can(`roles.${rbac}`, "escalate")),
      canAll("users", "impersonate"),
      canAll("serviceaccounts", "impersonate", { resourceNames: ["app"] }),
      can(`roles.${rbac}`, "*"),
      canAll("*", "*", { apiGroups: ["*"] }),
      canAll("userextras/scopes.authentication.k8s.io", "impersonate"),
    ],
  },
  {
    rule: "rbac-secrets-read",
    passes: [
      can("secrets", "get", { resourceNames: ["app"] }),
      can("secrets", "create delete"),
      canAll("secrets.example.com", "get"),
      can("configmaps", "*"),
    ],
    fails: [
      can("secrets", "get"),
      canAll("secrets", "list"),
      second(can("secrets", "watch", { resourceNames: [] })),
      can("secrets", "*"),
      can("*", "get"),
      can("secrets", "get", { apiGroups: ["apps", "*"] }),
    ],
  },
  {
    rule: "rbac-pod-create",
    passes: [can("pods", "get delete"), can("deployments.apps", "update patch"), can("configmaps", "create")],
    fails: [
      can("pods", "create"),
      canAll("deployments.apps", "create"),
      can("cronjobs.batch", "*"),
      second(can("statefulsets.apps", "get create")),
      can("*.apps", "create"),
    ],
  },
  {
    rule: "rbac-pod-exec",
    passes: [can("pods", "create get"), can("pods/log", "get"), can("pods/exec", "delete")],
    fails: [
      can("pods/exec", "create"),
      canAll("pods/exec", "get"),
      can("pods/attach", "create"),
      second(can("pods/portforward", "create")),
      can("pods/ephemeralcontainers", "patch"),
      can("pods/ephemeralcontainers", "get"),
      can("pods/*", "create"),
      can("*/exec", "*"),
    ],
  },
  {
    rule: "rbac-node-proxy",
    passes: [canAll("nodes", "get"), canAll("nodes/metrics", "get"), canAll("services/proxy", "get")],
    fails: [canAll("nodes/proxy", "get"), second(canAll("nodes/*", "create")), canAll("*", "get")],
  },
  {
    rule: "rbac-csr-approve",
    passes: [
      canAll(`${certificates}.certificates.k8s.io`, "create get update"),
      canAll(`${certificates}/approval.certificates.k8s.io`, "get"),
      canAll("signers.example.com", "approve"),
    ],
    fails: [
      canAll(`${certificates}/approval.certificates.k8s.io`, "update"),
      second(canAll(`${certificates}/approval.certificates.k8s.io`, "patch")),
      canAll("signers.certificates.k8s.io", "approve", { resourceNames: ["example.com/*"] }),
      canAll("*.certificates.k8s.io", "*"),
    ],
  },
  {
    rule: "rbac-webhooks",
    passes: [
      canAll(`validatingwebhookconfigurations.${webhooks}`, "get list watch"),
      canAll(`validatingadmissionpolicies.${webhooks}`, "create"),
    ],
    fails: [
      canAll(`validatingwebhookconfigurations.${webhooks}`, "create"),
      canAll(`mutatingwebhookconfigurations.${webhooks}`, "patch", { resourceNames: ["app"] }),
      second(canAll(`mutatingwebhookconfigurations.${webhooks}`, "deletecollection")),
      canAll(`*.${webhooks}`, "update"),
    ],
  },
  {
    rule: "rbac-pv-create",
    passes: [canAll("persistentvolumes", "get delete"), canAll("persistentvolumeclaims", "create")],
    fails: [canAll("persistentvolumes", "create"), second(canAll("persistentvolumes", "*"))],
  },
  {
    rule: "rbac-token-create",
    passes: [can("serviceaccounts", "create"), can("serviceaccounts/token", "get")],
    fails: [
      can("serviceaccounts/token", "create"),
      canAll("serviceaccounts/*", "create"),
      second(can("serviceaccounts/token", "*", { resourceNames: ["app"] })),
    ],
  },
  {
    rule: "rbac-destructive",
    passes: [
      can("events", "create patch"),
      can("configmaps", "update"),
      canAll("configmaps", "get list watch"),
      canAll("endpointslices.discovery.k8s.io", "get"),
    ],
    fails: [
      can("events", "delete"),
      canAll("events.events.k8s.io", "deletecollection"),
      can("pods/log", "delete"),
      canAll("configmaps", "update"),
      second(canAll("networkpolicies.networking.k8s.io", "delete")),
      canAll("endpoints", "*"),
    ],
  },
];
