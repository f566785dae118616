import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";

const shared = { engine: "object", kinds: workloads } as const;

const image = "c.?image.orValue('')";

/** An image is [registry/]path[:tag][@algorithm:hex]; a colon before the last slash is of the registry's port. */
const digest = "@[a-z0-9]+:[0-9a-f]+$";
const tag = "^[^@]*:[A-Za-z0-9_][A-Za-z0-9_.-]*(@|$)";
const version = "^[^@]*:[A-Za-z_.-]*[0-9][A-Za-z0-9_.-]*(@|$)";
const latest = "^[^@]*:latest(@|$)";

/** Registries by which anybody can publish or that serve well-known publishers; who uses others says so. */
const publicRegistries = [
  "docker.io",
  "quay.io",
  "ghcr.io",
  "registry.k8s.io",
  "gcr.io",
  "mcr.microsoft.com",
  "public.ecr.aws",
  "registry.gitlab.com",
  "registry.access.redhat.com",
  "docker.elastic.co",
  "nvcr.io",
  "cgr.dev",
];

const untagged = (name: string) =>
  `${name}.matches(':[^/]*$') ? ${name}.substring(0, ${name}.lastIndexOf(':')) : ${name}`;

const after = (text: string, prefix: string) =>
  `${text}.substring(${text}.indexOf('${prefix}') + ${prefix.length})`;

/** The repository with its registry, as container runtimes complete it: nginx is docker.io/library/nginx. */
const completed = (name: string) =>
  [
    `!${name}.contains('/') ? 'docker.io/library/' + ${name}`,
    `!${name}.matches('^([^/]*[.:][^/]*|localhost)/') ? 'docker.io/' + ${name}`,
    `${name}.matches('^((index|registry-1)[.])?docker[.]io/[^/]+$') ? 'docker.io/library/' + ${after(name, "/")}`,
    `${name}.matches('^(index|registry-1)[.]docker[.]io/') ? 'docker.io/' + ${after(name, "/")}`,
    name,
  ].join(" : ");

/** Whether a repository is the allowed one or lies under it. An entry may leave Docker Hub's library/ out, as images do. */
const isUnder = (repository: string, allowed: string) =>
  `${repository} == ${allowed} || ${repository}.startsWith(${allowed}.endsWith('/') ? ${allowed} : ${allowed} + '/') || (${repository}.startsWith('docker.io/library/') && 'docker.io/' + ${after(repository, "library/")} == ${allowed})`;

