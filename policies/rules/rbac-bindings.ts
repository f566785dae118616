import type { ObjectRule } from "../rule.ts";
import { bindings } from "./rbac.ts";

interface Binding {
  readonly roleRef?: { readonly kind?: string; readonly name?: string };
}

interface Role {
  readonly rules?: readonly Readonly<Record<string, readonly string[]>>[];
}

const every = ["get", "list", "watch", "create", "update", "patch", "delete"] as const;

const allowsEverything = ({ rules = [] }: Role) =>
  rules.some(
    ({ verbs = [], resources = [], apiGroups = [] }) =>
      resources.includes("*") &&
      apiGroups.includes("*") &&
      (verbs.includes("*") || every.every((verb) => verbs.includes(verb))),
  );

/** Whom no binding may name, and what it may not give. */
export const rbacBindings: readonly ObjectRule[] = [
  {
    ...bindings,
    id: "rbac-cluster-admin-binding",
    title: "Nobody is bound to the built-in administrators' roles",
    holds:
      "No binding refers to a role called cluster-admin, admin or edit, nor to one of the same set that allows everything: a rule with every verb, * as resource and * as API group.",
    why: "These roles include reading Secrets and creating pods; cluster-admin includes everything.",
    mend: "bind a role that names what is needed",
    severity: "critical",
    references: {
      cis: ["5.1.1"],
      nsa: ["C-0035"],
      trivy: ["KSV-0111"],
      kubeLinter: ["cluster-admin-role-binding"],
      kyverno: ["restrict-binding-clusteradmin"],
    },
    checks: [
      {
        each: "object",
        cel: "!(object.?roleRef.?name.orValue('') in ['cluster-admin', 'admin', 'edit'])",
        field: "roleRef.name",
        message: "binds to a role of administrators",
      },
    ],
    *among(manifest, world) {
      const { kind = "ClusterRole", name = "" } = (manifest.object as Binding).roleRef ?? {};
      const role =
        kind === "Role" ? world.find("Role", name, manifest.namespace) : world.find("ClusterRole", name);
      if (role && allowsEverything(role.object as Role))
        yield { path: "roleRef.name", message: `binds to the ${kind} ${name}, which allows everything` };
    },
  },
  {
    ...bindings,
    id: "rbac-system-groups",
    title: "Nobody is bound by being somebody, or nobody",
    holds:
      "No subject of a binding is system:masters, system:anonymous, system:unauthenticated or system:authenticated.",
    why: "These are everybody who can reach the API server, or a group that no role can ever restrict.",
    mend: "name the users, groups or service accounts that need the role",
    severity: "critical",
    references: {
      cis: ["5.1.7"],
      trivy: ["KSV-0122", "KSV-0123", "KSV-01011"],
      kyverno: ["restrict-binding-system-groups"],
    },
    checks: [
      {
        each: "subject",
        cel: "!(s.?name.orValue('') in ['system:masters', 'system:anonymous', 'system:unauthenticated', 'system:authenticated'])",
        field: "name",
        message: "is not a particular user or group",
      },
    ],
  },
  {
    ...bindings,
    id: "rbac-default-sa-binding",
    title: "No rights for the default service account",
    holds:
      "No subject of a binding is the service account called default, by its name or by that of its user.",
    why: "Every pod that names no service account runs as the default one and would have the rights too.",
    mend: "make a service account for the workload and bind that",
    severity: "medium",
    references: { cis: ["5.1.5"], checkov: ["CKV_K8S_42"] },
    checks: [
      {
        each: "subject",
        cel: "s.?kind.orValue('') == 'ServiceAccount' ? s.?name.orValue('') != 'default' : !s.?name.orValue('').matches('^system:serviceaccount:[^:]+:default$')",
        field: "name",
        message: "is the service account that every pod has by default",
      },
    ],
  },
];
