import { expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { container, deployment, metadata, namespace } from "./objects.ts";
import { judged } from "./judged.ts";

const paths = (id: string, ...objects: readonly [RawObject, ...RawObject[]]) => {
  const { problems, undecided } = judged(id, objects);
  return { problems: problems.map(({ path }) => path), undecided };
};

test("a service account is not named by its deprecated field, which the API server would copy", () => {
  const object = deployment({ serviceAccountName: undefined, serviceAccount: "app" });
  expect(paths("sa-default", object)).toEqual({
    problems: ["spec.template.spec.serviceAccount"],
    undecided: [],
  });
});

const unsaid = deployment({ automountServiceAccountToken: undefined });
const token = "spec.template.spec.automountServiceAccountToken";

test.each<[string, RawObject]>([
  [
    "whether its account refuses",
    {
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: metadata("app"),
      automountServiceAccountToken: unknown,
    },
  ],
  [
    "whom a binding is for",
    {
      apiVersion: "rbac.authorization.k8s.io/v1",
      kind: "RoleBinding",
      metadata: metadata("app"),
      subjects: [{ kind: "ServiceAccount", name: unknown, namespace }],
    },
  ],
])("a pod's token is undecided while it is not known %s", (_, other) => {
  expect(paths("sa-token-automount", unsaid, other)).toEqual({ problems: [], undecided: [token] });
});

test("a claim that is not known hides no mount of the node's files", () => {
  const object = deployment({
    volumes: [
      { name: "data", persistentVolumeClaim: { claimName: unknown } },
      { name: "node", hostPath: { path: unknown } },
    ],
    containers: [container({ volumeMounts: [{ name: "node", mountPath: "/node" }] })],
  });
  expect(paths("writable-host-mount", object)).toEqual({
    problems: ["spec.template.spec.containers[0].volumeMounts"],
    undecided: [],
  });
});

test("a mount of a volume that is not known is undecided", () => {
  const object = deployment({
    volumes: [unknown],
    containers: [container({ volumeMounts: [{ name: "node", mountPath: "/node" }] })],
  });
  expect(paths("writable-host-mount", object)).toEqual({
    problems: [],
    undecided: ["spec.template.spec.containers[0].volumeMounts"],
  });
});

test.each(["/srv/../etc", "/..", "/srv/data/../../var/run/docker.sock"])(
  "the path %s, which the API server would refuse, may lead anywhere",
  (path) => {
    const object = deployment({ volumes: [{ name: "node", hostPath: { path } }] });
    for (const id of ["container-socket-mount", "sensitive-host-mount"])
      expect(paths(id, object)).toEqual({
        problems: ["spec.template.spec.volumes[0].hostPath.path"],
        undecided: [],
      });
  },
);
