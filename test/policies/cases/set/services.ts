import type { RawObject } from "../../../../policies/engine/value.ts";
import type { RuleCases } from "../../case.ts";
import { container, deployment, pod } from "../../objects.ts";
import { labelled, object, service, statefulSet } from "./objects.ts";

const headless = (change: RawObject = {}): RawObject => service({ clusterIP: "None", ...change });
const elsewhere = { namespace: "other" };
const gone = { "app.kubernetes.io/name": "gone" };
const port = (targetPort: string | number | undefined, protocol = "TCP"): RawObject =>
  service({ ports: [{ port: 80, targetPort, protocol }] });
const slice: RawObject = {
  apiVersion: "discovery.k8s.io/v1",
  kind: "EndpointSlice",
  metadata: { name: "app-1", namespace: "shop", labels: { "kubernetes.io/service-name": "app" } },
  addressType: "IPv4",
  endpoints: [{ addresses: ["192.0.2.1"] }],
};
const sidecar = container({
  name: "proxy",
  ports: [{ name: "admin", containerPort: 9000 }],
  restartPolicy: "Always",
});

export const servicesCases: readonly RuleCases[] = [
  {
    rule: "sts-service",
    passes: [{ name: "headless, for its pods", object: statefulSet(), among: [headless()] }],
    fails: [
      { name: "no Service", object: statefulSet(), path: "spec.serviceName" },
      { name: "no name", object: statefulSet({ serviceName: undefined }), among: [headless()] },
      { name: "a Service with an address", object: statefulSet(), among: [service()] },
      { name: "for other pods", object: statefulSet(), among: [headless({ selector: gone })] },
      { name: "no selector", object: statefulSet(), among: [headless({ selector: undefined })] },
      {
        name: "in another namespace",
        object: statefulSet(),
        among: [service({ clusterIP: "None" }, elsewhere)],
      },
    ],
  },
  {
    rule: "service-targets-pod",
    passes: [
      { name: "a port by name", object: service(), among: [deployment()] },
      { name: "a port by number", object: port(8080), among: [deployment()] },
      { name: "a bare pod", object: service(), among: [pod()] },
      {
        name: "a number, of a pod that declares no port",
        object: port(8080),
        among: [deployment({ containers: [container({ ports: undefined })] })],
      },
      {
        name: "its own port number",
        object: service({ ports: [{ port: 8080 }] }),
        among: [deployment()],
      },
      { name: "a sidecar's port", object: port("admin"), among: [deployment({ initContainers: [sidecar] })] },
      {
        name: "an external name",
        object: service({ type: "ExternalName", externalName: "example.com", selector: undefined }),
      },
      {
        name: "one replica by its name",
        object: service({ selector: { "statefulset.kubernetes.io/pod-name": "app-2" } }),
        among: [statefulSet()],
      },
      { name: "endpoints of its own", object: service({ selector: undefined }), among: [slice] },
    ],
    fails: [
      { name: "no pod", object: service({ selector: gone }), among: [deployment()], path: "spec.selector" },
      { name: "no selector", object: service({ selector: undefined }), among: [deployment()] },
      {
        name: "a replica's name, of pods that have none",
        object: service({ selector: { "statefulset.kubernetes.io/pod-name": "app-0" } }),
        among: [deployment()],
      },
      { name: "a pod in another namespace", object: service(), among: [labelled({}, elsewhere)] },
      {
        name: "a name that no container has",
        object: port("grpc"),
        among: [deployment()],
        path: "spec.ports[0].targetPort",
      },
      { name: "a number that no container has", object: port(8081), among: [deployment()] },
      { name: "another protocol", object: port("http", "UDP"), among: [deployment()] },
      { name: "its own port number, which no container has", object: port(undefined), among: [deployment()] },
      {
        name: "the port of a container that ends",
        object: port("admin"),
        among: [deployment({ initContainers: [{ ...sidecar, restartPolicy: undefined }] })],
      },
      {
        name: "endpoints of another Service",
        object: service({ selector: undefined }),
        among: [object("v1", "Endpoints", {}, { name: "other" })],
      },
    ],
  },
];
