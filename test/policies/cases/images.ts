import type { RuleCases } from "../case.ts";
import { container, deployment, everyKind, initContainer, running } from "../objects.ts";

const sha256 = `sha256:${"0123456789abcdef".repeat(4)}`;

const named = (image: string, imagePullPolicy?: string) => ({
  name: [image, imagePullPolicy].filter(Boolean).join(" "),
  object: running({ image, imagePullPolicy }),
});
const allowing = (registry: string, image: string) => ({
  ...named(image),
  parameters: { registries: [registry] },
});
const first = (image: string) => ({
  name: `${image} in an init container`,
  object: deployment({ initContainers: [initContainer({ image })] }),
  path: "spec.template.spec.initContainers[0].image",
});
const path = "spec.template.spec.containers[0].image";

export const imagesCases: readonly RuleCases[] = [
  {
    rule: "image-digest",
    passes: [
      named(`app@${sha256}`),
      named(`registry.example:5000/shop/app:1.4.2@${sha256}`),
      named(`app:latest@${sha256}`),
    ],
    fails: [
      { ...named("app:1.4.2"), path },
      ...everyKind({ containers: [container({ image: "app:1.4.2" })] }).map((object) => ({
        name: `in a ${object["kind"] as string}`,
        object,
      })),
      first("app:1.4.2"),
      named("app@sha256:0123456789abcdef"),
      named(`app@${sha256}0`),
      named(`app@${sha256.toUpperCase()}`),
      named(`app-${sha256}`),
      named(`app@md5:${"0".repeat(64)}`),
    ],
  },
  {
    rule: "image-tag-fixed",
    passes: [
      named("app:1.4.2"),
      named("registry.example:5000/app:v1"),
      named("app:latest-1"),
      named(`app@${sha256}`),
      named(`app:latest@${sha256}`),
    ],
    fails: [
      { ...named("app"), path },
      named("app:latest"),
      named("registry.example:5000/shop/app"),
      named("registry.example:5000/app:latest"),
      named("latest/app"),
      first("app:latest"),
    ],
  },
  {
    rule: "image-registry-allowed",
    passes: [
      named("nginx"),
      named("nginx:1.29"),
      named("library/nginx"),
      named("index.docker.io/library/nginx"),
      named("registry-1.docker.io/nginx:1.29"),
      named(`ghcr.io/acme/shop/app:1.4.2@${sha256}`),
      allowing("docker.io/library/nginx", "nginx:1.29"),
      allowing("docker.io/nginx", `nginx:1.29@${sha256}`),
      allowing("docker.io/acme/", "acme/app"),
      allowing("registry.example:5000", "registry.example:5000/app"),
      allowing("ghcr.io/acme", "ghcr.io/acme/app:1"),
      allowing("ghcr.io/acme/app", "ghcr.io/acme/app:1"),
      allowing("localhost", "localhost/app:1"),
    ],
    fails: [
      { ...named("registry.example/app:1"), path },
      named("docker.io.evil.example/library/nginx"),
      named("evil.example/docker.io/nginx"),
      named("docker.io:5000/nginx"),
      named("localhost/nginx"),
      first("registry.example/app:1"),
      allowing("ghcr.io/acme", "ghcr.io/acme-evil/app:1"),
      allowing("ghcr.io/acme/", "ghcr.io/acme:1"),
      allowing("docker.io/acme/", "acme-evil/app"),
      allowing("docker.io/library/nginx", "nginx-evil"),
      allowing("quay.io", "nginx"),
      allowing("registry.example", "registry.example:8080/app"),
    ],
  },
  {
    rule: "image-pull-policy",
    passes: [
      named("app:latest", "Always"),
      named("app"),
      named("app:latest"),
      named("app:1.4.2", "Always"),
      { ...named("app:1.4.2", "IfNotPresent"), parameters: { everyTag: false } },
      { ...named("registry.example:5000/app:v1"), parameters: { everyTag: false } },
      named(`app:latest@${sha256}`, "IfNotPresent"),
      named(`app@${sha256}`),
    ],
    fails: [
      {
        ...named("app:latest", "IfNotPresent"),
        path: "spec.template.spec.containers[0].imagePullPolicy",
      },
      named("app:stable"),
      named("registry.example:5000/app", "IfNotPresent"),
      named("app", "Never"),
      {
        name: "an init container",
        object: deployment({
          initContainers: [initContainer({ image: "app:main", imagePullPolicy: "IfNotPresent" })],
        }),
      },
      named("app:1.4.2", "IfNotPresent"),
      named("registry.example:5000/app:v1"),
      { ...named("app:stable"), parameters: { everyTag: false } },
    ],
  },
  {
    rule: "image-deprecated-registry",
    passes: [
      named("registry.k8s.io/pause:3.10"),
      named("foo.gcr.io/app:1"),
      named("gcr.io/google-containers-mirror/app:1"),
      named("docker.io/notbitnami/redis:8"),
      named("registry.example/k8s.gcr.io/pause:3.10"),
    ],
    fails: [
      { ...named("k8s.gcr.io/pause:3.9"), path },
      named("gcr.io/google-containers/pause:3.9"),
      named("gcr.io/google_containers/pause:3.9"),
      named("eu.gcr.io/k8s-artifacts-prod/pause:3.9"),
      named("bitnami/redis:8"),
      named("docker.io/bitnamilegacy/redis:7.4"),
      named("registry.example/hub/bitnami/redis:8"),
      first("bitnami/os-shell:12"),
    ],
  },
];
