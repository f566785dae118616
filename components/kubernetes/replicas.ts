import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { headless } from "../model/network.ts";
import { guardedAnnotations, guardedLabels, type Guarded } from "./guarded.ts";
import { claims, claimTemplates, type ClaimWords } from "./claims.ts";
import { selector } from "./labels.ts";
import { surge } from "./quota.ts";

type PodSpec = k8s.types.input.core.v1.PodSpec;

/** What happens to data when the stack changes or goes. */
export interface Keeping {
  /** Refuses its deletion and replacement, and leaves it in the cluster when the stack is destroyed. */
  readonly protect: boolean;
  /** Takes over what an earlier stack left in the cluster. */
  readonly adopting: k8s.Provider;
}

/**
 * What the API server answers is all there is to wait for: a Service has its address at once, a claim is bound when its pod is
 * scheduled. The plugin's own wait costs 10 s a Service, and may record an object older than its last change.
 */
export const atOnce = { "pulumi.com/skipAwait": "true" };

interface Metadata {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
}

type Options = Omit<pulumi.CustomResourceOptions, "dependsOn"> & { readonly dependsOn: pulumi.Resource[] };

/** Replicas that cannot be told apart; an update starts a new one before it stops an old one. */
export function deployment(
  { name, replicas }: ClaimWords,
  metadata: Metadata,
  pod: PodSpec,
  opts: Options,
  guarded: Pick<Guarded, "allow">,
): void {
  const strategy = { type: "RollingUpdate", rollingUpdate: { maxSurge: surge, maxUnavailable: 0 } };
  const template = { metadata: { labels: metadata.labels }, spec: pod };
  const selected = { matchLabels: selector(name) };
  new k8s.apps.v1.Deployment(
    name,
    {
      metadata: { ...metadata, annotations: guardedAnnotations(guarded) },
      spec: { replicas, selector: selected, revisionHistoryLimit: 2, strategy, template },
    },
    opts,
  );
}

/** Replicas with names and claims of their own, started together and updated one at a time. */
export function statefulSet(
  service: ClaimWords,
  metadata: Metadata,
  pod: PodSpec,
  opts: Options,
  { adopting, storageClass, ...guarded }: Keeping & Guarded & { readonly storageClass: string | undefined },
): void {
  const { name, replicas } = service;
  const { protect } = guarded;
  const kept = { ...opts, provider: adopting, protect, retainOnDelete: protect };
  const labels = { ...metadata.labels, ...guardedLabels(guarded) };
  const annotations = guardedAnnotations(guarded);
  const volumes = claims(service, storageClass).map(
    ({ name: claim, spec }) =>
      new k8s.core.v1.PersistentVolumeClaim(
        claim,
        { metadata: { name: claim, labels, annotations: { ...atOnce, ...annotations } }, spec },
        kept,
      ),
  );
  new k8s.apps.v1.StatefulSet(
    name,
    {
      metadata: { ...metadata, labels, annotations },
      spec: {
        replicas,
        selector: { matchLabels: selector(name) },
        serviceName: headless(name),
        podManagementPolicy: "Parallel",
        updateStrategy: { type: "RollingUpdate" },
        persistentVolumeClaimRetentionPolicy: { whenDeleted: "Retain", whenScaled: "Retain" },
        template: { metadata: { labels: metadata.labels }, spec: pod },
        volumeClaimTemplates: claimTemplates(service, storageClass),
      },
    },
    {
      ...opts,
      dependsOn: [...opts.dependsOn, ...volumes],
      protect,
      ignoreChanges: ["spec.volumeClaimTemplates"],
    },
  );
}
