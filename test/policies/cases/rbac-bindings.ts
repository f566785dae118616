import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { metadata, namespace } from "../objects.ts";
import { role } from "./rbac.ts";

const rbac = "rbac.authorization.k8s.io";
const app = { kind: "ServiceAccount", name: "app", namespace };
const user = (name: string, kind = "User") => ({ apiGroup: rbac, kind, name });

export const binding = (name: string, kind = "Role", subjects: readonly RawObject[] = [app]): RawObject => ({
  apiVersion: `${rbac}/v1`,
  kind: "RoleBinding",
  metadata: metadata("app"),
  roleRef: { apiGroup: rbac, kind, name },
  subjects,
});

export const clusterBinding = (name: string, subjects: readonly RawObject[] = [app]): RawObject => ({
  ...binding(name, "ClusterRole", subjects),
  kind: "ClusterRoleBinding",
  metadata: metadata("app", { namespace: undefined }),
});

const to = (...subjects: readonly RawObject[]) => binding("app", "Role", subjects);

const named = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"], resourceNames: ["app"] };
const some = { apiGroups: ["apps"], resources: ["*"], verbs: ["*"] };
export const everything = { apiGroups: ["*"], resources: ["*"], verbs: ["*"] };

export const rbacBindingsCases: readonly RuleCases[] = [
  {
    rule: "rbac-cluster-admin-binding",
    passes: [
      { name: "a role of its own", object: binding("app"), among: [role(named)] },
      { name: "a ClusterRole that reads", object: clusterBinding("view") },
      { name: "a Role with some wildcards", object: binding("app"), among: [role(some)] },
      {
        name: "a Role of its name that allows everything, in another namespace",
        object: binding("app"),
        among: [{ ...role(everything), metadata: metadata("app", { namespace: "elsewhere" }) }],
      },
    ],
    fails: [
      { name: "cluster-admin", object: clusterBinding("cluster-admin"), path: "roleRef.name" },
      { name: "cluster-admin in one namespace", object: binding("cluster-admin", "ClusterRole") },
      { name: "admin", object: binding("admin", "ClusterRole") },
      { name: "edit", object: clusterBinding("edit") },
      { name: "a Role of that name", object: binding("cluster-admin") },
    ],
  },
  {
    rule: "rbac-system-groups",
    passes: [
      { name: "a service account", object: to(app) },
      { name: "a user and a group", object: to(user("ada@example.com"), user("oncall", "Group")) },
    ],
    fails: [
      { name: "masters", object: to(user("system:masters", "Group")), path: "subjects[0].name" },
      { name: "nobody in particular", object: to(user("system:anonymous")) },
      {
        name: "whoever has not logged in",
        object: clusterBinding("view", [user("system:unauthenticated", "Group")]),
      },
      {
        name: "whoever has, as the second",
        object: to(app, user("system:authenticated", "Group")),
        path: "subjects[1].name",
      },
    ],
  },
  {
    rule: "rbac-default-sa-binding",
    passes: [
      { name: "one of its own", object: to(app) },
      { name: "a user who is called default", object: to(user("default")) },
    ],
    fails: [
      {
        name: "the default one",
        object: to(app, { kind: "ServiceAccount", name: "default", namespace }),
        path: "subjects[1].name",
      },
      { name: "in the whole cluster", object: clusterBinding("view", [{ ...app, name: "default" }]) },
      { name: "as a user", object: to(user(`system:serviceaccount:${namespace}:default`)) },
    ],
  },
];
