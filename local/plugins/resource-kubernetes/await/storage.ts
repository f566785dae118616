import type { Properties } from "../../shared/wire.ts";
import { isNotFound } from "../errors.ts";
import { at, text } from "../objects.ts";
import { type Circumstances, type Readiness, ready, waiting } from "./verdict.ts";

const storageClass = { group: "storage.k8s.io", version: "v1", kind: "StorageClass" };

/** Bound, or waiting for the first Pod to use it where the storage class binds only then. */
export const claim: Readiness = async (live, circumstances) => {
  const phase = at(live, "status", "phase");
  if (phase === "Bound") return ready;
  if (phase === "Pending" && (await bindsLater(live, circumstances))) return ready;
  return waiting("the PersistentVolumeClaim to be bound");
};

async function bindsLater(live: Properties, { api }: Circumstances): Promise<boolean> {
  const name = text(at(live, "spec", "storageClassName"));
  if (name === "") return false;
  try {
    return (await api.get(storageClass, "", name))["volumeBindingMode"] === "WaitForFirstConsumer";
  } catch (error) {
    if (isNotFound(error)) return false;
    throw error;
  }
}

export const volume: Readiness = (live) => {
  const phase = text(at(live, "status", "phase"));
  return ["Available", "Bound"].includes(phase) ? ready : waiting("the PersistentVolume to be available");
};
