import { at, number } from "../objects.ts";
import { type Readiness, condition, failed, isObserved, ready, waiting } from "./verdict.ts";

/** The controller saw this generation, its ReplicaSet is complete and available, and no older pod is left. */
export const deployment: Readiness = (live) => {
  const wanted = number(at(live, "spec", "replicas") ?? 1);
  const status = (key: string) => number(at(live, "status", key));
  const progressing = condition(live, "Progressing");
  const failure = condition(live, "ReplicaFailure");
  if (!isObserved(live)) return waiting("the Deployment controller");
  if (failure.status === "True") return waiting(`Pods: [${failure.reason}] ${failure.message}`);
  if (progressing.status === "False") return waiting(`Pods: [${progressing.reason}] ${progressing.message}`);
  const available = status("availableReplicas");
  if (status("updatedReplicas") < wanted || available < wanted)
    return waiting(`Pods (${available} of ${wanted} available)`);
  if (status("replicas") > status("updatedReplicas")) return waiting("older Pods to end");
  const settled =
    condition(live, "Available").status === "True" && progressing.reason === "NewReplicaSetAvailable";
  return settled || wanted === 0 ? ready : waiting("the new ReplicaSet to be available");
};

/** Every replica is ready, and of the current revision unless the set leaves updates to the user. */
export const statefulSet: Readiness = (live) => {
  if (!isObserved(live)) return waiting("the StatefulSet controller");
  const wanted = number(at(live, "spec", "replicas") ?? 1);
  const status = (key: string) => number(at(live, "status", key));
  const everyone = status("replicas") === wanted && status("readyReplicas") === wanted;
  const onDelete = at(live, "spec", "updateStrategy", "type") === "OnDelete";
  if (onDelete && number(at(live, "metadata", "generation")) > 1)
    return everyone ? ready : waiting(`Pods (${status("readyReplicas")} of ${wanted} ready)`);
  const revision = at(live, "status", "currentRevision");
  const rolled = revision !== undefined && revision === at(live, "status", "updateRevision");
  if (everyone && rolled && status("currentReplicas") === wanted) return ready;
  const counted = rolled ? "readyReplicas" : "updatedReplicas";
  return waiting(`Pods (${Math.min(status(counted), status("readyReplicas"))} of ${wanted} ready)`);
};

export const daemonSet: Readiness = (live) => {
  if (!isObserved(live)) return waiting("the DaemonSet controller");
  const status = (key: string) => number(at(live, "status", key));
  const wanted = status("desiredNumberScheduled");
  const complete = [
    "currentNumberScheduled",
    "updatedNumberScheduled",
    "numberAvailable",
    "numberReady",
  ].every((key) => status(key) >= wanted);
  return complete ? ready : waiting(`Pods (${status("numberReady")} of ${wanted} ready)`);
};

export const job: Readiness = (live) => {
  const failure = condition(live, "Failed");
  if (failure.status === "True") return failed(`the Job failed: [${failure.reason}] ${failure.message}`);
  if (condition(live, "Complete").status === "True") return ready;
  const active = number(at(live, "status", "active"));
  return waiting(
    at(live, "status", "startTime") ? `the Job to complete (${active} Pods active)` : "the Job to start",
  );
};

export const pod: Readiness = (live) => {
  const phase = at(live, "status", "phase");
  if (phase === "Succeeded" || condition(live, "Ready").status === "True") return ready;
  if (phase === "Failed") return failed("the Pod failed");
  const pending = ["PodScheduled", "Initialized", "Ready"].map((type) => ({
    type,
    ...condition(live, type),
  }));
  const first = pending.find(({ status }) => status !== "True");
  return waiting(
    first?.message ? `${first.type}: [${first.reason}] ${first.message}` : `the Pod to be ready`,
  );
};

export const replicationController: Readiness = (live) => {
  const wanted = number(at(live, "spec", "replicas"));
  const available = number(at(live, "status", "availableReplicas"));
  return available === wanted ? ready : waiting(`Pods (${available} of ${wanted} available)`);
};
