import type { KubeConfig, KubernetesListObject, KubernetesObject } from "@kubernetes/client-node";
import { ask, must } from "./api.ts";

export const admissionApi = "/apis/admissionregistration.k8s.io/v1";

const resources = [
  "validatingadmissionpolicybindings",
  "validatingadmissionpolicies",
  "mutatingadmissionpolicybindings",
  "mutatingadmissionpolicies",
];

/** Removes the policies of the stack in a namespace. */
export async function removePolicies(config: KubeConfig, namespace: string): Promise<void> {
  for (const resource of resources) {
    const { items } = (await must(
      config,
      `${admissionApi}/${resource}`,
    )) as KubernetesListObject<KubernetesObject>;
    for (const { metadata } of items)
      if (metadata?.name?.endsWith(`.${namespace}`))
        await ask(config, `${admissionApi}/${resource}/${metadata.name}`, { method: "DELETE" });
  }
}

/** @throws while a policy that has just been removed still refuses it. */
export async function removeNamespace(config: KubeConfig, namespace: string): Promise<void> {
  const { status } = await ask(config, `/api/v1/namespaces/${namespace}`, { method: "DELETE" });
  if (status === 422) throw new Error(`the namespace ${namespace} is still guarded`);
}
