import {
  unknownCheckingProxy,
  type ResourceValidationArgs,
  type ResourceValidationPolicy,
  type StackValidationArgs,
} from "@pulumi/policy";
import type { Resource } from "../../policies/manifest.ts";
import type { Policy } from "../../policies/rule.ts";

export type Manifest = Omit<Resource, "urn">;

/** What the engine hands over for a value that is unknown at preview. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

const behindProxy = unknownCheckingProxy as (props: object) => Record<string, unknown>;

const resource = (manifest: Manifest, index: number) => ({
  type: manifest.type,
  urn: `urn:${index}`,
  name: `resource-${index}`,
  props: behindProxy(manifest.props),
});

/** The messages of one policy on a stack of these manifests, in the order in which the engine would ask. */
export function judge(policy: Policy, ...manifests: readonly Manifest[]): readonly string[] {
  const messages: string[] = [];
  judgeInto(messages, policy, manifests);
  return messages;
}

/** As judge, but keeps what was reported before the policy stopped at an unknown value. */
export function judgeUnknown(policy: Policy, ...manifests: readonly Manifest[]) {
  const messages: string[] = [];
  try {
    judgeInto(messages, policy, manifests);
    return { messages, stoppedAt: undefined };
  } catch (error) {
    return { messages, stoppedAt: (error as Error).message };
  }
}

function judgeInto(messages: string[], policy: Policy, manifests: readonly Manifest[]): void {
  const report = (message: string) => messages.push(message);
  const resources = manifests.map(resource);
  if ("validateStack" in policy) {
    void policy.validateStack({ resources } as unknown as StackValidationArgs, report);
    return;
  }
  const { remediateResource, validateResource } = policy as ResourceValidationPolicy;
  for (const it of resources) {
    const args = it as unknown as ResourceValidationArgs;
    void remediateResource?.(args);
    for (const validate of [validateResource ?? []].flat()) void validate(args, report);
  }
}
