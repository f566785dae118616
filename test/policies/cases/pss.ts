import type { RuleCases } from "../case.ts";
import { container, deployment, everyKind, running } from "../objects.ts";

export const pssCases: readonly RuleCases[] = [
  {
    rule: "pss-privileged",
    passes: [{ name: "said not to be", object: running({ securityContext: { privileged: false } }) }],
    fails: [
      {
        name: "an init container",
        object: deployment({
          initContainers: [container({ name: "first", securityContext: { privileged: true } })],
        }),
        path: "spec.template.spec.initContainers[0].securityContext.privileged",
      },
      ...everyKind({ containers: [container({ securityContext: { privileged: true } })] }).map((object) => ({
        name: `in a ${String(object["kind"])}`,
        object,
      })),
    ],
  },
];
