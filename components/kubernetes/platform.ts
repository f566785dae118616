import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { traffic } from "../model/network.ts";
import { loadSecrets, secretNames, type SecretSource } from "../model/secrets.ts";
import type { Service } from "../model/service.ts";
import { admission } from "./admission.ts";
import { existingNamespace, existingSecret, ownNamespace, rightCluster } from "./existing.ts";
import { stackLabels } from "./labels.ts";
import { denyAll } from "./network-policy.ts";
import { limitRange, quota } from "./quota.ts";
import type { AdmissionSettings, KubernetesSettings } from "./settings.ts";
import { Workload } from "./workload.ts";

export interface KubernetesPlatformArgs {
  readonly stack: string;
  readonly platform: KubernetesSettings;
  readonly admission: AdmissionSettings;
  /** Rules of which some violation is accepted for the time being: the API server tells of these only. */
  readonly exempted: readonly string[];
  readonly protect: boolean;
  readonly services: readonly Service[];
  readonly secretSources: Readonly<Record<string, SecretSource>>;
}

/** The services on a Kubernetes cluster: one namespace, closed to whatever no service declared. */
export class KubernetesPlatform extends pulumi.ComponentResource {
  /** The uid of the cluster's kube-system namespace. */
  readonly cluster: pulumi.Output<string>;
  /** The Secret of each service whose texts name secrets. */
  readonly secretNames: Readonly<Record<string, pulumi.Output<string>>>;

  constructor(name: string, args: KubernetesPlatformArgs, opts?: pulumi.ComponentResourceOptions) {
    super("vectorstack:kubernetes:Platform", name, {}, opts);
    const { platform, protect, services } = args;
    const stack = { stack: args.stack, labels: platform.labels };
    const trafficOf = traffic(services);

    const { context, namespace: within } = platform;
    const api = { context, namespace: within, kubeClientSettings, enablePatchForce: true };
    const provider = new k8s.Provider(name, api, { parent: this });
    const adopting = new k8s.Provider(
      `${name}-adopting`,
      { ...api, upsertExistingObjects: true },
      { parent: this },
    );
    const child = { parent: this, provider };

    const labels = stackLabels(stack);
    const right = rightCluster(platform, child);
    const kept = { ...child, provider: adopting, protect, retainOnDelete: protect, dependsOn: [right] };
    const namespace = platform.existingNamespace
      ? existingNamespace(platform.namespace, { ...child, dependsOn: [right] })
      : ownNamespace(platform.namespace, labels, { protect, allow: platform.allow }, kept);
    const policies = admission(
      { stack, context, namespace: within, settings: args.admission, exempted: args.exempted, services },
      { ...child, dependsOn: [right, namespace] },
    );
    const inside = { ...child, dependsOn: [right, namespace, ...policies] };
    const metadata = { name: "vectorstack", labels };
    const guards = [
      new k8s.networking.v1.NetworkPolicy(
        "deny-all",
        { metadata: { ...metadata, name: "deny-all" }, spec: denyAll },
        inside,
      ),
      new k8s.core.v1.ResourceQuota(name, { metadata, spec: { hard: quota(services) } }, inside),
      new k8s.core.v1.LimitRange(name, { metadata, spec: { limits: [limitRange(services)] } }, inside),
    ];

    const secrets = loadSecrets(
      {
        names: secretNames(services),
        sources: args.secretSources,
        read: (from, secret) =>
          existingSecret(
            secret,
            { ...from, namespace: from.namespace ?? platform.namespace },
            { ...child, dependsOn: [right] },
          ),
      },
      { parent: this, dependsOn: [right] },
    );
    const workloads = services.map(
      (service) =>
        new Workload(
          service,
          { stack, platform, secrets, protect, adopting, traffic: trafficOf(service), guards },
          child,
        ),
    );
    this.secretNames = Object.fromEntries(
      workloads.flatMap(({ service, secretName }) =>
        secretName === undefined ? [] : [[service, secretName]],
      ),
    );
    this.cluster = right.metadata.uid;
    this.registerOutputs();
  }
}

/** The provider's own 50 requests a second take 2.6 s for 250 objects; the API server answers over 300 a second. */
const kubeClientSettings = { qps: 1000, burst: 2000 };
