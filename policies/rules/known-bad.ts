import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";

const images = [
  "(^|[/_-])(tiller|kubernetes-dashboard)($|[:@/_-])",
  "(^|/)kubernetesui/",
  "(^|/)ingress-nginx/",
  "(^|/)nginx-ingress-controller($|[:@])",
].join("|");

const tiller = "(^|-)tiller(-|$)";

/** Whether labels name a program, by one of the keys that their makers' manifests use. */
const namesNone = (labels: string) =>
  `${labels}.all(k, !(k in ['app', 'name', 'k8s-app', 'app.kubernetes.io/name'] && ${labels}[k] in ['tiller', 'kubernetes-dashboard', 'ingress-nginx']) && !(k == 'app' && ${labels}[k] == 'helm'))`;

const described = (metadata: string) =>
  `!${metadata}.?name.orValue('').matches('${tiller}') && [${metadata}.?labels.orValue({})].all(labels, ${namesNone("labels")})`;

const message = "is Tiller, kubernetes-dashboard or ingress-nginx";

/** Programs that have no place in a cluster any more. */
export const knownBad: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: [...workloads, "Service"],
    id: "known-bad-workload",
    title: "No programs that were given up for their risks",
    holds:
      "Nothing is Tiller, kubernetes-dashboard or the community's ingress-nginx, by its images, by its name or labels as their makers set them, or by the dashboard's service account.",
    why: "Tiller gives all rights to whoever reaches its port; the dashboard and ingress-nginx get no security fixes any more.",
    mend: "use Helm 3 or later, Headlamp, or a controller of the Gateway API, and remove it",
    severity: "high",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_33", "CKV_K8S_34", "CKV_K8S_44", "CKV_K8S_45"],
      trivy: ["KSV-0102"],
      kyverno: ["disallow-helm-tiller"],
    },
    checks: [
      {
        each: "container",
        kinds: workloads,
        cel: `!c.?image.orValue('').lowerAscii().matches('${images}')`,
        field: "image",
        message: `runs an image of Tiller, kubernetes-dashboard or ingress-nginx`,
      },
      {
        each: "pod",
        kinds: workloads,
        cel: described("variables.podMeta"),
        field: "metadata",
        message,
      },
      {
        each: "object",
        kinds: [...workloads.filter((kind) => kind !== "Pod"), "Service"],
        cel: described("object.?metadata"),
        field: "metadata",
        message,
      },
      {
        each: "pod",
        kinds: workloads,
        cel: "variables.podSpec.?serviceAccountName.orValue('') != 'kubernetes-dashboard'",
        field: "spec.serviceAccountName",
        message: "has the rights of kubernetes-dashboard",
      },
      {
        each: "object",
        kinds: ["Service"],
        cel: `[object.?spec.?selector.orValue({})].all(labels, labels.all(k, !labels[k].matches('${tiller}')))`,
        field: "spec.selector",
        message: "opens Tiller to the cluster",
      },
    ],
  },
];
