import type { RawObject } from "../../../../policies/engine/value.ts";
import type { RuleCases } from "../../case.ts";
import { container, deployment, everyKind, metadata } from "../../objects.ts";

const account = (name: string, change: RawObject = {}): RawObject => ({
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: metadata(name, change),
});

const secret: RawObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: metadata("app"),
  stringData: { key: "example" },
};

const reading = (change: RawObject): RawObject => deployment({ containers: [container(change)] });
const key = [{ name: "KEY", valueFrom: { secretKeyRef: { name: "app", key: "key" } } }];

export const accountsCases: readonly RuleCases[] = [
  {
    rule: "sa-exists",
    passes: [
      { name: "it is in the set", object: deployment(), among: [account("app")] },
      { name: "the account that is always there", object: deployment({ serviceAccountName: "default" }) },
      { name: "none named", object: deployment({ serviceAccountName: undefined }) },
      { name: "listed by its name", object: deployment(), parameters: { external: ["app"] } },
      { name: "listed with its namespace", object: deployment(), parameters: { external: ["shop/app"] } },
    ],
    fails: [
      {
        name: "one of that name in another namespace",
        object: deployment(),
        among: [account("app", { namespace: "other" })],
        path: "spec.template.spec.serviceAccountName",
      },
      {
        name: "listed for another namespace",
        object: deployment(),
        parameters: { external: ["other/app"] },
      },
      {
        name: "by the older field",
        object: deployment({ serviceAccountName: undefined, serviceAccount: "old" }),
        among: [account("app")],
      },
      ...everyKind().map((object) => ({ name: `none for a ${object["kind"] as string}`, object })),
    ],
  },
  {
    rule: "secret-external",
    passes: [
      { name: "no secret", object: deployment(), among: [secret] },
      { name: "a secret that is not in the set", object: reading({ env: key }) },
    ],
    fails: [
      {
        name: "a variable",
        object: reading({ env: key }),
        among: [secret],
        path: "spec.template.spec.containers[0]",
      },
      {
        name: "all variables",
        object: reading({ envFrom: [{ secretRef: { name: "app" } }] }),
        among: [secret],
      },
      {
        name: "a volume",
        object: deployment({ volumes: [{ name: "keys", secret: { secretName: "app" } }] }),
        among: [secret],
      },
      {
        name: "a projected volume",
        object: deployment({
          volumes: [{ name: "keys", projected: { sources: [{ secret: { name: "app" } }] } }],
        }),
        among: [secret],
      },
      {
        name: "to pull images",
        object: deployment({ imagePullSecrets: [{ name: "app" }] }),
        among: [secret],
      },
    ],
  },
];
