import type { RuleCases } from "../case.ts";
import { container, deployment, everyKind, initContainer, pod, running } from "../objects.ts";

const windows = {
  os: { name: "windows" },
  securityContext: {
    runAsUser: undefined,
    runAsGroup: undefined,
    fsGroup: undefined,
    seccompProfile: undefined,
  },
  containers: [container({ securityContext: undefined })],
};
const rootGroup = { securityContext: { runAsGroup: 0 } };

export const securityContextCases: readonly RuleCases[] = [
  {
    rule: "read-only-root-fs",
    passes: [
      { name: "said of the container", object: running({}) },
      { name: "Windows has no such file systems", object: deployment(windows) },
    ],
    fails: [
      {
        name: "unset",
        object: running({ securityContext: { readOnlyRootFilesystem: undefined } }),
        path: "spec.template.spec.containers[0].securityContext.readOnlyRootFilesystem",
      },
      {
        name: "an init container",
        object: deployment({
          initContainers: [initContainer({ securityContext: { readOnlyRootFilesystem: false } })],
        }),
        path: "spec.template.spec.initContainers[0].securityContext.readOnlyRootFilesystem",
      },
      ...everyKind({ containers: [container({ securityContext: { readOnlyRootFilesystem: false } })] }).map(
        (object) => ({ name: `false in a ${object["kind"] as string}`, object }),
      ),
    ],
  },
  {
    rule: "high-uid-gid",
    passes: [
      { name: "the pod's", object: pod({ securityContext: { runAsUser: 10000, runAsGroup: 10000 } }) },
      {
        name: "the container's instead of the pod's",
        object: deployment({
          securityContext: { runAsUser: 1000, runAsGroup: 1000 },
          containers: [container({ securityContext: { runAsUser: 20000, runAsGroup: 20000 } })],
        }),
      },
      {
        name: "a lower minimum",
        object: deployment({ securityContext: { runAsUser: 1000, runAsGroup: 1000 } }),
        parameters: { min: 1000 },
      },
      { name: "Windows knows no such ids", object: deployment(windows) },
    ],
    fails: [
      {
        name: "one below",
        object: deployment({ securityContext: { runAsUser: 9999 } }),
        path: "spec.template.spec.containers[0].securityContext.runAsUser",
      },
      {
        name: "the group is unset",
        object: deployment({ securityContext: { runAsGroup: undefined } }),
        path: "spec.template.spec.containers[0].securityContext.runAsGroup",
      },
      {
        name: "the container's lower than the pod's",
        object: running({ securityContext: { runAsUser: 1000 } }),
      },
    ],
  },
  {
    rule: "non-root-group",
    passes: [
      { name: "groups of their own", object: pod() },
      { name: "nothing said", object: deployment({ securityContext: undefined }) },
      {
        name: "other groups besides",
        object: deployment({ securityContext: { supplementalGroups: [1, 2] } }),
      },
    ],
    fails: [
      {
        name: "runAsGroup",
        object: deployment(rootGroup),
        path: "spec.template.spec.securityContext.runAsGroup",
      },
      { name: "fsGroup", object: deployment({ securityContext: { fsGroup: 0 } }) },
      { name: "among several", object: deployment({ securityContext: { supplementalGroups: [1000, 0] } }) },
      {
        name: "a container",
        object: running(rootGroup),
        path: "spec.template.spec.containers[0].securityContext.runAsGroup",
      },
    ],
  },
  {
    rule: "security-context-set",
    passes: [
      { name: "both", object: pod() },
      {
        name: "one field is enough",
        object: running({
          securityContext: { capabilities: undefined, readOnlyRootFilesystem: undefined },
        }),
      },
    ],
    fails: [
      {
        name: "none of the pod",
        object: deployment({ securityContext: undefined }),
        path: "spec.template.spec.securityContext",
      },
      {
        name: "an empty one of the pod",
        object: deployment({
          securityContext: {
            runAsNonRoot: undefined,
            runAsUser: undefined,
            runAsGroup: undefined,
            fsGroup: undefined,
            seccompProfile: undefined,
          },
        }),
      },
      { name: "none of a container", object: running({ securityContext: undefined }) },
      {
        name: "an init container",
        object: deployment({ initContainers: [initContainer({ securityContext: undefined })] }),
        path: "spec.template.spec.initContainers[0].securityContext",
      },
    ],
  },
];
