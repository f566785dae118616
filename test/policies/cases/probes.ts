import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, initContainer, metadata, pod, podSpec, running } from "../objects.ts";

const init = (change: RawObject) => deployment({ initContainers: [initContainer({ ...change })] });
const unprobed = { livenessProbe: undefined, readinessProbe: undefined };

const daemon = (change: RawObject): RawObject => ({
  apiVersion: "apps/v1",
  kind: "DaemonSet",
  metadata: metadata("app"),
  spec: {
    selector: { matchLabels: { app: "app" } },
    template: { metadata: { labels: { app: "app" } }, spec: podSpec({ containers: [container(change)] }) },
  },
});

const ofJob = (change: RawObject) =>
  pod(
    { restartPolicy: "Never", containers: [container(change)] },
    {
      ownerReferences: [
        { apiVersion: "batch/v1", kind: "Job", name: "app", uid: "5f0c1b8e-0000-4000-8000-000000000000" },
      ],
    },
  );

const http = { httpGet: { path: "/", port: 8080 } };
const exec = (...command: readonly string[]) => running({ livenessProbe: { exec: { command } } });

export const probesCases: readonly RuleCases[] = [
  {
    rule: "liveness-probe",
    passes: [
      { name: "a command", object: exec("redis-cli", "ping") },
      { name: "a port", object: running({ livenessProbe: { grpc: { port: 9090 } } }) },
      { name: "an init container without", object: init(unprobed) },
      { name: "a pod of a Job", object: ofJob(unprobed) },
    ],
    fails: [
      {
        name: "only readiness",
        object: running({ livenessProbe: undefined }),
        path: "spec.template.spec.containers[0].livenessProbe",
      },
      {
        name: "a sidecar",
        object: init({ ...unprobed, restartPolicy: "Always" }),
        path: "spec.template.spec.initContainers[0].livenessProbe",
      },
      { name: "a DaemonSet", object: daemon(unprobed) },
      { name: "a pod", object: pod({ containers: [container(unprobed)] }) },
    ],
  },
  {
    rule: "readiness-probe",
    passes: [
      { name: "a socket", object: running({ readinessProbe: { tcpSocket: { port: "http" } } }) },
      { name: "a sidecar without", object: init({ ...unprobed, restartPolicy: "Always" }) },
      { name: "a pod of a Job", object: ofJob(unprobed) },
    ],
    fails: [
      { name: "only liveness", object: running({ readinessProbe: undefined }) },
      {
        name: "the second container",
        object: deployment({
          containers: [container(), container({ name: "other", ports: [], ...unprobed })],
        }),
        path: "spec.template.spec.containers[1].readinessProbe",
      },
      { name: "a DaemonSet", object: daemon(unprobed) },
    ],
  },
  {
    rule: "probes-differ",
    passes: [
      { name: "only one", object: running({ livenessProbe: undefined }) },
      {
        name: "in patience",
        object: running({ livenessProbe: { ...http, failureThreshold: 6 }, readinessProbe: http }),
      },
      {
        name: "in the path",
        object: running({
          livenessProbe: { httpGet: { path: "/live", port: 8080 } },
          readinessProbe: http,
        }),
      },
    ],
    fails: [
      {
        name: "the same",
        object: running({ livenessProbe: http, readinessProbe: http }),
        path: "spec.template.spec.containers[0].livenessProbe",
      },
      {
        name: "the same after defaults",
        object: running({
          livenessProbe: { ...http, periodSeconds: 10, failureThreshold: 3 },
          readinessProbe: { httpGet: { port: 8080, scheme: "HTTP" } },
        }),
      },
      {
        name: "the same command",
        object: running({
          livenessProbe: { exec: { command: ["ping"] } },
          readinessProbe: { exec: { command: ["ping"] } },
        }),
      },
    ],
  },
  {
    rule: "probe-port-exposed",
    passes: [
      { name: "its number", object: running({ startupProbe: { tcpSocket: { port: 8080 } } }) },
      { name: "its name", object: running({ startupProbe: { httpGet: { port: "http" } } }) },
      {
        name: "a command on no port",
        object: running({ ports: [], ...unprobed, livenessProbe: { exec: { command: ["ping"] } } }),
      },
    ],
    fails: [
      {
        name: "another number",
        object: running({ readinessProbe: { httpGet: { port: 8081 } } }),
        path: "spec.template.spec.containers[0].readinessProbe",
      },
      { name: "another name", object: running({ livenessProbe: { tcpSocket: { port: "web" } } }) },
      { name: "no ports", object: running({ ports: undefined }) },
      { name: "a port for grpc", object: running({ startupProbe: { grpc: { port: 9090 } } }) },
      {
        name: "a port of UDP",
        object: running({
          ports: [{ containerPort: 8080, protocol: "UDP" }],
          ...unprobed,
          livenessProbe: http,
        }),
      },
    ],
  },
  {
    rule: "exec-probe-commands",
    passes: [
      { name: "a client of its own", object: exec("redis-cli", "ping") },
      { name: "letters within a word", object: exec("sh", "-c", "app-ps --tls false.ls") },
      { name: "another list", object: exec("ls"), parameters: { commands: ["cat"] } },
    ],
    fails: [
      {
        name: "ls",
        object: exec("ls", "-l", "/tmp"),
        path: "spec.template.spec.containers[0].livenessProbe.exec.command",
      },
      { name: "a path", object: exec("/usr/bin/jcmd") },
      { name: "within a shell", object: exec("sh", "-c", "ps aux | grep app") },
      {
        name: "readiness",
        object: running({ readinessProbe: { exec: { command: ["cat", "/tmp/ready"] } } }),
        parameters: { commands: ["cat"] },
      },
    ],
  },
];
