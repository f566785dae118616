import { inMebibytes, inMillicpus, mebibytes, millicpus, sum } from "../model/quantity.ts";
import { hasIdentity, type Service } from "../model/service.ts";
import { resources } from "./pod.ts";

/** Pods that the rolling update of a Deployment starts before it stops old ones. */
export const surge = 1;

const pods = (service: Service): number => service.replicas + (hasIdentity(service) ? 0 : surge);

/**
 * What the declared services need in all, the pods of rolling updates included, and the largest service once more: one that
 * is given state becomes another kind of workload, and its old replicas stay until the new ones are ready.
 */
export function quota(services: readonly Service[]) {
  const total = (of: (service: Service) => number) =>
    sum(services.map((service) => pods(service) * of(service))) +
    Math.max(...services.map((service) => service.replicas * of(service)));
  const volumes = services.flatMap(({ state, replicas }) =>
    Object.values(state).flatMap(({ size }) => Array.from({ length: replicas }, () => mebibytes(size))),
  );
  const disk = inMebibytes(total((service) => mebibytes(resources(service).limits["ephemeral-storage"])));
  const memory = inMebibytes(total((service) => mebibytes(service.resources.memory)));
  return {
    pods: String(total(() => 1)),
    "requests.cpu": inMillicpus(total((service) => millicpus(service.resources.cpu))),
    "requests.memory": memory,
    "limits.memory": memory,
    "limits.ephemeral-storage": disk,
    persistentvolumeclaims: String(volumes.length),
    "requests.storage": inMebibytes(sum(volumes)),
    "services.loadbalancers": "0",
    "services.nodeports": "0",
  };
}

/** What a container that declares nothing gets, and the most that one may ask for: the least and most declared. */
export function limitRange(services: readonly Service[]) {
  const memory = services.map((service) => mebibytes(service.resources.memory));
  const cpu = services.map((service) => millicpus(service.resources.cpu));
  const least = { memory: inMebibytes(Math.min(...memory)) };
  return {
    type: "Container",
    default: least,
    defaultRequest: { ...least, cpu: inMillicpus(Math.min(...cpu)) },
    max: { memory: inMebibytes(Math.max(...memory)) },
  };
}
