import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, initContainer, running } from "../objects.ts";

const secured = (securityContext: RawObject) => running({ securityContext });
const podSecured = (securityContext: RawObject, more: RawObject = {}) =>
  deployment({ ...more, securityContext });
const init = (change: RawObject) => deployment({ initContainers: [initContainer(change)] });
const volume = (source: RawObject) => deployment({ volumes: [{ name: "data", ...source }] });

const at = (kubernetesVersion: string) => ({ parameters: { kubernetesVersion } });

export const pssRestrictedCases: readonly RuleCases[] = [
  {
    rule: "pss-volume-types",
    passes: [
      { name: "without a source", object: volume({}) },
      { name: "a claim", object: volume({ persistentVolumeClaim: { claimName: "data" } }) },
    ],
    fails: [
      { name: "a driver of the kubelet", object: volume({ nfs: { server: "nfs.example", path: "/" } }) },
    ],
  },
  {
    rule: "pss-capabilities-drop-all",
    passes: [
      {
        name: "all but binding low ports",
        object: secured({ capabilities: { drop: ["KILL", "ALL"], add: ["NET_BIND_SERVICE"] } }),
      },
    ],
    fails: [
      { name: "in small letters", object: secured({ capabilities: { drop: ["all"] } }) },
      { name: "with another one", object: secured({ capabilities: { drop: ["ALL"], add: ["CHOWN"] } }) },
      { name: "unset", object: secured({ capabilities: undefined }) },
    ],
  },
  {
    rule: "pss-allow-privilege-escalation",
    passes: [{ name: "not allowed", object: running({}) }],
    fails: [{ name: "unset", object: secured({ allowPrivilegeEscalation: undefined }) }],
  },
  {
    rule: "pss-run-as-non-root",
    passes: [
      {
        name: "every container by itself",
        object: deployment({
          securityContext: { runAsNonRoot: undefined },
          containers: [container({ securityContext: { runAsNonRoot: true } })],
        }),
      },
      {
        name: "with its own users",
        object: podSecured({ runAsNonRoot: false }, { hostUsers: false }),
      },
    ],
    fails: [
      {
        name: "the pod, though every container does",
        object: deployment({
          securityContext: { runAsNonRoot: false },
          containers: [container({ securityContext: { runAsNonRoot: true } })],
        }),
      },
      {
        name: "with its own users before 1.35",
        object: podSecured({ runAsNonRoot: false }, { hostUsers: false }),
        ...at("1.34"),
      },
      { name: "a container", object: secured({ runAsNonRoot: false }) },
      { name: "said nowhere", object: podSecured({ runAsNonRoot: undefined }) },
    ],
  },
  {
    rule: "pss-run-as-user",
    passes: [{ name: "unset", object: podSecured({ runAsUser: undefined }) }],
    fails: [
      { name: "the pod", object: podSecured({ runAsUser: 0 }) },
      { name: "an init container", object: init({ securityContext: { runAsUser: 0 } }) },
    ],
  },
  {
    rule: "pss-seccomp-restricted",
    passes: [
      {
        name: "every container by itself",
        object: deployment({
          securityContext: { seccompProfile: undefined },
          containers: [container({ securityContext: { seccompProfile: { type: "RuntimeDefault" } } })],
        }),
      },
    ],
    fails: [
      { name: "unset", object: podSecured({ seccompProfile: undefined }) },
      {
        name: "a pod without, though every container has one",
        object: deployment({
          securityContext: { seccompProfile: { type: "Unconfined" } },
          containers: [container({ securityContext: { seccompProfile: { type: "RuntimeDefault" } } })],
        }),
      },
    ],
  },
];
