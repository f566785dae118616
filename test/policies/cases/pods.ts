import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { deployment, everyKind, initContainer, metadata, pod, running } from "../objects.ts";

const service = (port: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "Service",
  metadata: metadata("app"),
  spec: { selector: { "app.kubernetes.io/name": "app" }, ports: [port] },
});

const listening = (containerPort: number, change: RawObject = {}) =>
  running({ ports: [{ name: "http", containerPort, ...change }] });

const owner = { apiVersion: "apps/v1", kind: "ReplicaSet", name: "app-1", uid: "b7a4ee6c", controller: true };

const hostAliases = [{ ip: "127.0.0.1", hostnames: ["files.example"] }];

export const podsCases: readonly RuleCases[] = [
  {
    rule: "host-aliases",
    passes: [
      { name: "unset", object: pod() },
      { name: "empty", object: deployment({ hostAliases: [] }) },
    ],
    fails: [
      { name: "set", object: deployment({ hostAliases }), path: "spec.template.spec.hostAliases" },
      ...everyKind({ hostAliases }).map((object) => ({ name: `in a ${object["kind"] as string}`, object })),
    ],
  },
  {
    rule: "privileged-ports",
    passes: [
      { name: "the first free one", object: listening(1024) },
      { name: "no ports", object: running({ ports: undefined }) },
      { name: "a lower minimum", object: listening(80), parameters: { min: 80 } },
    ],
    fails: [
      {
        name: "the last reserved one",
        object: listening(1023),
        path: "spec.template.spec.containers[0].ports",
      },
      {
        name: "an init container",
        object: deployment({
          initContainers: [initContainer({ ports: [{ containerPort: 53 }], restartPolicy: "Always" })],
        }),
      },
      { name: "a higher minimum", object: listening(8080), parameters: { min: 10000 } },
    ],
  },
  {
    rule: "ssh-port",
    passes: [
      { name: "another port", object: listening(8022) },
      { name: "a Service of another port", object: service({ port: 80, targetPort: "http" }) },
    ],
    fails: [
      { name: "22", object: listening(22), path: "spec.template.spec.containers[0].ports" },
      { name: "2222", object: listening(2222) },
      { name: "a host port", object: listening(8022, { hostPort: 2222 }) },
      { name: "a Service", object: service({ port: 22, targetPort: 8022 }), path: "spec.ports" },
      { name: "the pod's port behind a Service", object: service({ port: 8022, targetPort: 22 }) },
    ],
  },
  {
    rule: "interactive-tty",
    passes: [
      { name: "unset", object: pod() },
      { name: "false", object: running({ stdin: false, tty: false }) },
    ],
    fails: [
      { name: "stdin", object: running({ stdin: true }), path: "spec.template.spec.containers[0].stdin" },
      { name: "tty", object: running({ tty: true }), path: "spec.template.spec.containers[0].tty" },
      {
        name: "an init container",
        object: deployment({ initContainers: [initContainer({ tty: true })] }),
      },
    ],
  },
  {
    rule: "sudo-entrypoint",
    passes: [
      { name: "neither", object: pod() },
      {
        name: "words that hold it",
        object: running({ command: ["pseudo", "--file=/etc/sudoers", "sudoku"] }),
      },
      { name: "a group of that name", object: running({ args: ["--group=sudo", "/etc/sudo.conf"] }) },
    ],
    fails: [
      {
        name: "the program",
        object: running({ command: ["sudo", "app"] }),
        path: "spec.template.spec.containers[0].command",
      },
      { name: "its path", object: running({ command: ["/usr/bin/sudo", "-u", "app", "app"] }) },
      { name: "a line", object: running({ command: ["sudo printenv"] }) },
      {
        name: "an argument to a shell",
        object: running({ command: ["sh", "-c"], args: ["set -e\nsudo -E app && true"] }),
        path: "spec.template.spec.containers[0].args",
      },
      {
        name: "within another command",
        object: running({ command: ["sh", "-c", "echo $(sudo id)"] }),
      },
      {
        name: "an init container",
        object: deployment({ initContainers: [initContainer({ args: ["sudo"] })] }),
      },
    ],
  },
  {
    rule: "ephemeral-containers",
    passes: [{ name: "none", object: pod() }],
    fails: [
      {
        name: "one",
        object: pod({ ephemeralContainers: [{ name: "debug", image: "busybox:1.37" }] }),
        path: "spec.ephemeralContainers",
      },
    ],
  },
  {
    rule: "naked-pod",
    passes: [{ name: "a controller's", object: pod({}, { ownerReferences: [owner] }) }],
    fails: [
      { name: "by itself", object: pod(), path: "metadata.ownerReferences" },
      { name: "an empty list", object: pod({}, { ownerReferences: [] }) },
    ],
  },
];
