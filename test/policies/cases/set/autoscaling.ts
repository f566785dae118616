import type { RuleCases } from "../../case.ts";
import { autoscaler, namespaceObject, object, replicated } from "./objects.ts";

const target = replicated(undefined);

export const autoscalingCases: readonly RuleCases[] = [
  {
    rule: "hpa-sane",
    passes: [
      { name: "from two to five", object: autoscaler(), among: [target] },
      {
        name: "a custom resource",
        object: autoscaler({
          scaleTargetRef: { apiVersion: "example.com/v1", kind: "Rollout", name: "app" },
        }),
        among: [object("example.com/v1", "Rollout", {})],
      },
    ],
    fails: [
      { name: "no target", object: autoscaler(), path: "spec.scaleTargetRef" },
      {
        name: "a target of another group",
        object: autoscaler({
          scaleTargetRef: { apiVersion: "example.com/v1", kind: "Deployment", name: "app" },
        }),
        among: [target],
      },
      { name: "replicas in the target", object: autoscaler(), among: [replicated(3)] },
      {
        name: "down to one, as by default",
        object: autoscaler({ minReplicas: undefined }),
        among: [target],
        path: "spec.minReplicas",
      },
      {
        name: "as many at least as at most",
        object: autoscaler({ minReplicas: 5 }),
        among: [target],
        path: "spec.maxReplicas",
      },
    ],
  },
  {
    rule: "namespace-quota",
    passes: [
      {
        name: "both",
        object: namespaceObject("shop"),
        among: [
          object("v1", "ResourceQuota", { hard: { pods: "10" } }),
          object("v1", "LimitRange", { limits: [{ type: "Container", default: { memory: "1Gi" } }] }),
        ],
      },
    ],
    fails: [
      { name: "neither", object: namespaceObject("shop"), path: "metadata.name" },
      {
        name: "a quota only",
        object: namespaceObject("shop"),
        among: [object("v1", "ResourceQuota", { hard: { pods: "10" } })],
      },
      {
        name: "a LimitRange only",
        object: namespaceObject("shop"),
        among: [object("v1", "LimitRange", { limits: [{ type: "Container", default: { memory: "1Gi" } }] })],
      },
      {
        name: "both in another namespace",
        object: namespaceObject("other"),
        among: [
          object("v1", "ResourceQuota", { hard: { pods: "10" } }),
          object("v1", "LimitRange", { limits: [{ type: "Container", default: { memory: "1Gi" } }] }),
        ],
      },
    ],
  },
];
