import { type Properties, isObject } from "../../shared/wire.ts";
import { isNotFound } from "../errors.ts";
import { at, list, nameOf, namespaceOf } from "../objects.ts";
import { type Circumstances, type Readiness, ready, waiting } from "./verdict.ts";

const endpoints = { group: "", version: "v1", kind: "Endpoints" };

/** How long a Service may go without any Pod before it counts as one whose Pods come later, in milliseconds. */
const settled = 10_000;

/** Its Pods are all ready, and a load balancer has an address. */
export const service: Readiness = async (live, circumstances) => {
  const type = at(live, "spec", "type");
  if (type === "LoadBalancer" && !hasAddress(live)) return waiting("the load balancer to have an address");
  if (type === "ExternalName" || at(live, "spec", "clusterIP") === "None" || !selects(live)) return ready;
  const { some, pending } = await pods(live, circumstances);
  if (pending) return waiting("the Pods of the Service to be ready");
  const patient = Date.now() - circumstances.since < settled;
  return some || !patient ? ready : waiting("Pods to direct traffic to");
};

export const ingress: Readiness = (live) =>
  hasAddress(live) ? ready : waiting("the Ingress to have an address");

const hasAddress = (live: Properties): boolean =>
  list(at(live, "status", "loadBalancer", "ingress")).length > 0;

const selects = (live: Properties): boolean => {
  const selector = at(live, "spec", "selector");
  return isObject(selector) && Object.keys(selector).length > 0;
};

async function pods(live: Properties, { api }: Circumstances): Promise<{ some: boolean; pending: boolean }> {
  try {
    const found = await api.get(endpoints, namespaceOf(live), nameOf(live));
    const has = (key: string) => list(found["subsets"]).some((subset) => list(at(subset, key)).length > 0);
    return { some: has("addresses"), pending: has("notReadyAddresses") };
  } catch (error) {
    if (isNotFound(error)) return { some: false, pending: false };
    throw error;
  }
}
