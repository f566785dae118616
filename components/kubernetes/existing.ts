import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { ExistingSecret } from "../model/secrets.ts";
import { guardedAnnotations, guardedLabels, type Guarded } from "./guarded.ts";
import type { KubernetesSettings } from "./settings.ts";

const enforce = "pod-security.kubernetes.io/enforce";

/** The version that the stack is tested with, so that an upgrade of the cluster changes nothing; an older cluster takes its own. */
const standardVersion = "v1.36";

/** An error in its own words: Pulumi would put the name of each property that waits for the value in front of them. */
export const refusal = (message: string): Error =>
  Object.defineProperty(new pulumi.RunError(message), "message", {
    get: () => message,
    set: () => undefined,
  });

/**
 * The cluster that the context leads to, read at every preview and up, so that a context that leads nowhere is noticed.
 * @throws when the settings name another one.
 */
export function rightCluster(
  { context, cluster }: Pick<KubernetesSettings, "context" | "cluster">,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<k8s.core.v1.Namespace> {
  const system = k8s.core.v1.Namespace.get("kube-system", "kube-system", opts);
  return system.metadata.uid.apply((uid) => {
    if (cluster === undefined || uid === cluster) return system;
    throw refusal(
      `kubernetes.cluster is ${cluster}, but context ${context} leads to the cluster ${uid}: ` +
        `use the kubeconfig of the right cluster, or correct kubernetes.cluster`,
    );
  });
}

/**
 * A namespace that is there already.
 * @throws when it does not enforce the restricted pod security standard.
 */
export const existingNamespace = (
  name: string,
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<pulumi.Resource> => {
  const namespace = k8s.core.v1.Namespace.get("namespace", name, opts);
  return pulumi.output(namespace.metadata.labels).apply((labels) => {
    const standard = (labels as Readonly<Record<string, string>> | undefined)?.[enforce];
    if (standard === "restricted") return namespace;
    throw refusal(
      `namespace ${name} has ${enforce} ${standard === undefined ? "unset" : `= ${standard}`}: right is restricted, ` +
        `set it with: kubectl label namespace ${name} ${enforce}=restricted`,
    );
  });
};

/** A namespace of the stack's own, which refuses pods that do not meet the restricted pod security standard. */
export const ownNamespace = (
  name: string,
  labels: Readonly<Record<string, string>>,
  guarded: Guarded,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource => {
  const standard = {
    [enforce]: "restricted",
    [`${enforce}-version`]: standardVersion,
    "pod-security.kubernetes.io/audit": "restricted",
    "pod-security.kubernetes.io/warn": "restricted",
  };
  const metadata = {
    name,
    labels: { ...labels, ...standard, ...guardedLabels(guarded) },
    annotations: guardedAnnotations(guarded),
  };
  return new k8s.core.v1.Namespace("namespace", { metadata }, opts);
};

/**
 * The value that someone else keeps in a Secret. The engine's own error for a Secret that is not there names the resource, so
 * its name says which secret of the stack is read from which key.
 * @throws when the Secret has no such key.
 */
export function existingSecret(
  secret: string,
  { name, key, namespace }: ExistingSecret & { readonly namespace: string },
  opts: pulumi.CustomResourceOptions,
): pulumi.Output<string> {
  const found = k8s.core.v1.Secret.get(`${secret} (${name}/${key})`, `${namespace}/${name}`, opts);
  return pulumi.secret(found.data).apply((data) => {
    const value = (data as Readonly<Record<string, string>> | undefined)?.[key];
    if (value !== undefined) return Buffer.from(value, "base64").toString();
    throw refusal(`Secret ${namespace}/${name} has no key ${key}`);
  });
}
