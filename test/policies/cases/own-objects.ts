import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, initContainer, metadata, running } from "../objects.ts";

const config = (change: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: metadata("app", change),
  data: { mode: "quiet" },
});

const clusterRole = (change: RawObject = {}): RawObject => ({
  apiVersion: "rbac.authorization.k8s.io/v1",
  kind: "ClusterRole",
  metadata: metadata("app", { namespace: undefined, ...change }),
  rules: [],
});

const standard = "pod-security.kubernetes.io";
const guarded = {
  [`${standard}/enforce`]: "restricted",
  [`${standard}/enforce-version`]: "v1.37",
  [`${standard}/warn`]: "restricted",
  [`${standard}/audit`]: "restricted",
};
const namespaceWith = (labels: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: "shop", labels },
});

const endpoints: RawObject = { apiVersion: "v1", kind: "Endpoints", metadata: metadata("app") };
const env = (...names: readonly string[]) => names.map((name) => ({ name, value: name }));

export const ownObjectsCases: readonly RuleCases[] = [
  {
    rule: "namespace-not-default",
    passes: [
      { name: "its own", object: deployment() },
      { name: "a kind without any", object: clusterRole() },
      { name: "a Namespace", object: namespaceWith({}) },
    ],
    fails: [
      { name: "default", object: config({ namespace: "default" }), path: "metadata.namespace" },
      { name: "kube-system", object: config({ namespace: "kube-system" }) },
    ],
  },
  {
    rule: "namespace-psa-labels",
    passes: [{ name: "all of them", object: namespaceWith(guarded) }],
    fails: [
      { name: "none", object: namespaceWith({}) },
      {
        name: "the baseline",
        object: namespaceWith({ ...guarded, [`${standard}/enforce`]: "baseline" }),
        path: `metadata.labels["${standard}/enforce"]`,
      },
      {
        name: "the latest version",
        object: namespaceWith({ ...guarded, [`${standard}/enforce-version`]: "latest" }),
        path: `metadata.labels["${standard}/enforce-version"]`,
      },
      {
        name: "without a version",
        object: namespaceWith({ ...guarded, [`${standard}/enforce-version`]: undefined }),
      },
      { name: "without audit", object: namespaceWith({ ...guarded, [`${standard}/audit`]: undefined }) },
      { name: "a warning of less", object: namespaceWith({ ...guarded, [`${standard}/warn`]: "baseline" }) },
    ],
  },
  {
    rule: "recommended-labels",
    passes: [
      { name: "all", object: config({}) },
      { name: "only the name", object: config({ labels: { "app.kubernetes.io/name": "app" } }) },
      { name: "others", object: clusterRole({ labels: { team: "shop" } }), parameters: { labels: ["team"] } },
      { name: "none asked for", object: config({ labels: undefined }), parameters: { labels: [] } },
    ],
    fails: [
      { name: "none", object: config({ labels: undefined }), path: "metadata.labels" },
      { name: "others", object: config({ labels: { app: "app" } }) },
      { name: "an empty value", object: config({ labels: { "app.kubernetes.io/name": "" } }) },
      {
        name: "an empty value of one that is not asked for",
        object: config({ labels: { "app.kubernetes.io/name": "app", "app.kubernetes.io/part-of": "" } }),
      },
      { name: "one of two", object: config({}), parameters: { labels: ["app.kubernetes.io/name", "team"] } },
    ],
  },
  {
    rule: "deprecated-api",
    passes: [
      { name: "the present one", object: deployment() },
      { name: "before it was deprecated", object: endpoints, parameters: { kubernetesVersion: "1.32" } },
    ],
    fails: [
      {
        name: "deprecated",
        object: endpoints,
        parameters: { kubernetesVersion: "1.33" },
        path: "apiVersion",
      },
    ],
  },
  {
    rule: "duplicate-env",
    passes: [
      { name: "none", object: running({ env: undefined }) },
      { name: "two", object: running({ env: env("MODE", "MODES") }) },
      {
        name: "the same in two containers",
        object: deployment({
          containers: [container({ env: env("MODE") }), container({ name: "other", env: env("MODE") })],
        }),
      },
    ],
    fails: [
      {
        name: "twice",
        object: running({ env: env("MODE", "OTHER", "MODE") }),
        path: "spec.template.spec.containers[0].env",
      },
      {
        name: "an init container",
        object: deployment({ initContainers: [initContainer({ env: env("A", "A") })] }),
      },
    ],
  },
];
