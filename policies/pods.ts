import { kindOf, type Pod, type Resource } from "./manifest.ts";
import { containerRule, eachPod, podRule, stackRule } from "./rule.ts";
import { any } from "./unknown.ts";

export const nonRoot = containerRule({
  name: "pod-runs-as-non-root",
  description: "Every container refuses to start as root.",
  problems: {
    "set securityContext.runAsNonRoot to true, here or for the pod": ({ container, pod }) =>
      (container.securityContext?.runAsNonRoot ?? pod.spec?.securityContext?.runAsNonRoot) !== true,
  },
});

export const userIsNotRoot = containerRule({
  name: "pod-user-is-not-root",
  description: "No container asks for the user 0.",
  problems: {
    "set securityContext.runAsUser to a user other than 0, here or for the pod": ({ container, pod }) =>
      (container.securityContext?.runAsUser ?? pod.spec?.securityContext?.runAsUser) === 0,
  },
});

export const seccomp = containerRule({
  name: "pod-has-a-seccomp-profile",
  description: "Every container runs behind a filter of system calls.",
  problems: {
    "set securityContext.seccompProfile.type to RuntimeDefault or Localhost, here or for the pod": ({
      container,
      pod,
    }) =>
      !["RuntimeDefault", "Localhost"].includes(
        (container.securityContext?.seccompProfile ?? pod.spec?.securityContext?.seccompProfile)?.type ?? "",
      ),
  },
});

export const hostNamespaces = podRule({
  name: "pod-keeps-out-of-host-namespaces",
  description: "No pod shares the node's network, processes or memory.",
  problems: {
    "remove spec.hostNetwork": ({ spec }) => spec?.hostNetwork === true,
    "remove spec.hostPID": ({ spec }) => spec?.hostPID === true,
    "remove spec.hostIPC": ({ spec }) => spec?.hostIPC === true,
  },
});

export const hostPath = podRule({
  name: "pod-mounts-no-host-path",
  description: "No pod mounts a directory of its node.",
  problems: {
    "spec.volumes: replace hostPath by another kind of volume": ({ spec }) =>
      any(spec?.volumes ?? [], (volume) => Boolean(volume.hostPath)),
  },
});

export const hostPort = containerRule({
  name: "pod-opens-no-host-port",
  description: "No container listens on an address of its node.",
  problems: {
    "remove ports.hostPort": ({ container }) => any(container.ports ?? [], (port) => Boolean(port.hostPort)),
  },
});

export const serviceAccountToken = stackRule(eachPod)({
  name: "pod-token-is-bound",
  description: "Only a pod whose service account is bound to a role carries a token for the cluster's API.",
  problems: {
    "set spec.automountServiceAccountToken to false, or bind spec.serviceAccountName to a role": (
      pod,
      resources,
    ) => pod.spec?.automountServiceAccountToken !== false && !any(resources, binds(pod)),
  },
});

interface Binding {
  readonly subjects?: readonly { readonly kind?: string; readonly name?: string }[];
}

const binds = (pod: Pod) => (resource: Resource) => {
  if (!/^(Cluster)?RoleBinding$/.test(kindOf(resource) ?? "")) return false;
  const { subjects }: Binding = resource.props;
  return any(
    subjects ?? [],
    ({ kind, name }) => kind === "ServiceAccount" && name === pod.spec?.serviceAccountName,
  );
};
