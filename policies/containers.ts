import { containerRule, type PodContainer } from "./rule.ts";
import { any } from "./unknown.ts";

export const readOnlyRoot = containerRule({
  name: "container-root-is-read-only",
  description: "No container can write to its own image.",
  problems: {
    "set securityContext.readOnlyRootFilesystem to true": ({ container }) =>
      container.securityContext?.readOnlyRootFilesystem !== true,
  },
});

export const privilegeEscalation = containerRule({
  name: "container-gains-no-privileges",
  description: "No process can gain more privileges than the one that started it.",
  problems: {
    "set securityContext.allowPrivilegeEscalation to false": ({ container }) =>
      container.securityContext?.allowPrivilegeEscalation !== false,
  },
});

export const privileged = containerRule({
  name: "container-is-not-privileged",
  description: "No container has the powers of its node.",
  problems: {
    "remove securityContext.privileged": ({ container }) => container.securityContext?.privileged === true,
  },
});

export const capabilities = containerRule({
  name: "container-drops-all-capabilities",
  description: "No container holds a capability but that of listening on ports below 1024.",
  problems: {
    "set securityContext.capabilities.drop to [ALL]": ({ container }) =>
      !any(container.securityContext?.capabilities?.drop ?? [], (name) => name === "ALL"),
    "securityContext.capabilities.add: keep nothing but NET_BIND_SERVICE": ({ container }) =>
      any(container.securityContext?.capabilities?.add ?? [], (name) => name !== "NET_BIND_SERVICE"),
  },
});

/** Kubernetes lets no ephemeral container name its resources: it lives off those of its pod. */
const namesResources = ({ role }: PodContainer) => role !== "ephemeral container";

export const memoryLimit = containerRule({
  name: "container-has-a-memory-limit",
  description: "No container can starve its neighbours of memory.",
  problems: {
    "set resources.limits.memory": (it) => namesResources(it) && !it.container.resources?.limits?.["memory"],
  },
});

export const requests = containerRule({
  name: "container-requests-resources",
  description: "Every container tells the scheduler what it needs; a limit alone counts as the request.",
  problems: {
    "set resources.requests.cpu": (it) => namesResources(it) && !requested(it, "cpu"),
    "set resources.requests.memory": (it) => namesResources(it) && !requested(it, "memory"),
  },
});

const requested = ({ container: { resources } }: PodContainer, name: string) =>
  Boolean(resources?.requests?.[name] ?? resources?.limits?.[name]);

export const readiness = containerRule({
  name: "container-tells-when-it-is-ready",
  description: "No long-running container receives traffic before it says that it can serve.",
  problems: {
    "set readinessProbe": ({ role, container, pod }) =>
      role === "container" && (pod.spec?.restartPolicy ?? "Always") === "Always" && !container.readinessProbe,
  },
});
