import { workloads, type KindName } from "../kinds.ts";
import type { Check, ObjectRule } from "../rule.ts";

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
type Probe = (typeof probes)[number];

const served = ["Deployment", "StatefulSet", "DaemonSet", "Pod"] as const satisfies readonly KindName[];

/** A pod that a Job made runs to its end. */
const ofJob =
  "(object.kind == 'Pod' && object.?metadata.?ownerReferences.orValue([]).exists(o, o.kind == 'Job'))";

const has = (probe: Probe) =>
  `['exec', 'httpGet', 'tcpSocket', 'grpc'].exists(h, h in c.?${probe}.orValue({}))`;

const isInit = "variables.podSpec.?initContainers.orValue([]).exists(i, i.name == c.name)";

/** The fields of a probe, and what the API server takes for those that are missing. */
const probeFields: Readonly<Record<string, string>> = {
  "httpGet.?path": "'/'",
  "httpGet.?port": "0",
  "httpGet.?host": "''",
  "httpGet.?scheme": "'HTTP'",
  "httpGet.?httpHeaders": "[]",
  "tcpSocket.?port": "0",
  "tcpSocket.?host": "''",
  "grpc.?port": "0",
  "grpc.?service": "''",
  "exec.?command": "[]",
  initialDelaySeconds: "0",
  timeoutSeconds: "1",
  periodSeconds: "10",
  successThreshold: "1",
  failureThreshold: "3",
  terminationGracePeriodSeconds: "0",
};

const differ = Object.entries(probeFields)
  .map(([field, missing]) => {
    const [live, ready] = ["livenessProbe", "readinessProbe"].map(
      (probe) => `c.${probe}.?${field}.orValue(${missing})`,
    );
    return `${live} != ${ready}`;
  })
  .join(" || ");

const portOpen = (probe: Probe): Check => ({
  each: "declaredContainer",
  cel: ["httpGet", "tcpSocket", "grpc"]
    .map(
      (action) =>
        `(!c.?${probe}.?${action}.?port.hasValue() || c.?ports.orValue([]).exists(p, p.?protocol.orValue('TCP') == 'TCP' && c.${probe}.${action}.port in [dyn(p.containerPort), p.?name.orValue('')]))`,
    )
    .join(" && "),
  field: probe,
  message: "is probed at a port that it does not declare",
});

const command = "'(^|[^a-zA-Z0-9_.-])' + n + '([^a-zA-Z0-9_.-]|$)'";

/** How the kubelet finds out whether containers are alive and ready. */
export const probing: readonly ObjectRule[] = [
  {
    engine: "object",
    kinds: served,
    id: "liveness-probe",
    title: "A liveness probe for every container that keeps running",
    holds:
      "Every main container and every init container with restartPolicy Always has a livenessProbe with an action; pods of Jobs need none.",
    why: "A process that hangs is not restarted, and looks well from the outside.",
    mend: "add a livenessProbe that fails only if a restart would help",
    severity: "medium",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_8"],
      kubeLinter: ["no-liveness-probe"],
      kyverno: ["require-pod-probes"],
    },
    checks: [
      {
        each: "declaredContainer",
        cel: `${has("livenessProbe")} || ${ofJob} || (c.?restartPolicy.orValue('') != 'Always' && ${isInit})`,
        field: "livenessProbe",
        message: "has no liveness probe",
      },
    ],
  },
  {
    engine: "object",
    kinds: served,
    id: "readiness-probe",
    title: "A readiness probe for every main container",
    holds: "Every main container has a readinessProbe with an action; pods of Jobs need none.",
    why: "Without one a pod gets requests before it can answer them, and updates go on though new pods do not work.",
    mend: "add a readinessProbe that succeeds once the container can do its work",
    severity: "medium",
    level: "mandatory",
    references: {
      checkov: ["CKV_K8S_9"],
      kubeLinter: ["no-readiness-probe"],
      kyverno: ["require-pod-probes"],
    },
    checks: [
      {
        each: "mainContainer",
        cel: `${has("readinessProbe")} || ${ofJob}`,
        field: "readinessProbe",
        message: "has no readiness probe",
      },
    ],
  },
  {
    engine: "object",
    kinds: served,
    id: "probes-differ",
    title: "Liveness and readiness are not the same",
    holds:
      "Where a container has both, its livenessProbe and readinessProbe differ in some field, after the API server's defaults.",
    why: "With equal probes a container that is only busy is restarted at the moment at which it stops getting requests.",
    mend: "let the liveness probe ask less, or raise its failureThreshold",
    severity: "low",
    level: "advisory",
    references: { kyverno: ["validate-probes"] },
    checks: [
      {
        each: "declaredContainer",
        cel: `!has(c.livenessProbe) || !has(c.readinessProbe) || ${differ}`,
        field: "livenessProbe",
        message: "has the same probe for liveness as for readiness",
      },
    ],
  },
  {
    engine: "object",
    kinds: workloads,
    id: "probe-port-exposed",
    title: "Probes go to ports that the container declares",
    holds:
      "The port of every httpGet, tcpSocket and grpc probe of an init or main container is the number or the name of one of its TCP ports.",
    why: "A probe at a port that nothing listens on never succeeds.",
    mend: "declare the port under ports, or correct the probe's",
    severity: "low",
    level: "advisory",
    references: { kubeLinter: ["liveness-port", "readiness-port", "startup-port"] },
    checks: probes.map(portOpen),
  },
  {
    engine: "object",
    kinds: workloads,
    id: "exec-probe-commands",
    title: "Probes ask the process itself",
    holds:
      "No word of the command of an exec probe of an init or main container is one of the parameter commands, with or without a path.",
    why: "That a file or a process is there says nothing of whether it works, and such commands cost more than a request.",
    mend: "ask the process over httpGet, grpc or a client of its own",
    severity: "low",
    level: "advisory",
    parameters: {
      commands: {
        type: "array",
        items: { type: "string", pattern: "^[\\w-]+$" },
        default: ["jcmd", "ps", "ls"],
        description: "Commands that no probe may run.",
      },
    },
    references: { kyverno: ["deny-commands-in-exec-probe"] },
    checks: probes.map((probe) => ({
      each: "declaredContainer",
      cel: `c.?${probe}.?exec.?command.orValue([]).all(x, params.commands.all(n, !x.matches(${command})))`,
      field: `${probe}.exec.command`,
      message: "is probed by a command that says little of it",
    })),
  },
];
