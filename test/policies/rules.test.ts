import { Secret } from "@pulumi/policy";
import { describe, expect, test } from "vitest";
import * as containers from "../../policies/containers.ts";
import * as images from "../../policies/images.ts";
import * as network from "../../policies/network.ts";
import * as pods from "../../policies/pods.ts";
import type { Policy } from "../../policies/rule.ts";
import { rules } from "../../policies/rules.ts";
import * as secrets from "../../policies/secrets.ts";
import { vacuous } from "../../policies/vacuous.ts";
import { judge, type Manifest } from "./judge.ts";
import { denyAll, deployment, namespaceObject, networkPolicy, pod, running } from "./manifests.ts";

interface Case {
  readonly rule: Policy;
  readonly passes?: readonly Manifest[];
  readonly fails: readonly Manifest[];
  readonly says: string | readonly string[];
}

const untagged = "registry.example/app:1.4.2";
const unverified = pod(
  { containers: [{ name: "app", image: untagged }] },
  { "vectorstack.dev/unverified-image": `registry.example/other:2,${untagged}` },
);
const bound = pod({ automountServiceAccountToken: true, serviceAccountName: "reader" });
const roleBinding = (kind: string, name: string): Manifest => ({
  type: "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding",
  props: { subjects: [{ kind, name }] },
});
const configMap = (data: object): Manifest => ({ type: "kubernetes:core/v1:ConfigMap", props: { data } });

