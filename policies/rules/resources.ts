import { workloads } from "../kinds.ts";
import type { ObjectRule } from "../rule.ts";

const shared = { engine: "object", kinds: workloads } as const;

const cpu = ".?cpu";
const memory = ".?memory";
const storage = "[?'ephemeral-storage']";

/** What the container limits the resource to; empty if to nothing. */
const limitOf = (resource: string) => `c.?resources.?limits${resource}.orValue('')`;

/** What the container asks for; empty if for nothing. */
const requestOf = (resource: string) => `c.?resources.?requests${resource}.orValue('')`;

/** What its pod will ask for: the API server takes the limit where a request is missing. */
const effectiveRequestOf = (resource: string) =>
  `c.?resources.?requests${resource}.orValue(${limitOf(resource)})`;

const isAmount = (amount: string) => `isQuantity(string(${amount}))`;

const amountOf = (amount: string) => `quantity(string(${amount}))`;

const isAbove0 = (amount: string) =>
  `(${isAmount(amount)} && ${amountOf(amount)}.isGreaterThan(quantity('0')))`;

/** Whether the limit is at most so many times the request; a part in 10⁹ more is the floating point's. */
const withinRatio = (resource: string, ratio: string) =>
  `(string(${limitOf(resource)}) == '' || (${isAmount(limitOf(resource))} && ${isAmount(effectiveRequestOf(resource))} && ${amountOf(limitOf(resource))}.asApproximateFloat() <= ${amountOf(effectiveRequestOf(resource))}.asApproximateFloat() * double(${ratio}) * 1.000000001))`;

