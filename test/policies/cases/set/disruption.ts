import type { RuleCases } from "../../case.ts";
import { everyKind, pod } from "../../objects.ts";
import { autoscaler, budget, replicated, statefulSet } from "./objects.ts";

const daemonSet = everyKind().filter(({ kind }) => kind === "DaemonSet");
const elsewhere = { namespace: "other" };
const others = { selector: { matchLabels: { "app.kubernetes.io/name": "other" } } };
const everything = {
  selector: { matchExpressions: [{ key: "app.kubernetes.io/name", operator: "Exists" }] },
};

export const disruptionCases: readonly RuleCases[] = [
  {
    rule: "pdb-exists",
    passes: [
      { name: "a budget for a Deployment", object: replicated(3), among: [budget({ maxUnavailable: 1 })] },
      { name: "a budget for a StatefulSet", object: statefulSet(), among: [budget({ maxUnavailable: 1 })] },
      {
        name: "a budget that selects all pods",
        object: replicated(3),
        among: [budget({ maxUnavailable: 1, selector: {} })],
      },
      {
        name: "a budget by an expression",
        object: replicated(3),
        among: [budget({ maxUnavailable: 1, ...everything })],
      },
      { name: "one replica", object: replicated(1) },
      { name: "no number of replicas, which is one", object: replicated(undefined) },
      {
        name: "an autoscaler that goes down to one",
        object: replicated(undefined),
        among: [autoscaler({ minReplicas: 1 })],
      },
    ],
    fails: [
      { name: "no budget", object: replicated(2), path: "spec.template.metadata.labels" },
      { name: "no budget for a StatefulSet", object: statefulSet() },
      {
        name: "a budget for others",
        object: replicated(2),
        among: [budget({ maxUnavailable: 1, ...others })],
      },
      {
        name: "a budget in another namespace",
        object: replicated(2),
        among: [budget({ maxUnavailable: 1 }, elsewhere)],
      },
      {
        name: "a budget without a selector",
        object: replicated(2),
        among: [budget({ maxUnavailable: 1, selector: undefined })],
      },
      {
        name: "replicas that only the autoscaler names",
        object: replicated(undefined),
        among: [autoscaler()],
      },
    ],
  },
  {
    rule: "pdb-allows-eviction",
    passes: [
      { name: "one of three may go", object: budget({ maxUnavailable: 1 }), among: [replicated(3)] },
      { name: "the only one may go", object: budget({ maxUnavailable: 1 }), among: [replicated(1)] },
      { name: "two of three must stay", object: budget({ minAvailable: 2 }), among: [replicated(3)] },
      {
        name: "half of two, rounded up, must stay",
        object: budget({ minAvailable: "50%" }),
        among: [replicated(2)],
      },
      {
        name: "1% of three, rounded up, may go",
        object: budget({ maxUnavailable: "1%" }),
        among: [replicated(3)],
      },
      {
        name: "it selects nothing of the set",
        object: budget({ minAvailable: 2, ...others }),
        among: [replicated(2)],
      },
      {
        name: "pods of the same labels in another namespace",
        object: budget({ minAvailable: 2 }, elsewhere),
        among: [replicated(2)],
      },
      {
        name: "without a selector it selects nothing",
        object: budget({ minAvailable: 5, selector: undefined }),
        among: [replicated(2)],
      },
      {
        name: "the autoscaler's least is more",
        object: budget({ minAvailable: 2 }),
        among: [replicated(undefined), autoscaler({ minReplicas: 3 })],
      },
      { name: "no replicas at present", object: budget({ minAvailable: 1 }), among: [replicated(0)] },
      {
        name: "two workloads together",
        object: budget({ minAvailable: 3 }),
        among: [replicated(2), statefulSet()],
      },
      { name: "a whole number of a DaemonSet's pods", object: budget({ minAvailable: 1 }), among: daemonSet },
      {
        name: "a bare pod counts in a whole number",
        object: budget({ minAvailable: 2 }),
        among: [replicated(2), pod()],
      },
    ],
    fails: [
      { name: "none may go", object: budget({ maxUnavailable: 0 }), path: "spec.maxUnavailable" },
      { name: "none in a hundred may go", object: budget({ maxUnavailable: "0%" }) },
      { name: "all must stay", object: budget({ minAvailable: "100%" }), path: "spec.minAvailable" },
      { name: "neither number", object: budget({}), path: "spec" },
      { name: "as many as there are must stay", object: budget({ minAvailable: 3 }), among: [replicated(3)] },
      { name: "the only one must stay", object: budget({ minAvailable: 1 }), among: [replicated(undefined)] },
      {
        name: "half of one, rounded up, must stay",
        object: budget({ minAvailable: "50%" }),
        among: [replicated(1)],
      },
      {
        name: "90% of three, rounded up, must stay",
        object: budget({ minAvailable: "90%" }),
        among: [replicated(3)],
      },
      {
        name: "the autoscaler goes down to as many as must stay",
        object: budget({ minAvailable: 2 }),
        among: [replicated(undefined), autoscaler()],
      },
      {
        name: "a share of a DaemonSet's pods",
        object: budget({ maxUnavailable: 1 }),
        among: daemonSet,
        path: "spec.maxUnavailable",
      },
      {
        name: "the autoscaler goes down to one, as by default",
        object: budget({ minAvailable: 1 }),
        among: [replicated(undefined), autoscaler({ minReplicas: undefined })],
        path: "spec.minAvailable",
      },
      {
        name: "an expression selects them",
        object: budget({ minAvailable: 3, ...everything }),
        among: [statefulSet()],
      },
    ],
  },
];
