import { expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import { offendersCel, wholeCel } from "../../policies/engine/subject.ts";
import { expression } from "../../policies/engine/cel.ts";
import { binding, clusterBinding, everything } from "./cases/rbac-bindings.ts";
import { clusterRole, role } from "./cases/rbac.ts";
import { container, deployment, metadata, running } from "./objects.ts";
import { judged } from "./judged.ts";

const paths = (rule: string, ...objects: [RawObject, ...RawObject[]]) =>
  judged(rule, objects).problems.map(({ path }) => path);

test("a binding to a role of the set that allows everything is as bad as one to an administrator's", () => {
  expect(paths("rbac-cluster-admin-binding", clusterBinding("app"), clusterRole(everything))).toEqual([
    "roleRef.name",
  ]);
  expect(paths("rbac-cluster-admin-binding", binding("app"), role(everything))).toEqual(["roleRef.name"]);
  expect(paths("rbac-cluster-admin-binding", binding("app"), clusterRole(everything))).toEqual([]);
});

test("an aggregated ClusterRole has nothing to judge", () => {
  const aggregated = { ...clusterRole(), aggregationRule: { clusterRoleSelectors: [{}] }, rules: null };
  expect(judged("rbac-wildcards", [aggregated])).toEqual({ saw: false, problems: [], undecided: [] });
});

test("a rule without API groups is judged as if it named all", () => {
  expect(paths("rbac-secrets-read", role({ resources: ["secrets"], verbs: ["get"] }))).toEqual([
    "rules[0].resources",
  ]);
});

test("the default backend of an Ingress of a legacy version counts too", () => {
  const legacy = {
    apiVersion: "extensions/v1beta1",
    kind: "Ingress",
    metadata: metadata("app"),
    spec: { backend: { serviceName: "app", servicePort: 80 } },
  };
  expect(paths("ingress-host", legacy)).toEqual(["spec.defaultBackend"]);
});

test("a peer that names nobody is everybody", () => {
  const policy = {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: metadata("app"),
    spec: { ingress: [{ from: [{}] }] },
  };
  expect(paths("netpol-not-open", policy)).toEqual(["spec.ingress[0]"]);
});

test("no message has the secret in it", () => {
  const value = "hunter2-of-a-test";
  const inEnv = running({ env: [{ name: "PASSWORD", value }] });
  const inMap = { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("app"), data: { password: value } };
  const problems = [
    ...judged("secret-in-env", [inEnv]).problems,
    ...judged("secret-in-configmap", [inMap]).problems,
  ];
  expect(problems).toHaveLength(2);
  expect(JSON.stringify(problems)).not.toContain(value);
});

test("variables whose value is not known yet hide no other one", () => {
  const env: readonly RawObject[] = [
    { name: "TOKEN", value: unknown },
    { name: "PASSWORD", value: "hunter2" },
  ];
  const { problems, undecided } = judged("secret-in-env", [running({ env })]);
  expect(problems.map(({ path }) => path)).toEqual(["spec.template.spec.containers[0].env[1].value"]);
  expect(new Set(undecided)).toEqual(new Set(["spec.template.spec.containers[0].env[0].value"]));
  const later = judged("secret-in-env", [deployment({ containers: [container({ env: unknown })] })]);
  expect(new Set(later.undecided)).toEqual(new Set(["spec.template.spec.containers[0].env.value"]));
});

test("of a large ConfigMap the keys and tokens are looked at, the lines of its files are not", () => {
  const large = "a: b\n".repeat(60_000);
  const judge = (data: RawObject) =>
    paths("secret-in-configmap", { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("app"), data });
  expect(judge({ file: `${large}password: hunter2\n` })).toEqual([]);
  expect(judge({ file: `${large}url: redis://:hunter2@redis\n` })).toEqual(["data.file"]);
});

test("numbers and switches where texts belong are judged as their texts", () => {
  const map = (data: RawObject): RawObject => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: metadata("app"),
    data,
  });
  expect(paths("secret-in-configmap", map({ port: 5432, enabled: true }))).toEqual([]);
  expect(paths("secret-in-configmap", map({ password: 5432 }))).toEqual(["data.password"]);
  expect(paths("ingress-snippets", map({ "allow-snippet-annotations": true }))).toEqual([
    "data.allow-snippet-annotations",
  ]);
  const env = [{ name: "PORT", value: 8080 }];
  expect(paths("secret-in-env", running({ env }))).toEqual([]);
});

test("an unknown key hides no other one, and unknown entries are undecided", () => {
  const map = { apiVersion: "v1", kind: "ConfigMap", metadata: metadata("app") };
  const some = judged("secret-in-configmap", [{ ...map, data: { a: unknown, password: "hunter2" } }]);
  expect(some.problems.map(({ path }) => path)).toEqual(["data.password"]);
  expect(new Set(some.undecided)).toEqual(new Set(["data.a"]));
  const all = judged("secret-in-configmap", [{ ...map, data: unknown }]);
  expect(new Set(all.undecided)).toEqual(new Set(["data"]));
});

test("at admission a check of variables runs over those of all containers, and names the wrong ones", () => {
  const variables = { containers: [{ env: [{ name: "A" }, { name: "B" }] }, {}, { env: [{ name: "C" }] }] };
  const whole = (cel: string) => expression(wholeCel("environment", cel))({ variables });
  expect([whole("e.name in ['A', 'B', 'C']"), whole("e.name != 'C'")]).toEqual([true, false]);
  expect(expression(offendersCel("environment", "e.name == 'B'") ?? "")({ variables })).toBe("A, C");
});

test("at admission a check of entries names the wrong keys", () => {
  const variables = { entries: ["a", "b", "c"] };
  expect(expression(wholeCel("entry", "k != 'b'"))({ variables })).toBe(false);
  expect(expression(offendersCel("entry", "k == 'b'") ?? "")({ variables })).toBe("a, c");
});
