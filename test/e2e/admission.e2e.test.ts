import { afterAll, beforeAll, expect, test } from "vitest";
import { container, deployment, metadata } from "../policies/objects.ts";
import { ask, must, type Answer } from "./support/api.ts";
import { counted } from "./support/counted.ts";
import { kubeconfigAs } from "./support/kubeconfig.ts";
import { clusterObjects } from "./support/objects.ts";
import { TestStack } from "./support/stack.ts";

let left: TestStack;
let right: TestStack;

beforeAll(async () => {
  left = await TestStack.open("admitted");
  right = await TestStack.open("warned", { admission: "warn" });
  await left.up();
  await right.up();
  await left.settled();
});

afterAll(() => Promise.all([left.remove(), right.remove()]));

const dryRun = "dryRun=All";

const post = (path: string, body: object): Promise<Answer> =>
  ask(left.config, `${path}?${dryRun}`, { method: "POST", body });

const pods = (namespace: string) => `/api/v1/namespaces/${namespace}/pods`;

const privileged = () => ({
  metadata: { name: "privileged" },
  spec: {
    containers: [{ name: "main", image: "registry.example/main:1", securityContext: { privileged: true } }],
  },
});

const wildcard = (labels = {}) => ({
  metadata: { name: "everything", labels },
  rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }],
});

const messageOf = ({ body }: Answer): string => (body as { readonly message?: string }).message ?? "";

const template = { template: { spec: { restartPolicy: "Never", ...privileged().spec } } };
const job = { metadata: { name: "job" }, spec: template };
const jobs = ({ namespace }: TestStack) => `/apis/batch/v1/namespaces/${namespace}/jobs`;

test("what asks for a privileged pod is refused by the rule's id, which says what it is and how to mend it", async () => {
  const answer = await post(jobs(left), job);
  expect(answer.status).toBe(422);
  expect(messageOf(answer)).toMatch(
    /ValidatingAdmissionPolicy '\S+-local-workloads-mandatory\.e2e-admitted' .* pss-privileged: main runs privileged; remove securityContext\.privileged$/,
  );
});

test("with admission: warn it is told; the pod itself is still refused by the namespace's own standard", async () => {
  const told = await post(jobs(right), job);
  expect(told.status).toBe(201);
  expect(told.warnings.some((it) => it.includes("pss-privileged: main runs privileged"))).toBe(true);
  for (const { namespace } of [left, right]) {
    const answer = await post(pods(namespace), privileged());
    expect(answer.status).toBe(403);
    expect(messageOf(answer)).toContain("violates PodSecurity");
  }
});

test("what belongs to nobody's stack is accepted without a word: a privileged pod, a ClusterRole of everything", async () => {
  const answers = [
    await post(pods("default"), privileged()),
    await post("/apis/rbac.authorization.k8s.io/v1/clusterroles", wildcard()),
    await post("/api/v1/namespaces", { metadata: { name: "somebody-elses" } }),
  ];
  for (const { status, warnings } of answers) {
    expect(status).toBe(201);
    expect(warnings.filter((it) => it.includes("ValidatingAdmissionPolicy"))).toEqual([]);
  }
});

test("a ClusterRole of everything that carries the stack's labels is refused", async () => {
  const labels = { "app.kubernetes.io/instance": "local", "app.kubernetes.io/part-of": "vectorstack" };
  const answer = await post("/apis/rbac.authorization.k8s.io/v1/clusterroles", wildcard(labels));
  expect(answer.status).toBe(422);
  expect(messageOf(answer)).toContain("rbac-wildcards: ");
});

test("4000 variables in one Deployment are judged within the API server's budget for CEL", async () => {
  const env = Array.from({ length: 100 }, (_, index) => ({
    name: `NAME_${index}`,
    value: `the value ${index}`,
  }));
  const containers = Array.from({ length: 40 }, (_, index) => {
    const port = 8080 + index;
    return container({
      name: `app-${index}`,
      env,
      ports: [{ containerPort: port }],
      livenessProbe: { httpGet: { path: "/live", port } },
      readinessProbe: { httpGet: { path: "/ready", port } },
    });
  });
  const answer = await post(`/apis/apps/v1/namespaces/${left.namespace}/deployments`, {
    ...deployment({ containers }),
    metadata: metadata("large", { namespace: left.namespace }),
  });
  expect(messageOf(answer)).toBe("");
  expect(answer.status).toBe(201);
  expect(answer.warnings.filter((it) => it.includes("resulted in error"))).toEqual([]);
});

test("two stacks in one cluster have policies of their own, which come and go with them", async () => {
  const policies = async () =>
    [...(await clusterObjects(left.config)).keys()].filter((key) => key.includes("AdmissionPolicy"));
  const of = (all: readonly string[], { namespace }: TestStack) =>
    all.filter((it) => it.endsWith(`.${namespace}`));
  const before = await policies();
  counted({ policies: of(before, left).length, "of the other stack": of(before, right).length });
  expect(of(before, left).length).toBeGreaterThan(3);
  expect(of(before, right)).toHaveLength(of(before, left).length);
  expect(await left.preview()).toEqual([]);
  expect(await right.preview()).toEqual([]);
  await right.succeed(["destroy", "--yes", "--skip-preview"], right.instance.project);
  const after = await policies();
  expect(of(after, right)).toEqual([]);
  expect(of(after, left)).toEqual(of(before, left));
});

test("admission: off takes the policies away, and nothing else changes", async () => {
  left.settings({ admission: "off" });
  const planned = await left.preview();
  counted({ planned: planned.length });
  expect(planned.length).toBeGreaterThan(3);
  expect(planned.filter((it) => !/^delete .*AdmissionPolicy/.test(it))).toEqual([]);
});

test("who may not make policies is told in one sentence which right is missing", async () => {
  const stack = await TestStack.open("unprivileged", {}, kubeconfigAs("deployer"));
  try {
    const { config, namespace } = stack;
    await must(config, "/apis/rbac.authorization.k8s.io/v1/clusterroles", {
      method: "POST",
      body: { metadata: { name: namespace }, rules: rights },
    });
    await must(config, "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings", {
      method: "POST",
      body: {
        metadata: { name: namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: namespace },
        subjects: [{ apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "deployer" }],
      },
    });
    for (const args of [["preview", "--config-file", stack.instance.stackFile], stack.upArgs()]) {
      const { code, output } = await stack.run(args);
      const told = new Set(output.match(/the user of context .*/g));
      counted({ "exit code": code, sentences: told.size });
      expect(code).not.toBe(0);
      expect([...told]).toEqual([
        "the user of context vectorstack-local may not create or patch " +
          "validatingadmissionpolicies.admissionregistration.k8s.io or " +
          "validatingadmissionpolicybindings.admissionregistration.k8s.io: grant it, or set admission: off",
      ]);
      expect(output).not.toContain("is forbidden");
    }
  } finally {
    await stack.remove();
  }
});

const rights = ["", "apps", "networking.k8s.io", "policy"].map((group) => ({
  apiGroups: [group],
  resources: ["*"],
  verbs: ["*"],
}));
