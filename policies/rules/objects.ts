import { kindNames, kinds, workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";
import { isDeprecated, isRemoved } from "./deprecated.ts";
import { oneOf } from "./pss.ts";

const namespaced = kindNames
  .filter((kind) => kinds[kind].namespaced)
  .flatMap((kind) => kinds[kind].groups.map((group) => `${group}/${kind}`));

const group = "(object.apiVersion.contains('/') ? object.apiVersion.split('/')[0] : '')";
const namespace = "object.?metadata.?namespace.orValue('')";
const isTheClusters = `(object.apiVersion == 'v1' && ${namespace} in ['', 'default'] && object.kind + '/' + object.?metadata.?name.orValue('') in ['ServiceAccount/default', 'Service/kubernetes'])`;
const labels = "object.?metadata.?labels.orValue({})";
const podSecurity = (label: string) => `${labels}[?'pod-security.kubernetes.io/${label}'].orValue('')`;

/** What every object, or one that stands for itself, must say of itself. */
export const objects: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: "all",
    id: "namespace-not-default",
    title: "A namespace of one's own",
    holds:
      "metadata.namespace is set on kinds that have one, and is neither default nor begins with kube-, on any kind; but for the cluster's own ServiceAccount default and Service kubernetes.",
    why: "What shares the default namespace shares its accounts, quotas and network rules; those of kube- are the cluster's.",
    mend: "set metadata.namespace to a namespace made for it",
    severity: "medium",
    level: "mandatory",
    references: {
      cis: ["5.6.4"],
      checkov: ["CKV_K8S_21"],
      trivy: ["KSV-0110", "KSV-0037"],
      kubeLinter: ["use-namespace"],
      kyverno: ["disallow-default-namespace"],
    },
    checks: [
      {
        each: "object",
        cel: `${isTheClusters} || (${namespace} != 'default' && !${namespace}.startsWith('kube-') && (${namespace} != '' || !(${group} + '/' + object.kind in ${oneOf(namespaced)})))`,
        field: "metadata.namespace",
        message: "is in no namespace of its own",
      },
    ],
  },
  {
    engine: "object",
    kinds: ["Namespace"],
    id: "namespace-psa-labels",
    title: "Namespaces enforce the restricted standard",
    holds:
      "The labels pod-security.kubernetes.io/enforce, warn and audit are restricted, and enforce-version is a version such as v1.37, not latest.",
    why: "The API server then refuses pods that break the standard, whoever makes them; a pinned version changes only when somebody means it to.",
    mend: "set the labels pod-security.kubernetes.io/enforce, enforce-version, warn and audit",
    severity: "high",
    level: "mandatory",
    references: {
      cis: ["5.2.1"],
      kyverno: ["deny-privileged-profile", "add-psa-namespace-reporting"],
    },
    checks: [
      ...["enforce", "warn", "audit"].map((mode) => ({
        each: "object" as const,
        cel: `${podSecurity(mode)} == 'restricted'`,
        field: `metadata.labels["pod-security.kubernetes.io/${mode}"]`,
        message: `does not ${mode} by the restricted standard`,
        fix: { value: "'restricted'" },
      })),
      {
        each: "object",
        cel: `${podSecurity("enforce-version")}.matches('^v1[.][0-9]+$')`,
        field: 'metadata.labels["pod-security.kubernetes.io/enforce-version"]',
        message: "does not say which version of the standard it enforces",
        fix: { value: "'v1.36'" },
      },
    ],
  },
  {
    engine: "object",
    kinds: "all",
    id: "recommended-labels",
    title: "The labels that tools look for",
    holds:
      "metadata.labels has each label that the parameter labels names, with a value that is not empty and valid; so have all that begin with app.kubernetes.io/.",
    why: "Without common labels nobody can tell what an object belongs to, or find all that belongs together.",
    mend: "set the labels, above all app.kubernetes.io/name",
    severity: "low",
    level: "advisory",
    parameters: {
      labels: {
        type: "array",
        items: { type: "string" },
        default: ["app.kubernetes.io/name"],
        description: "The labels that every object must have.",
      },
    },
    references: { kubeLinter: ["required-label-owner"], kyverno: ["require-labels"] },
    checks: [
      {
        each: "object",
        cel: `params.labels.all(l, l in ${labels})`,
        field: "metadata.labels",
        message: "lacks labels that every object has",
        fix: {
          field: 'metadata.labels["app.kubernetes.io/name"]',
          value:
            "object.metadata.?name.orValue(object.metadata.?generateName.orValue('')).find('^.{0,62}[A-Za-z0-9]')",
        },
      },
      {
        each: "object",
        cel: `${labels}.all(l, !(l in params.labels || l.startsWith('app.kubernetes.io/')) || string(object.metadata.labels[l]).matches('^[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$'))`,
        field: "metadata.labels",
        message: "has a label whose value is empty or not valid",
      },
    ],
  },
  {
    engine: "object",
    kinds: "all",
    id: "deprecated-api",
    title: "APIs that have a future",
    holds:
      "apiVersion and kind are neither deprecated nor removed in the version of Kubernetes that the parameter kubernetesVersion names.",
    why: "An upgrade of the cluster takes the API away: the object can then be neither changed nor deployed anew.",
    mend: "use the newest apiVersion that the kind has",
    severity: "medium",
    level: "mandatory",
    parameters: {
      kubernetesVersion: {
        type: "string",
        pattern: "^1\\.[0-9]+$",
        default: "1.37",
        description: "The version of Kubernetes that the objects are for.",
      },
    },
    references: {
      trivy: ["KSV-0107"],
      kubeLinter: ["no-extensions-v1beta"],
      kyverno: ["check-deprecated-apis"],
    },
    checks: [
      {
        each: "object",
        cel: `!${isRemoved}`,
        field: "apiVersion",
        message: "is of an API that is served no longer",
      },
      {
        each: "object",
        cel: `!${isDeprecated} || ${isRemoved}`,
        field: "apiVersion",
        message: "is of an API that is deprecated",
      },
    ],
  },
  {
    engine: "object",
    kinds: workloads,
    id: "duplicate-env",
    title: "Every variable once",
    holds: "No two entries of a container's env have the same name.",
    why: "The last one wins: whoever reads or changes the other one is mistaken.",
    mend: "remove one of the entries",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["duplicate-env-var"] },
    checks: [
      {
        each: "container",
        cel: "[c.?env.orValue([]).map(e, e.name)].all(names, names.all(n, names.indexOf(n) == names.lastIndexOf(n)))",
        field: "env",
        message: "sets an environment variable twice",
      },
    ],
  },
];
