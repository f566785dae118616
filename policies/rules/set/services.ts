import { certainFirst, ofEach, problemIf, some } from "../../engine/certain.ts";
import { namespaceOf, nameOf } from "../../engine/place.ts";
import {
  podsIn,
  podsOf,
  selectsPod,
  selectsReplica,
  type ContainerPort,
  type Pod,
} from "../../engine/pods.ts";
import type { Labels } from "../../engine/selector.ts";
import type { Manifest, World } from "../../engine/world.ts";
import type { Problem, SetRule } from "../../rule.ts";

interface ServicePort {
  readonly name?: string;
  readonly port?: number;
  readonly targetPort?: number | string;
  readonly protocol?: string;
}

interface ServiceSpec {
  readonly type?: string;
  readonly clusterIP?: string;
  readonly selector?: Labels;
  readonly ports?: readonly ServicePort[];
}

const specOf = (service: Manifest): ServiceSpec =>
  (service.object as { readonly spec?: ServiceSpec }).spec ?? {};

/** A Service without a selector, or with an empty one, selects nothing. */
const selectorOf = (service: Manifest): Labels | undefined => {
  const { selector = {} } = specOf(service);
  return Object.keys(selector).length > 0 ? selector : undefined;
};

function* governing(set: Manifest, world: World): Generator<Problem> {
  const path = "spec.serviceName";
  const { serviceName = "" } = (set.object as { spec?: { serviceName?: string } }).spec ?? {};
  const service = world.find("Service", serviceName, namespaceOf(set));
  if (!serviceName) yield { path, message: "names no Service" };
  else if (!service) yield { path, message: `names the Service ${serviceName}, which is not in the set` };
  else {
    const selector = selectorOf(service);
    const selected = selector && podsOf(set).every((pod) => selectsPod({ matchLabels: selector }, pod));
    yield* certainFirst(
      () =>
        problemIf(
          specOf(service).clusterIP !== "None",
          path,
          `names the Service ${serviceName}, which is not headless`,
        ),
      () => problemIf(!selected, path, `names the Service ${serviceName}, which does not select its pods`),
    );
  }
}

/** Whether the set says itself where a Service without a selector leads. */
function hasEndpoints(service: Manifest, world: World): boolean {
  const name = nameOf(service);
  return world.othersIn(namespaceOf(service)).some((it) => {
    if (it.kindName === "Endpoints") return it.name === name;
    const { metadata } = it.object as { readonly metadata?: { readonly labels?: Labels } };
    return it.kindName === "EndpointSlice" && metadata?.labels?.["kubernetes.io/service-name"] === name;
  });
}

/** The ports of containers that run as long as the pod. */
function portsOf(pod: Pod): readonly ContainerPort[] {
  const { containers = [], initContainers = [] } = pod.spec();
  const lasting = [...containers, ...initContainers.filter((it) => it.restartPolicy === "Always")];
  return lasting.flatMap(({ ports = [] }) => ports);
}

/** Whether the port leads somewhere in the pod. Ports by number work undeclared: they are judged if the pod declares any. */
function leads({ port, targetPort = port, protocol = "TCP" }: ServicePort, pod: Pod): boolean {
  const declared = portsOf(pod);
  if (typeof targetPort === "number" && declared.length === 0) return true;
  return declared.some(
    (it) =>
      (it.protocol ?? "TCP") === protocol &&
      (typeof targetPort === "number" ? it.containerPort : it.name) === targetPort,
  );
}

function* targets(service: Manifest, world: World): Generator<Problem> {
  if (specOf(service).type === "ExternalName") return;
  const path = "spec.selector";
  const selector = selectorOf(service);
  if (!selector) {
    yield* problemIf(
      !hasEndpoints(service, world),
      path,
      "selects no pod, and the set has no endpoints of it",
    );
    return;
  }
  const pods = podsIn(world, namespaceOf(service));
  const isTarget = (pod: Pod) => selectsReplica({ matchLabels: selector }, pod);
  if (!some(pods, isTarget)) {
    yield { path, message: "selects no pod of the set" };
    return;
  }
  yield* ofEach(
    () => specOf(service).ports,
    (port, index) => {
      const { targetPort = port.port ?? "" } = port;
      return problemIf(
        !some(pods, (pod) => isTarget(pod) && leads(port, pod)),
        `spec.ports[${index}].targetPort`,
        `leads to the port ${targetPort} (${port.protocol ?? "TCP"}), which no pod that it selects has`,
      );
    },
  );
}

export const services: readonly SetRule[] = [
  {
    id: "sts-service",
    title: "Stateful sets have a headless Service",
    engine: "set",
    kinds: ["StatefulSet"],
    holds:
      "serviceName names a Service of the set in the same namespace whose clusterIP is None and whose selector matches the labels of the pod template.",
    why: "The names of the replicas exist only as records of that Service: without it, peers cannot find each other.",
    mend: "add a Service with clusterIP: None that selects the pods, and name it in serviceName",
    severity: "medium",
    level: "mandatory",
    references: {},
    judge: governing,
  },
  {
    id: "service-targets-pod",
    title: "Services lead to pods",
    engine: "set",
    kinds: ["Service"],
    holds:
      "The selector matches a pod of the set in the same namespace, and each targetPort is a port of such a pod by name or number and protocol; a number need not be declared in a pod that declares no port. A Service without a selector has Endpoints or an EndpointSlice in the set. ExternalName Services pass.",
    why: "A Service that selects nothing, or the wrong port, answers no request: mostly a label or port was changed or misspelt.",
    mend: "correct the selector or targetPort, or delete the Service",
    severity: "low",
    level: "advisory",
    references: {
      kubeLinter: ["dangling-service", "invalid-target-ports"],
      kyverno: ["require-unique-service-selector"],
    },
    judge: targets,
  },
];
