import { kindOf, podOf, type Metadata, type Pod, type Resource } from "./manifest.ts";
import { stackRule, type Visit } from "./rule.ts";
import { selects, selectsAll, type Selector } from "./selector.ts";
import { any } from "./unknown.ts";

interface NetworkPolicy {
  readonly metadata?: Metadata;
  readonly spec?: {
    readonly podSelector?: Selector;
    readonly policyTypes?: readonly string[];
    readonly ingress?: readonly object[];
    readonly egress?: readonly object[];
  };
}

interface Placed {
  readonly metadata?: Metadata;
}

const eachNamespace: Visit<string> = (resource, step) => {
  const { metadata }: Placed = resource.props;
  if (kindOf(resource) === "Namespace" && metadata?.name) step(metadata.name, "");
};

const eachPlacedPod: Visit<{ readonly pod: Pod; readonly namespace: string }> = (resource, step) => {
  const pod = podOf(resource);
  if (pod) step({ pod, namespace: namespaceOf(resource.props) }, "");
};

export const denyByDefault = stackRule(eachNamespace)({
  name: "namespace-denies-by-default",
  description: "In a namespace of the stack, whatever no policy allows is denied, in both directions.",
  problems: {
    "add a NetworkPolicy that selects every pod and allows no ingress": (namespace, resources) =>
      !anyPolicy(resources, namespace, (policy) => denies(policy, "Ingress")),
    "add a NetworkPolicy that selects every pod and allows no egress": (namespace, resources) =>
      !anyPolicy(resources, namespace, (policy) => denies(policy, "Egress")),
  },
});

export const ownPolicy = stackRule(eachPlacedPod)({
  name: "pod-has-a-network-policy",
  description: "What a pod may send and receive is declared for that pod.",
  problems: {
    "add a NetworkPolicy whose podSelector names this pod's labels": ({ pod, namespace }, resources) =>
      !anyPolicy(
        resources,
        namespace,
        ({ spec: { podSelector = {} } = {} }) =>
          !selectsAll(podSelector) && selects(podSelector, pod.metadata?.labels),
      ),
  },
});

const namespaceOf = ({ metadata }: Placed) => metadata?.namespace ?? "default";

const anyPolicy = (
  resources: readonly Resource[],
  namespace: string,
  is: (policy: NetworkPolicy) => boolean,
) =>
  any(
    resources,
    (resource) =>
      kindOf(resource) === "NetworkPolicy" && namespaceOf(resource.props) === namespace && is(resource.props),
  );

/** Without policyTypes, a policy is on ingress, and on egress only if it has egress rules: then it allows some. */
const denies = ({ spec = {} }: NetworkPolicy, direction: "Ingress" | "Egress") =>
  selectsAll(spec.podSelector) &&
  (spec.policyTypes ?? ["Ingress"]).includes(direction) &&
  ((direction === "Ingress" ? spec.ingress : spec.egress) ?? []).length === 0;
