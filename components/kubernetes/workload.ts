import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { headless, type Traffic } from "../model/network.ts";
import type { Secrets } from "../model/secrets.ts";
import { hasIdentity, type Service } from "../model/service.ts";
import type { ClaimWords } from "./claims.ts";
import { configData, secretData } from "./files.ts";
import { selector, serviceLabels, type Stack } from "./labels.ts";
import { networkPolicy } from "./network-policy.ts";
import { podSpec, type PodWords } from "./pod.ts";
import { atOnce, deployment, statefulSet, type Keeping } from "./replicas.ts";
import { placementOf, type KubernetesSettings } from "./settings.ts";

export interface WorkloadArgs extends Keeping {
  readonly stack: Stack;
  readonly platform: KubernetesSettings;
  readonly secrets: Secrets;
  readonly traffic: Traffic;
  /** What must stand before any of its objects. */
  readonly guards: readonly pulumi.Resource[];
}

/** The traffic of a service has been worked out by the time that it is rendered. */
type Words = PodWords & ClaimWords & Pick<Service, "connectsTo" | "leaves" | "upgrades">;

/** A declaration of which every word is rendered: one with a word that nothing here knows does not compile. */
type Complete = Service & Record<Exclude<keyof Service, keyof Words>, never>;

/** One service on Kubernetes: its pods, and everything that configures, fronts and guards them. */
export class Workload extends pulumi.ComponentResource {
  readonly service: string;
  /** The Secret that holds what its texts name, if they name any. */
  readonly secretName: pulumi.Output<string> | undefined;

  constructor(service: Complete, args: WorkloadArgs, opts: pulumi.ComponentResourceOptions) {
    const { name } = service;
    super(`vectorstack:service:${typeName(name)}`, name, {}, opts);
    const child = { parent: this, dependsOn: [...args.guards] };
    this.service = name;
    const { platform } = args;
    const placement = placementOf(name, platform);
    const labels = serviceLabels(name, args.stack);
    const metadata = { name, labels };

    const annotations = placement.serviceAccountAnnotations ?? {};
    const account = new k8s.core.v1.ServiceAccount(
      name,
      { metadata: { ...metadata, annotations }, automountServiceAccountToken: false },
      child,
    );
    const rules = networkPolicy(name, args.traffic, platform.dns);
    const policy = new k8s.networking.v1.NetworkPolicy(name, { metadata, spec: rules }, child);

    // Neither has a name of its own: new contents get a new name, and a new name rolls the pods.
    const data = configData(service);
    const config = isEmpty(data)
      ? undefined
      : new k8s.core.v1.ConfigMap(name, { metadata: { labels }, data }, child);
    const stringData = secretData(service, args.secrets);
    const secret = isEmpty(stringData)
      ? undefined
      : new k8s.core.v1.Secret(name, { metadata: { labels }, type: "Opaque", stringData }, child);
    this.secretName = secret?.metadata.name;

    const pod = podSpec(service, {
      config: config?.metadata.name,
      secret: this.secretName,
      platform,
      placement,
    });
    const replicas = hasIdentity(service) ? statefulSet : deployment;
    const { storageClass, allow } = placement;
    const keeping = { ...args, storageClass, allow };
    replicas(service, metadata, pod, { ...child, dependsOn: [...args.guards, account, policy] }, keeping);

    const ports = Object.entries(service.ports).map(([port, number]) => ({
      name: port,
      port: number,
      targetPort: port,
    }));
    const forCallers = ports.filter((port) => !service.peers.includes(port.name));
    new k8s.core.v1.Service(
      name,
      {
        metadata: { ...metadata, annotations: atOnce },
        spec: { selector: selector(name), ports: forCallers },
      },
      child,
    );
    if (hasIdentity(service))
      new k8s.core.v1.Service(
        headless(name),
        {
          metadata: { name: headless(name), labels, annotations: atOnce },
          spec: { clusterIP: "None", publishNotReadyAddresses: true, selector: selector(name), ports },
        },
        child,
      );
    if (service.replicas > 1)
      new k8s.policy.v1.PodDisruptionBudget(
        name,
        {
          metadata,
          spec: {
            maxUnavailable: 1,
            unhealthyPodEvictionPolicy: "AlwaysAllow",
            selector: { matchLabels: selector(name) },
          },
        },
        child,
      );
    this.registerOutputs();
  }
}

const isEmpty = (data: object) => Object.keys(data).length === 0;

/** redis-exporter is of type RedisExporter. */
const typeName = (name: string) =>
  name
    .split("-")
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join("");
