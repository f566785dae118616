import { isDeepStrictEqual } from "node:util";
import type { Properties } from "../../shared/wire.ts";
import { at, isAnnotated, kindKey, kindOf } from "../objects.ts";
import { ingress, service } from "./network.ts";
import { claim, volume } from "./storage.ts";
import { type Readiness, ready, waiting } from "./verdict.ts";
import { waitFor, waitForAnnotation } from "./wait-for.ts";
import { daemonSet, deployment, job, pod, replicationController, statefulSet } from "./workloads.ts";

interface Rule {
  readonly ready: Readiness;
  /** Whether a refresh reports an object that does not work. */
  readonly atRead?: boolean;
  /** How often to judge again though the object itself did not change, in milliseconds. */
  readonly every?: number;
}

const quota: Readiness = (live) =>
  isDeepStrictEqual(at(live, "spec", "hard"), at(live, "status", "hard"))
    ? ready
    : waiting("the quota to be in force");

const secret: Readiness = (live) =>
  live["type"] !== "kubernetes.io/service-account-token" || at(live, "data") ? ready : waiting("the token");

/** The kinds that are more than their record; every other kind is ready once it is there. */
const rules: Readonly<Record<string, Rule>> = {
  "apps/v1/DaemonSet": { ready: daemonSet, atRead: true },
  "apps/v1/Deployment": { ready: deployment, atRead: true },
  "apps/v1/StatefulSet": { ready: statefulSet, atRead: true },
  "batch/v1/Job": { ready: job, atRead: true },
  "networking.k8s.io/v1/Ingress": { ready: ingress, atRead: true },
  "v1/PersistentVolume": { ready: volume },
  "v1/PersistentVolumeClaim": { ready: claim },
  "v1/Pod": { ready: pod, atRead: true },
  "v1/ReplicationController": { ready: replicationController },
  "v1/ResourceQuota": { ready: quota },
  "v1/Secret": { ready: secret },
  "v1/Service": { ready: service, atRead: true, every: 250 },
};

export const skipsAwait = (inputs: Properties): boolean => isAnnotated(inputs, "pulumi.com/skipAwait");

/** What to wait for after a change: nothing, what the program says, or what the kind says. */
export function ruleOf(inputs: Properties, live: Properties): Rule | undefined {
  if (skipsAwait(inputs)) return undefined;
  const expressions = waitForAnnotation(live);
  return expressions === "" ? rules[kindKey(kindOf(live))] : { ready: waitFor(expressions) };
}

/** What a refresh judges an object by. */
export function readRuleOf(inputs: Properties, live: Properties): Rule | undefined {
  const rule = skipsAwait(inputs) ? undefined : rules[kindKey(kindOf(live))];
  return rule?.atRead ? rule : undefined;
}
