import { expect, test } from "vitest";
import { judgeAmong, type Verdict } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import { acrossObjects } from "../../policies/rules/set/index.ts";
import { deployment, metadata } from "./objects.ts";
import {
  autoscaler,
  budget,
  denyAll,
  labelled,
  namespaceObject,
  networkPolicy,
  object,
  replicated,
  service,
  stateful,
} from "./cases/set/objects.ts";

const inNamespace = (namespace: typeof unknown): RawObject => metadata("app", { namespace });

/** What the rule says of the first object; those of `patches` are in the set as patches. */
function judged(
  id: string,
  [first, ...rest]: readonly RawObject[],
  patches: readonly RawObject[] = [],
): Verdict {
  const rule = acrossObjects.find((it) => it.id === id);
  if (!rule || !first) throw new Error(`nothing to judge by ${id}`);
  const judgedOne = new Manifest(first, {});
  const world = new World([
    judgedOne,
    ...rest.map((it) => new Manifest(it, {})),
    ...patches.map((it) => new Manifest(it, {}, true)),
  ]);
  const parameters = Object.entries(rule.parameters ?? {}).map(([name, it]) => [name, it.default] as const);
  return judgeAmong(
    { rule, level: "mandatory", parameters: Object.fromEntries(parameters), cel: [] },
    judgedOne,
    world,
  );
}

const passed = { saw: true, problems: [], undecided: [] };
const undecided = { saw: true, problems: [], undecided: [""] };
const unknownPods = networkPolicy(
  { podSelector: unknown, policyTypes: ["Ingress", "Egress"] },
  { name: "later" },
);

test("there are rules, and all of them can be in force", () => {
  expect(activate(acrossObjects, { all: "mandatory" }).map(({ rule }) => rule.id)).toHaveLength(14);
});

test("what is certain decides, whatever is not known yet", () => {
  expect(judged("netpol-covers-pod", [deployment(), unknownPods, denyAll])).toEqual(passed);
  expect(judged("netpol-default-deny", [namespaceObject("shop"), unknownPods, denyAll])).toEqual(passed);
  expect(judged("service-targets-pod", [service(), labelled({ tier: unknown })])).toEqual(passed);
  const unsure = budget({ maxUnavailable: 0, selector: unknown });
  expect(judged("pdb-allows-eviction", [unsure]).problems).toHaveLength(1);
});

test.each<readonly [string, readonly RawObject[]]>([
  ["netpol-covers-pod", [deployment(), unknownPods]],
  ["netpol-default-deny", [namespaceObject("shop"), unknownPods]],
  [
    "netpol-dangling",
    [networkPolicy({ podSelector: { matchLabels: { tier: "web" } } }), labelled({ tier: unknown })],
  ],
  ["pdb-exists", [deployment({}, { replicas: unknown })]],
  ["pdb-allows-eviction", [budget({ minAvailable: unknown }), replicated(2)]],
  ["hpa-sane", [autoscaler({ minReplicas: unknown }), replicated(undefined)]],
  ["sts-service", [stateful({ serviceName: unknown })]],
  ["service-targets-pod", [service({ selector: unknown })]],
  ["backup-exists", [stateful({ volumeClaimTemplates: unknown })]],
  ["sa-exists", [deployment({ serviceAccountName: unknown })]],
  ["sa-exists", [{ ...deployment(), metadata: inNamespace(unknown) }]],
  ["ingress-backend-exists", [object("networking.k8s.io/v1", "Ingress", { rules: unknown })]],
])("%s does not decide on what is not known yet", (id, objects) => {
  expect(judged(id, objects)).toEqual(undecided);
});

const ingress = (name: string, rules: RawObject["rules"]): RawObject =>
  object("networking.k8s.io/v1", "Ingress", { rules }, { name });
const rules = [{ host: "shop.example", http: { paths: [{ path: "/", pathType: "Prefix", backend: {} }] } }];

test("an Ingress that is not known yet hides no duplicate of others", () => {
  const objects = [ingress("a", rules), ingress("b", unknown), ingress("c", rules)];
  const { problems, ...rest } = judged("ingress-unique", objects);
  expect(problems.map(({ path }) => path)).toEqual(["spec.rules[0].http.paths[0]"]);
  expect(rest).toEqual({ saw: true, undecided: [""] });
  expect(judged("ingress-unique", objects.slice(0, 2))).toEqual(undecided);
});

test("a patch is no object of the set", () => {
  expect(judged("netpol-covers-pod", [deployment()], [denyAll]).problems).toHaveLength(2);
  expect(judged("service-targets-pod", [service()], [deployment()]).problems).toHaveLength(1);
});

test("budgets and Ingresses of API versions that are gone", () => {
  const old = { ...budget({ maxUnavailable: 1, selector: {} }), apiVersion: "policy/v1beta1" };
  expect(judged("pdb-exists", [replicated(2), old]).problems).toHaveLength(1);
  const both = budget({ maxUnavailable: 1, minAvailable: 1 });
  expect(judged("pdb-allows-eviction", [both]).problems.map(({ path }) => path)).toEqual(["spec"]);
  const backend = (serviceName: string) => ({ serviceName, servicePort: 80 });
  const legacy = object("extensions/v1beta1", "Ingress", {
    backend: backend("app"),
    rules: [{ http: { paths: [{ backend: backend("app") }, { backend: backend("gone") }] } }],
  });
  const { problems } = judged("ingress-backend-exists", [legacy, service()]);
  expect(problems.map(({ path }) => path)).toEqual(["spec.rules[0].http.paths[1].backend"]);
});

test("a pod template in a custom resource is covered like any other", () => {
  const rollout = object("example.com/v1", "Rollout", deployment()["spec"] as RawObject);
  expect(judged("netpol-covers-pod", [rollout]).problems.map(({ path }) => path)).toEqual([
    "spec.template.metadata.labels",
    "spec.template.metadata.labels",
  ]);
  expect(judged("netpol-covers-pod", [rollout, denyAll])).toEqual(passed);
  expect(judged("service-targets-pod", [service(), rollout])).toEqual(passed);
});

test("a claim whose name is not known yet may be one that somebody mounts", () => {
  const claim = object("v1", "PersistentVolumeClaim", {}, { name: unknown });
  expect(judged("backup-exists", [claim])).toEqual(undecided);
});
