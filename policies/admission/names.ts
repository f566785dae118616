import { createHash } from "node:crypto";

/** Whose policies they are. A namespace belongs to one stack, so that no two stacks of a cluster share a name. */
export interface Owner {
  readonly project: string;
  readonly stack: string;
  readonly namespace: string;
}

/** The name of a policy and of its binding, such as vectorstack-production-workloads-mandatory.shop: a DNS subdomain. */
export const policyName = ({ project, stack, namespace }: Owner, what: string): string =>
  `${word(project)}-${word(stack)}-${what}.${namespace}`;

const longest = 60;

/** The text as part of a DNS label; what is lost shows in the hash that takes its place. */
function word(text: string): string {
  const plain = text
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .slice(0, longest)
    .replaceAll(/^-|-$/g, "");
  if (plain === text) return plain;
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 8);
  return plain === "" ? hash : `${plain}-${hash}`;
}
