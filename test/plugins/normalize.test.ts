import * as fc from "fast-check";
import { expect, test } from "vitest";
import { normalize } from "../../local/plugins/resource-kubernetes/normalize.ts";
import { canonicalQuantity } from "../../local/plugins/resource-kubernetes/quantity.ts";

test.each([
  ["1024Mi", "1Gi"],
  ["1000Mi", "1000Mi"],
  ["1.5Gi", "1536Mi"],
  ["1.1Mi", "1153434"],
  ["0.5Ki", "512"],
  ["1000m", "1"],
  ["0.1", "100m"],
  ["1500m", "1500m"],
  [2, "2"],
  ["5000", "5k"],
  ["1e3", "1e3"],
  ["0", "0"],
  ["-1.5", "-1500m"],
  [".5", "500m"],
  ["lots", "lots"],
])("writes the quantity %s as the API server does: %s", (given, canonical) => {
  expect(canonicalQuantity(given)).toBe(canonical);
});

test("writes a canonical quantity as it is", () => {
  const suffix = fc.constantFrom("", "m", "k", "M", "G", "Ki", "Mi", "Gi", "Ti");
  fc.assert(
    fc.property(fc.nat(), suffix, (amount, unit) => {
      const canonical = canonicalQuantity(`${amount}${unit}`);
      expect(canonicalQuantity(canonical)).toBe(canonical);
    }),
  );
});

const deployment = (container: object, spec = {}) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "app" },
  spec: { replicas: 0, template: { spec: { containers: [{ name: "app", ...container }], ...spec } } },
});

test("leaves out what the API server leaves out when it is empty", () => {
  const wordy = deployment(
    { args: [], env: [{ name: "A", value: "" }], stdin: false, readinessProbe: { initialDelaySeconds: 0 } },
    { hostNetwork: false, nodeSelector: {}, priorityClassName: "", tolerations: null },
  );
  expect(normalize(wordy)).toEqual(deployment({ env: [{ name: "A" }], readinessProbe: {} }));
});

test("keeps empty values that mean something", () => {
  const meaningful = deployment(
    {
      securityContext: { privileged: false, runAsUser: 0 },
      volumeMounts: [{ name: "tmp", mountPath: "/tmp" }],
    },
    { automountServiceAccountToken: false, volumes: [{ name: "tmp", emptyDir: {} }] },
  );
  expect(normalize(meaningful)).toEqual(meaningful);
  const config = {
    apiVersion: "v1",
    kind: "ConfigMap",
    data: { empty: "" },
    metadata: { labels: { part: "" } },
  };
  expect(normalize(config)).toEqual(config);
  const policy = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", spec: { podSelector: {} } };
  expect(normalize({ ...policy, spec: { ...policy.spec, ingress: [] } })).toEqual(policy);
});

test("tells a Service's selector from a label selector", () => {
  const service = { apiVersion: "v1", kind: "Service", spec: { type: "ClusterIP", selector: { app: "" } } };
  expect(normalize(service)).toEqual(service);
  expect(normalize({ ...service, spec: { type: "ClusterIP", selector: {} } })).toEqual({
    ...service,
    spec: { type: "ClusterIP" },
  });
  const budget = { apiVersion: "policy/v1", kind: "PodDisruptionBudget", spec: { selector: {} } };
  expect(normalize(budget)).toEqual(budget);
});

test("turns a Secret's texts into data, and an empty stringData into nothing", () => {
  const secret = { apiVersion: "v1", kind: "Secret" };
  expect(normalize({ ...secret, data: { a: "YQ==", b: "Yg==" }, stringData: { b: "new" } })).toEqual({
    ...secret,
    data: { a: "YQ==", b: "bmV3" },
  });
  expect(normalize({ ...secret, stringData: {} })).toEqual(secret);
});

test("leaves a custom resource as it is, but for what only the server writes", () => {
  const thing = {
    apiVersion: "example.com/v1",
    kind: "Thing",
    spec: { readOnly: false, tags: [], memory: "1024Mi" },
  };
  const written = { ...thing, metadata: { name: "a", uid: "1", resourceVersion: "2" } };
  expect(normalize(written)).toEqual({ ...thing, metadata: { name: "a" } });
});