const cases: readonly Case[] = [
  {
    rule: pods.nonRoot,
    passes: [running({ securityContext: { runAsNonRoot: true } })],
    fails: [running({ securityContext: { runAsNonRoot: false } })],
    says: "container app: set securityContext.runAsNonRoot to true, here or for the pod",
  },
  {
    rule: pods.userIsNotRoot,
    fails: [running({ securityContext: { runAsUser: 0 } })],
    says: "container app: set securityContext.runAsUser to a user other than 0, here or for the pod",
  },
  {
    rule: pods.seccomp,
    passes: [running({ securityContext: { seccompProfile: { type: "Localhost" } } })],
    fails: [running({ securityContext: { seccompProfile: { type: "Unconfined" } } })],
    says: "container app: set securityContext.seccompProfile.type to RuntimeDefault or Localhost, here or for the pod",
  },
  {
    rule: pods.hostNamespaces,
    passes: [deployment(pod({ hostNetwork: false }))],
    fails: [deployment(pod({ hostNetwork: true, hostPID: true, hostIPC: true }))],
    says: ["remove spec.hostNetwork", "remove spec.hostPID", "remove spec.hostIPC"],
  },
  {
    rule: pods.hostPath,
    passes: [deployment(pod({ volumes: [{ name: "scratch" }] }))],
    fails: [deployment(pod({ volumes: [{ name: "scratch" }, { name: "host", hostPath: { path: "/" } }] }))],
    says: "spec.volumes: replace hostPath by another kind of volume",
  },
  {
    rule: pods.hostPort,
    passes: [running({ ports: [{ hostPort: 0 }] })],
    fails: [running({ ports: [{}, { hostPort: 80 }] })],
    says: "container app: remove ports.hostPort",
  },
  {
    rule: pods.serviceAccountToken,
    passes: [deployment(bound), roleBinding("ServiceAccount", "reader")],
    fails: [deployment(bound), roleBinding("User", "reader"), roleBinding("ServiceAccount", "other")],
    says: "set spec.automountServiceAccountToken to false, or bind spec.serviceAccountName to a role",
  },
  {
    rule: containers.readOnlyRoot,
    fails: [running({ securityContext: { readOnlyRootFilesystem: false } })],
    says: "container app: set securityContext.readOnlyRootFilesystem to true",
  },
  {
    rule: containers.privilegeEscalation,
    fails: [running({ securityContext: { allowPrivilegeEscalation: true } })],
    says: "container app: set securityContext.allowPrivilegeEscalation to false",
  },
  {
    rule: containers.privileged,
    passes: [running({ securityContext: { privileged: false } })],
    fails: [running({ securityContext: { privileged: true } })],
    says: "container app: remove securityContext.privileged",
  },
  {
    rule: containers.capabilities,
    passes: [running({ securityContext: { capabilities: { drop: ["ALL"], add: ["NET_BIND_SERVICE"] } } })],
    fails: [running({ securityContext: { capabilities: { drop: ["KILL"], add: ["SYS_ADMIN"] } } })],
    says: [
      "container app: set securityContext.capabilities.drop to [ALL]",
      "container app: securityContext.capabilities.add: keep nothing but NET_BIND_SERVICE",
    ],
  },
  {
    rule: containers.memoryLimit,
    passes: [deployment(pod({ ephemeralContainers: [{ name: "debug" }] }))],
    fails: [running({ resources: { limits: { cpu: "1" } } })],
    says: "container app: set resources.limits.memory",
  },
  {
    rule: containers.requests,
    passes: [running({ resources: { limits: { cpu: "1", memory: "1Gi" } } })],
    fails: [running({ resources: {} })],
    says: ["container app: set resources.requests.cpu", "container app: set resources.requests.memory"],
  },
  {
    rule: containers.readiness,
    passes: [deployment(pod({ restartPolicy: "Never", containers: [{ name: "once" }] }))],
    fails: [deployment(pod({ containers: [{ name: "app" }] }))],
    says: "container app: set readinessProbe",
  },
  {
    rule: images.pinnedByDigest,
    passes: [deployment(unverified)],
    fails: [
      running({ image: "registry.example/app:1.4.2" }),
      running({ image: "registry.example/app:1.4.2@sha256:abc" }),
      deployment(pod({ containers: [{ name: "app" }] }, { "vectorstack.dev/unverified-image": "" })),
    ],
    says: Array.from({ length: 3 }, () => "container app: image: add the digest (name:tag@sha256:…)"),
  },
  {
    rule: images.digestVerified,
    passes: [running({ image: untagged })],
    fails: [deployment(unverified)],
    says: "container app: image: its digest is not verified yet",
  },
  {
    rule: images.fixedTag,
    passes: [running({ image: "localhost:5000/app:1" }), running({ image: `app@sha256:${"0".repeat(64)}` })],
    fails: [
      running({ image: "app:latest" }),
      running({ image: "localhost:5000/app" }),
      running({ image: "app:latest@sha256:0" }),
    ],
    says: Array.from({ length: 3 }, () => "container app: image: name a version instead of latest"),
  },
  {
    rule: images.maintained,
    passes: [running({ image: "docker.io/library/redis:8.2" })],
    fails: [running({ image: "bitnami/redis:8" }), running({ image: "docker.io/bitnamilegacy/redis:8" })],
    says: Array.from(
      { length: 2 },
      () => "container app: image: take another publisher's image than bitnami's",
    ),
  },
  {
    rule: network.denyByDefault,
    passes: [namespaceObject, denyAll],
    fails: [
      namespaceObject,
      networkPolicy({ podSelector: {} }),
      networkPolicy({ podSelector: {}, policyTypes: ["Egress"], egress: [{}] }),
    ],
    says: "add a NetworkPolicy that selects every pod and allows no egress",
  },
  {
    rule: network.ownPolicy,
    passes: [deployment(pod()), networkPolicy({ podSelector: { matchLabels: { app: "app" } } })],
    fails: [deployment(pod()), denyAll, networkPolicy({ podSelector: { matchLabels: { app: "other" } } })],
    says: "add a NetworkPolicy whose podSelector names this pod's labels",
  },
  {
    rule: secrets.marksStayInSecrets,
    passes: [{ type: "kubernetes:core/v1:Secret", props: { stringData: new Secret({ key: "value" }) } }],
    fails: [configMap({ plain: "value", key: new Secret("value") })],
    says: "data.key: keep the secret value in a Secret and refer to it",
  },
  {
    rule: secrets.namesStayInSecrets,
    passes: [
      running({
        env: [
          { name: "API_KEY" },
          { name: "TOKEN_FILE", value: "/run/token" },
          { name: "PASSWORD", value: "$(OTHER)" },
        ],
      }),
      configMap({ "app.properties": "plain" }),
    ],
    fails: [
      running({ env: [{ name: "REDIS_PASSWORD", value: "hunter2" }] }),
      configMap({ "api-key": "hunter2" }),
    ],
    says: [
      "container app: env REDIS_PASSWORD: keep the value in a Secret and refer to it",
      "data api-key: keep the value in a Secret and refer to it",
    ],
  },
  {
    rule: vacuous(rules.slice(0, -1)),
    passes: [deployment(pod()), namespaceObject, configMap({ plain: "text" })],
    fails: [deployment(pod())],
    says: "nothing to judge for: namespace-denies-by-default, secret-is-not-written-out",
  },
];

describe.each(cases.map((it) => ({ ...it, name: it.rule.name })))(
  "$name",
  ({ rule, passes, fails, says }) => {
    test("passes", () => {
      expect(judge(rule, ...(passes ?? [deployment(pod())]))).toEqual([]);
    });

    test("fails and says what to do", () => {
      expect(judge(rule, ...fails)).toEqual([says].flat());
    });
  },
);

test("every rule in force is tested, and every rule tested is in force", () => {
  expect(cases.map(({ rule }) => rule.name).toSorted()).toEqual(rules.map(({ name }) => name).toSorted());
});
