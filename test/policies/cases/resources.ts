import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, everyKind, initContainer, running } from "../objects.ts";

const asking = (requests: RawObject | undefined, limits?: RawObject) =>
  running({ resources: { requests, limits } });

const bare = { containers: [container({ resources: undefined })] };
const init = (change: RawObject) => deployment({ initContainers: [initContainer({ ...change })] });
const volume = (source: RawObject) => deployment({ volumes: [{ name: "scratch", ...source }] });

export const resourcesCases: readonly RuleCases[] = [
  {
    rule: "cpu-request",
    passes: [
      { name: "a whole number", object: asking({ cpu: "1" }) },
      { name: "half of one", object: asking({ cpu: "0.5" }) },
    ],
    fails: [
      {
        name: "0",
        object: asking({ cpu: "0" }),
        path: "spec.template.spec.containers[0].resources.requests.cpu",
      },
      { name: "a limit alone", object: asking(undefined, { cpu: "100m" }) },
      { name: "0, though the limit is not", object: asking({ cpu: "0" }, { cpu: "1" }) },
      {
        name: "an init container",
        object: init({ resources: undefined }),
        path: "spec.template.spec.initContainers[0].resources.requests.cpu",
      },
      ...everyKind(bare).map((object) => ({ name: `none in a ${object["kind"] as string}`, object })),
    ],
  },
  {
    rule: "memory-request",
    passes: [
      { name: "a binary one", object: asking({ memory: "1.5Gi" }) },
      { name: "bytes", object: asking({ memory: "134217728" }) },
    ],
    fails: [
      { name: "only CPU", object: asking({ cpu: "1" }) },
      { name: "a limit alone", object: asking({ cpu: "1" }, { memory: "64M" }) },
      { name: "0", object: asking({ memory: "0Mi" }) },
      { name: "a sidecar", object: init({ restartPolicy: "Always", resources: { requests: { cpu: "1" } } }) },
    ],
  },
  {
    rule: "memory-limit",
    passes: [
      { name: "without a request", object: asking(undefined, { memory: "1Gi" }) },
      {
        name: "the largest, written otherwise",
        object: asking(undefined, { memory: "1024Mi" }),
        parameters: { maximum: "1Gi" },
      },
    ],
    fails: [
      { name: "none", object: asking({ memory: "1Gi" }) },
      { name: "0", object: asking({ memory: "0" }, { memory: "0" }) },
      {
        name: "more than the largest",
        object: asking(undefined, { memory: "1025Mi" }),
        parameters: { maximum: "1Gi" },
        path: "spec.template.spec.containers[0].resources.limits.memory",
      },
      {
        name: "an init container",
        object: init({ resources: { requests: { memory: "1Mi" } } }),
      },
    ],
  },
  {
    rule: "cpu-limit",
    passes: [{ name: "a part of one", object: asking(undefined, { cpu: "250m" }) }],
    fails: [
      { name: "only a request", object: asking({ cpu: "1" }) },
      { name: "an init container", object: init({ resources: { limits: { memory: "1Gi" } } }) },
    ],
  },
  {
    rule: "ephemeral-storage",
    passes: [
      {
        name: "a request of 0",
        object: asking({ "ephemeral-storage": "0" }, { "ephemeral-storage": "64Mi" }),
      },
      { name: "a bounded emptyDir", object: volume({ emptyDir: { medium: "Memory", sizeLimit: "64Mi" } }) },
      { name: "another volume", object: volume({ secret: { secretName: "app" } }) },
    ],
    fails: [
      { name: "only a request", object: asking({ "ephemeral-storage": "64Mi" }) },
      { name: "a limit alone", object: asking(undefined, { "ephemeral-storage": "64Mi" }) },
      { name: "none", object: asking({ cpu: "1" }, { cpu: "1" }) },
      {
        name: "an emptyDir without a bound",
        object: volume({ emptyDir: {} }),
        path: "spec.template.spec.volumes[0].emptyDir.sizeLimit",
      },
      { name: "an emptyDir with a bound of 0", object: volume({ emptyDir: { sizeLimit: "0" } }) },
      { name: "a volume without a source", object: volume({}) },
    ],
  },
  {
    rule: "limit-request-ratio",
    passes: [
      { name: "exactly as many times", object: asking({ memory: "128Mi" }, { memory: "320Mi" }) },
      { name: "ten times the CPU", object: asking({ cpu: "100m" }, { cpu: "1" }) },
      { name: "no limits", object: asking({ cpu: "100m", memory: "1Mi" }) },
      { name: "only limits", object: asking(undefined, { cpu: "2", memory: "1Gi" }) },
      {
        name: "parts that floating point rounds",
        object: asking({ cpu: "700m" }, { cpu: "2100m" }),
        parameters: { cpuRatio: 3 },
      },
      {
        name: "equal ones, written otherwise",
        object: asking({ cpu: "1000m" }, { cpu: "1" }),
        parameters: { cpuRatio: 1 },
      },
    ],
    fails: [
      { name: "more memory", object: asking({ memory: "128Mi" }, { memory: "321Mi" }) },
      {
        name: "more CPU",
        object: asking({ cpu: "100m" }, { cpu: "1.1" }),
        path: "spec.template.spec.containers[0].resources.limits.cpu",
      },
      { name: "a request of 0", object: asking({ cpu: "0" }, { cpu: "1m" }) },
      {
        name: "a little more than equal",
        object: asking({ cpu: "1" }, { cpu: "1001m" }),
        parameters: { cpuRatio: 1 },
      },
    ],
  },
];