/** Where images come from, and how exactly they are named. */
export const images: readonly ObjectRule[] = [
  {
    ...shared,
    id: "image-digest",
    title: "Images by their digest",
    holds: "The image of every container ends in @sha256: and 64 hexadecimal digits.",
    why: "A tag can be moved; only by its digest what was tested is what runs, on every node and after every restart.",
    mend: "add the digest: name:tag@sha256:…",
    severity: "high",
    level: "mandatory",
    references: { checkov: ["CKV_K8S_43"], kyverno: ["require-image-checksum"] },
    checks: [
      {
        each: "container",
        cel: `${image}.matches('^[^@]+@sha256:[0-9a-f]{64}$')`,
        field: "image",
        message: "is not pinned to the digest of its image",
      },
    ],
  },
  {
    ...shared,
    id: "image-tag-fixed",
    title: "Images by a version",
    holds: "The image of every container has a digest, or a tag other than latest.",
    why: "latest, which no tag means too, is whatever was published last when a node happens to pull it.",
    mend: "name a version, and add its digest",
    severity: "high",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_14"],
      trivy: ["KSV-0013"],
      kubeLinter: ["latest-tag"],
      kyverno: ["disallow-latest-tag"],
    },
    checks: [
      {
        each: "container",
        cel: `${image}.matches('${digest}') || (${image}.matches('${tag}') && !${image}.matches('${latest}'))`,
        field: "image",
        message: "names no version of its image",
      },
    ],
  },
  {
    ...shared,
    id: "image-registry-allowed",
    title: "Images from known registries only",
    holds:
      "The image of every container, completed as the container runtime does (nginx is docker.io/library/nginx), is one of registries or lies under one, whole path elements compared.",
    why: "A registry that nobody chose, or whose name only looks like a known one, runs its code in the cluster.",
    mend: "take the image from a registry that is allowed, or add its registry to registries",
    severity: "high",
    level: "advisory",
    levelReason:
      "which registries are trusted is for the user to say; the default names well-known public ones only, and a private one should not stop a deployment before it was configured",
    parameters: {
      registries: {
        type: "array",
        items: {
          type: "string",
          pattern:
            "^(localhost|[A-Za-z0-9-]+([.][A-Za-z0-9-]+)+|[A-Za-z0-9.-]+:[0-9]+)(/[a-z0-9]+([._-]+[a-z0-9]+)*)*/?$",
        },
        default: publicRegistries,
        description:
          "Registries, or repositories and paths in them, such as docker.io, ghcr.io/acme or registry.example:5000; Docker Hub is docker.io.",
      },
    },
    references: {
      trivy: ["KSV-0125", "KSV-0124"],
      kyverno: ["restrict-image-registries", "allowed-image-repos"],
    },
    checks: [
      {
        each: "container",
        cel: `[${image}.split('@')[0]].all(named, [${untagged("named")}].all(path, [${completed("path")}].all(repository, params.registries.exists(allowed, ${isUnder("repository", "allowed")}))))`,
        field: "image",
        message: "takes its image from a registry that is not allowed",
      },
    ],
  },
  {
    ...shared,
    id: "image-pull-policy",
    title: "Movable tags are pulled anew",
    holds:
      "The image of every container has a digest, or its imagePullPolicy is Always, said or by default, as for latest and for no tag; without everyTag a tag that names a version, which means one with a digit in it, is enough too.",
    why: "A tag may stand for another image on each node that kept what it pulled; and a pull asks for the credentials again.",
    mend: "add the digest to the image, or set imagePullPolicy to Always",
    severity: "low",
    level: "advisory",
    parameters: {
      everyTag: {
        type: "boolean",
        default: true,
        description: "Whether tags that name a version are taken to move as well.",
      },
    },
    references: { checkov: ["CKV_K8S_15"], kyverno: ["imagepullpolicy-always"] },
    checks: [
      {
        each: "container",
        cel: `${image}.matches('${digest}') || (!params.everyTag && ${image}.matches('${version}')) || c.?imagePullPolicy.orValue(${image}.matches('${tag}') && !${image}.matches('${latest}') ? '' : 'Always') == 'Always'`,
        field: "imagePullPolicy",
        message: "may run what its tag stood for long ago",
        fix: { value: "'Always'", replaces: true },
      },
    ],
  },
  {
    ...shared,
    id: "image-deprecated-registry",
    title: "No images from registries that are given up",
    holds:
      "The image of no container comes from k8s.gcr.io, from google-containers, google_containers or k8s-artifacts-prod in gcr.io, or from a repository of bitnami or bitnamilegacy, on Docker Hub or copied elsewhere.",
    why: "What lies there gets no security fixes any more, and may be gone at the next pull.",
    mend: "take the image from registry.k8s.io, or from a publisher that maintains it",
    severity: "medium",
    level: "mandatory",
    references: { kyverno: ["restrict-deprecated-registry"] },
    checks: [
      {
        each: "container",
        cel: `!${image}.lowerAscii().matches('^k8s[.]gcr[.]io(:443)?/|^((asia|eu|us)[.])?gcr[.]io(:443)?/(google[-_]containers|k8s-artifacts-prod)/|(^|/)bitnami(legacy)?/')`,
        field: "image",
        message: "takes its image from where nobody maintains it any more",
      },
    ],
  },
];
