import { describe, expect, test } from "vitest";
import { privileged } from "../../policies/containers.ts";
import { denyByDefault, ownPolicy } from "../../policies/network.ts";
import { hostNamespaces } from "../../policies/pods.ts";
import { rules } from "../../policies/rules.ts";
import { judge } from "./judge.ts";
import { container, denyAll, namespaceObject, networkPolicy, pod, workloads } from "./manifests.ts";

const own = networkPolicy({ podSelector: { matchLabels: { app: "app" } } });
const byType = <T extends { readonly type: string }>(it: T) => [it.type, it] as const;

describe("every kind that asks for pods is judged", () => {
  test.each(workloads(pod({ hostPID: true })).map(byType))("%s", (_, workload) => {
    expect(judge(hostNamespaces, workload)).toEqual(["remove spec.hostPID"]);
    expect(judge(ownPolicy, workload)).toHaveLength(1);
    expect(judge(ownPolicy, workload, own)).toEqual([]);
  });

  test("older versions of a kind and other kinds", () => {
    const props = { spec: { template: pod({ hostPID: true }) } };
    expect(judge(hostNamespaces, { type: "kubernetes:apps/v1beta1:Deployment", props })).toHaveLength(1);
    expect(judge(hostNamespaces, { type: "kubernetes:core/v1:Service", props })).toEqual([]);
    expect(judge(hostNamespaces, { type: "random:index/randomPassword:RandomPassword", props })).toEqual([]);
  });
});

describe("every kind of container is judged", () => {
  const bad = [container({ name: "it", securityContext: { privileged: true } })];
  test.each([
    ["initContainers", "init container"],
    ["containers", "container"],
    ["ephemeralContainers", "ephemeral container"],
  ])("%s", (field, role) => {
    const messages = workloads(pod({ [field]: bad })).flatMap((workload) => judge(privileged, workload));
    expect(new Set(messages)).toEqual(new Set([`${role} it: remove securityContext.privileged`]));
    expect(messages).toHaveLength(9);
  });
});

test("a whole stack that keeps to the rules passes all of them", () => {
  const job = { restartPolicy: "OnFailure" };
  const stack = [...workloads(pod()), ...workloads(pod(job)), namespaceObject, denyAll, own];
  const complaints = rules.flatMap((rule) => judge(rule, ...stack));
  expect(complaints).toEqual(["nothing to judge for: secret-is-not-written-out"]);
});

describe("a namespace denies by default", () => {
  const missing = (...policies: readonly object[]) =>
    judge(denyByDefault, namespaceObject, ...policies.map(networkPolicy)).map((it) => it.split(" ").at(-1));

  test.each([
    ["nothing", [], ["ingress", "egress"]],
    [
      "one policy a direction",
      [{ policyTypes: ["Ingress"] }, { podSelector: {}, policyTypes: ["Egress"] }],
      [],
    ],
    ["no types: ingress only", [{ podSelector: {} }], ["egress"]],
    ["a policy that allows all", [{ policyTypes: ["Ingress", "Egress"], ingress: [{}] }], ["ingress"]],
    ["a policy on some pods", [{ podSelector: { matchLabels: { a: "b" } } }], ["ingress", "egress"]],
  ])("%s", (_, policies, directions) => {
    expect(missing(...policies)).toEqual(directions);
  });

  test("not by a policy of another namespace", () => {
    const elsewhere = { ...denyAll, props: { ...denyAll.props, metadata: { namespace: "other" } } };
    expect(judge(denyByDefault, namespaceObject, elsewhere)).toHaveLength(2);
  });
});
