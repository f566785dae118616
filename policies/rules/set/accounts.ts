import { certainFirst, problemIf } from "../../engine/certain.ts";
import { namespaceOf } from "../../engine/place.ts";
import { podsOf, within, type Container, type Pod } from "../../engine/pods.ts";
import type { World } from "../../engine/world.ts";
import { workloads } from "../../kinds.ts";
import type { ParameterValues, Problem, SetRule } from "../../rule.ts";

function* accountOf(pod: Pod, world: World, { external }: ParameterValues): Generator<Problem> {
  const { serviceAccountName, serviceAccount } = pod.spec();
  const name = serviceAccountName || serviceAccount || "default";
  const namespace = namespaceOf(pod.manifest);
  const elsewhere = external as readonly string[];
  const exists =
    name === "default" ||
    elsewhere.includes(name) ||
    elsewhere.includes(`${namespace}/${name}`) ||
    world.find("ServiceAccount", name, namespace) !== undefined;
  yield* problemIf(
    !exists,
    within(pod, "spec.serviceAccountName"),
    `runs as the service account ${name}, which is not in the set`,
  );
}

/** The Secrets that a pod reads, with the paths at which it names them. */
function* secretsOf(pod: Pod): Generator<{ readonly path: string; readonly name: string | undefined }> {
  const { volumes = [], imagePullSecrets = [], ...spec } = pod.spec();
  for (const [index, { secret, projected }] of volumes.entries()) {
    const path = `spec.volumes[${index}]`;
    yield { path, name: secret?.secretName };
    for (const source of projected?.sources ?? []) yield { path, name: source.secret?.name };
  }
  for (const list of ["initContainers", "containers", "ephemeralContainers"] as const)
    for (const [index, container] of (spec[list] ?? []).entries())
      for (const name of secretsOfContainer(container)) yield { path: `spec.${list}[${index}]`, name };
  for (const { name } of imagePullSecrets) yield { path: "spec.imagePullSecrets", name };
}

const secretsOfContainer = ({ env = [], envFrom = [] }: Container): readonly (string | undefined)[] => [
  ...env.map(({ valueFrom }) => valueFrom?.secretKeyRef?.name),
  ...envFrom.map(({ secretRef }) => secretRef?.name),
];

function* plainSecretsOf(pod: Pod, world: World): Generator<Problem> {
  for (const { path, name } of secretsOf(pod))
    yield* problemIf(
      name !== undefined && world.find("Secret", name, namespaceOf(pod.manifest)) !== undefined,
      within(pod, path),
      `reads the Secret ${name ?? ""}, whose contents come with the set`,
    );
}

export const accounts: readonly SetRule[] = [
  {
    id: "sa-exists",
    title: "Service accounts of pods exist",
    engine: "set",
    kinds: workloads,
    holds:
      "The service account that the pod names is an object of the set in the same namespace, or is listed in `external`. The account default is in every namespace.",
    why: "A pod whose service account does not exist is never created, and the workload stays without pods.",
    mend: "create the ServiceAccount with the workload, or list it in the parameter external as name or namespace/name",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["non-existent-service-account"] },
    parameters: {
      external: {
        description: "Service accounts that others create, as name or namespace/name.",
        type: "array",
        items: { type: "string" },
        default: [],
      },
    },
    judge: (manifest, world, parameters) =>
      certainFirst(...podsOf(manifest).map((pod) => () => accountOf(pod, world, parameters))),
  },
  {
    id: "secret-external",
    title: "Secrets come from an external store",
    engine: "set",
    kinds: workloads,
    holds:
      "No Secret that a pod reads, from a volume, a variable or to pull images, is an object of the set: the contents of such a Secret come with the deployment and not from an external store, whose operator writes the Secret in the cluster.",
    why: "A store of secrets outside the cluster keeps them out of the deployment's state, rotates them and records who read them.",
    mend: "declare an ExternalSecret, or mount the secret by the Secrets Store CSI driver, in the place of the Secret",
    severity: "info",
    level: "disabled",
    levelReason: "it needs a store and an operator that many clusters do not have",
    references: { cis: ["5.4.2"] },
    judge: (manifest, world) =>
      certainFirst(...podsOf(manifest).map((pod) => () => plainSecretsOf(pod, world))),
  },
];