/** What containers ask for and are held to. Debugging containers have no resources of their own. */
export const resources: readonly ObjectRule[] = [
  {
    ...shared,
    id: "cpu-request",
    title: "Every container asks for CPU",
    holds:
      "resources.requests.cpu of every init and main container is set, to a quantity above 0; a limit alone is no request.",
    why: "Without a request the scheduler takes the container for free, and it is the first to starve on a busy node.",
    mend: "set resources.requests.cpu to what the container needs at work",
    severity: "medium",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_10"],
      trivy: ["KSV-0015"],
      kubeLinter: ["unset-cpu-requirements"],
      kyverno: ["require-requests-limits"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: isAbove0(requestOf(cpu)),
        field: "resources.requests.cpu",
        message: "asks for no CPU",
        fix: { value: "c.?resources.?limits.?cpu.orValue('100m')" },
      },
    ],
  },
  {
    ...shared,
    id: "memory-request",
    title: "Every container asks for memory",
    holds:
      "resources.requests.memory of every init and main container is set, to a quantity above 0; a limit alone is no request.",
    why: "Without a request the scheduler overfills nodes, and the container is among the first to be evicted.",
    mend: "set resources.requests.memory to what the container needs",
    severity: "medium",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_12"],
      trivy: ["KSV-0016"],
      kubeLinter: ["unset-memory-requirements"],
      kyverno: ["require-requests-limits"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: isAbove0(requestOf(memory)),
        field: "resources.requests.memory",
        message: "asks for no memory",
        fix: { value: "c.?resources.?limits.?memory.orValue('128Mi')" },
      },
    ],
  },
  {
    ...shared,
    id: "memory-limit",
    title: "Every container has a limit on memory",
    holds:
      "resources.limits.memory of every init and main container is a quantity above 0, and at most the parameter maximum where that is set.",
    why: "One container that leaks takes the memory of all others on its node.",
    mend: "set resources.limits.memory",
    severity: "high",
    level: "mandatory",
    parameters: {
      maximum: {
        type: "string",
        pattern: "^([0-9]+(\\.[0-9]+)?([mkMGTPE]|[KMGTPE]i)?)?$",
        default: "",
        description: "The largest limit that a container may have, such as 16Gi; empty for any.",
      },
    },
    references: {
      nsa: ["C-0271"],
      checkov: ["CKV_K8S_13"],
      trivy: ["KSV-0018"],
      kubeLinter: ["unset-memory-requirements"],
      kyverno: ["require-requests-limits"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: isAbove0(limitOf(memory)),
        field: "resources.limits.memory",
        message: "has no limit on memory",
        fix: { value: "c.?resources.?requests.?memory.orValue('128Mi')" },
      },
      {
        each: "declaredContainer",
        cel: `params.maximum == '' || !${isAmount(limitOf(memory))} || ${amountOf(limitOf(memory))}.compareTo(quantity(params.maximum)) <= 0`,
        field: "resources.limits.memory",
        message: "has a higher limit on memory than is allowed",
      },
    ],
  },
  {
    ...shared,
    id: "cpu-limit",
    title: "Every container has a limit on CPU",
    holds: "resources.limits.cpu of every init and main container is a quantity above 0.",
    why: "A limit keeps the speed of a container the same, whatever else runs on its node.",
    mend: "set resources.limits.cpu",
    severity: "low",
    level: "disabled",
    levelReason:
      "guides disagree: a limit on CPU slows a container down though its node is idle, and requests already share a busy node fairly",
    references: {
      nsa: ["C-0270"],
      checkov: ["CKV_K8S_11"],
      trivy: ["KSV-0011"],
      kubeLinter: ["unset-cpu-requirements"],
      kyverno: ["require-cpu-limits"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: isAbove0(limitOf(cpu)),
        field: "resources.limits.cpu",
        message: "has no limit on CPU",
      },
    ],
  },
  {
    ...shared,
    id: "ephemeral-storage",
    title: "Bounds on what is written to the node's disk",
    holds:
      "Every init and main container sets a request, which may be 0, and a limit above 0 of ephemeral-storage; every emptyDir has a sizeLimit above 0, volumes without a source included.",
    why: "A full disk evicts every pod of the node.",
    mend: "set resources.requests and resources.limits of ephemeral-storage, and sizeLimit of each emptyDir",
    severity: "low",
    level: "advisory",
    references: { kyverno: ["require-emptydir-requests-and-limits"] },
    checks: [
      {
        each: "declaredContainer",
        cel: isAmount(requestOf(storage)),
        field: "resources.requests.ephemeral-storage",
        message: "asks for no ephemeral storage",
        fix: { value: "'0'" },
      },
      {
        each: "declaredContainer",
        cel: isAbove0(limitOf(storage)),
        field: "resources.limits.ephemeral-storage",
        message: "has no limit on ephemeral storage",
        fix: {
          value:
            "quantity(string(c.?resources.?requests[?'ephemeral-storage'].orValue('0'))).isGreaterThan(quantity('1Gi')) ? c.resources.requests['ephemeral-storage'] : '1Gi'",
        },
      },
      {
        each: "volume",
        cel: `(size(v) > 1 && !has(v.emptyDir)) || ${isAbove0("v.?emptyDir.?sizeLimit.orValue('')")}`,
        field: "emptyDir.sizeLimit",
        message: "may grow without a bound",
        fix: { value: "'1Gi'" },
      },
    ],
  },
  {
    ...shared,
    id: "limit-request-ratio",
    title: "Limits near to requests",
    holds:
      "Where an init or main container limits memory, the limit is at most so many times the request as the parameter ratio says; for CPU, as cpuRatio says.",
    why: "Nodes are filled by requests: what limits allow beyond them is promised more than once.",
    mend: "raise the request or lower the limit",
    severity: "low",
    level: "advisory",
    parameters: {
      ratio: {
        type: "number",
        minimum: 1,
        default: 2.5,
        description: "How many times its request a limit on memory may be; 1 asks for equal ones.",
      },
      cpuRatio: {
        type: "number",
        minimum: 1,
        default: 10,
        description: "How many times its request a limit on CPU may be, which slows down but never kills.",
      },
    },
    references: {
      kyverno: [
        "enforce-resources-as-ratio",
        "memory-requests-equal-limits",
        "require-qos-guaranteed",
        "require-qos-burstable",
      ],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: withinRatio(cpu, "params.cpuRatio"),
        field: "resources.limits.cpu",
        message: "may use far more CPU than it asks for",
      },
      {
        each: "declaredContainer",
        cel: withinRatio(memory, "params.ratio"),
        field: "resources.limits.memory",
        message: "may use far more memory than it asks for",
      },
    ],
  },
];
