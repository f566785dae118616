import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { deployment, everyKind, metadata, namespace, pod } from "../objects.ts";

const unsaid = { automountServiceAccountToken: undefined };

const account = (name: string, change: RawObject = {}): RawObject => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: metadata(name),
  ...change,
});
const refusing = (name: string) => account(name, { automountServiceAccountToken: false });

const binding = (subject: RawObject): RawObject => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "RoleBinding",
  metadata: metadata("app"),
  roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "app" },
  subjects: [{ kind: "ServiceAccount", ...subject }],
});
const clusterBinding: RawObject = {
  ...binding({ name: "app", namespace }),
  kind: "ClusterRoleBinding",
  metadata: { name: "app" },
};

export const accountsCases: readonly RuleCases[] = [
  {
    rule: "sa-token-automount",
    passes: [
      { name: "refused by the pod", object: pod() },
      { name: "refused by its account", object: deployment(unsaid), among: [refusing("app")] },
      {
        name: "the account called default refuses",
        object: deployment({ ...unsaid, serviceAccountName: undefined }),
        among: [refusing("default")],
      },
      {
        name: "an account that calls the API",
        object: deployment({ automountServiceAccountToken: true }),
        parameters: { callers: ["app"] },
      },
      {
        name: "an account with a role",
        object: deployment({ automountServiceAccountToken: true }),
        among: [binding({ name: "app", namespace })],
      },
      { name: "an account with a role in the cluster", object: deployment(unsaid), among: [clusterBinding] },
      { name: "an account that refuses", object: refusing("app") },
    ],
    fails: [
      {
        name: "unset",
        object: deployment(unsaid),
        path: "spec.template.spec.automountServiceAccountToken",
      },
      ...everyKind({ automountServiceAccountToken: true }).map((object) => ({
        name: `true in a ${object["kind"] as string}`,
        object,
        among: [refusing("app")],
      })),
      { name: "another account refuses", object: deployment(unsaid), among: [refusing("other")] },
      {
        name: "its account in another namespace refuses",
        object: deployment(unsaid),
        among: [account("app", { metadata: { name: "app" }, automountServiceAccountToken: false })],
      },
      {
        name: "its account says nothing",
        object: deployment(unsaid),
        among: [account("app")],
      },
      {
        name: "a role of another account",
        object: deployment(unsaid),
        among: [binding({ name: "app", namespace: "other" }), binding({ name: "other", namespace })],
      },
      {
        name: "a role of the account called default",
        object: deployment({ ...unsaid, serviceAccountName: "default" }),
        among: [binding({ name: "default", namespace })],
      },
      { name: "an account that says nothing", object: account("app"), path: "automountServiceAccountToken" },
      {
        name: "an account with a role",
        object: account("app", { automountServiceAccountToken: true }),
        among: [binding({ name: "app", namespace })],
      },
    ],
  },
  {
    rule: "sa-default",
    passes: [
      { name: "an account of its own", object: pod() },
      { name: "as the API server fills it in", object: deployment({ serviceAccount: "app" }) },
    ],
    fails: [
      {
        name: "unset",
        object: deployment({ serviceAccountName: undefined }),
        path: "spec.template.spec.serviceAccountName",
      },
      ...everyKind({ serviceAccountName: "default" }).map((object) => ({
        name: `default in a ${object["kind"] as string}`,
        object,
      })),
    ],
  },
];
