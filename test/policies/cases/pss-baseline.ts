import type { RawObject } from "../../../policies/engine/value.ts";
import type { Case, RuleCases } from "../case.ts";
import { container, deployment, everyKind, image, initContainer, pod, running } from "../objects.ts";

const secured = (securityContext: RawObject) => running({ securityContext });
const podSecured = (securityContext: RawObject, more: RawObject = {}) =>
  deployment({ ...more, securityContext });
const init = (change: RawObject) => deployment({ initContainers: [initContainer(change)] });
const volume = (source: RawObject) => deployment({ volumes: [{ name: "data", ...source }] });

/** One violation in every kind of object that holds a pod. */
const inEveryKind = (spec: RawObject): readonly Case[] =>
  everyKind(spec).map((object) => ({ name: `in a ${object["kind"] as string}`, object }));

const at = (kubernetesVersion: string) => ({ parameters: { kubernetesVersion } });

export const pssBaselineCases: readonly RuleCases[] = [
  {
    rule: "pss-privileged",
    passes: [{ name: "said not to be", object: secured({ privileged: false }) }],
    fails: [
      {
        name: "an init container",
        object: init({ securityContext: { privileged: true, allowPrivilegeEscalation: true } }),
        path: "spec.template.spec.initContainers[0].securityContext.privileged",
      },
      {
        name: "a container for debugging",
        object: pod({
          ephemeralContainers: [{ name: "debug", image, securityContext: { privileged: true } }],
        }),
        path: "spec.ephemeralContainers[0].securityContext.privileged",
      },
      ...inEveryKind({
        containers: [container({ securityContext: { privileged: true, allowPrivilegeEscalation: true } })],
      }),
    ],
  },
  {
    rule: "pss-host-namespaces",
    passes: [{ name: "said not to", object: deployment({ hostNetwork: false, hostPID: false }) }],
    fails: [
      {
        name: "the network",
        object: deployment({ hostNetwork: true }),
        path: "spec.template.spec.hostNetwork",
      },
      { name: "processes", object: deployment({ hostPID: true }), path: "spec.template.spec.hostPID" },
      { name: "memory", object: deployment({ hostIPC: true }), path: "spec.template.spec.hostIPC" },
    ],
  },
  {
    rule: "pss-host-ports",
    passes: [
      { name: "port 0", object: running({ ports: [{ name: "http", containerPort: 8080, hostPort: 0 }] }) },
    ],
    fails: [
      {
        name: "the second port",
        object: running({
          ports: [
            { name: "http", containerPort: 8080 },
            { name: "grpc", containerPort: 9090, hostPort: 9090 },
          ],
        }),
      },
    ],
  },
  {
    rule: "pss-host-path",
    passes: [{ name: "a Secret", object: volume({ secret: { secretName: "app" } }) }],
    fails: [
      {
        name: "a directory",
        object: volume({ hostPath: { path: "/var/log" } }),
        path: "spec.template.spec.volumes[0].hostPath",
      },
    ],
  },
  {
    rule: "pss-capabilities-baseline",
    passes: [{ name: "a default one", object: secured({ capabilities: { drop: ["ALL"], add: ["CHOWN"] } }) }],
    fails: [
      { name: "NET_RAW", object: secured({ capabilities: { drop: ["ALL"], add: ["NET_RAW"] } }) },
      { name: "with a prefix", object: secured({ capabilities: { drop: ["ALL"], add: ["CAP_CHOWN"] } }) },
    ],
  },
  {
    rule: "pss-seccomp-baseline",
    passes: [
      { name: "unset", object: podSecured({ seccompProfile: undefined }) },
      {
        name: "of the node",
        object: podSecured({ seccompProfile: { type: "Localhost", localhostProfile: "app.json" } }),
      },
    ],
    fails: [
      { name: "the pod", object: podSecured({ seccompProfile: { type: "Unconfined" } }) },
      { name: "a container", object: secured({ seccompProfile: { type: "Unconfined" } }) },
    ],
  },
  {
    rule: "pss-selinux",
    passes: [
      { name: "only a level", object: podSecured({ seLinuxOptions: { level: "s0:c1" } }) },
      { name: "a type of containers", object: secured({ seLinuxOptions: { type: "container_engine_t" } }) },
    ],
    fails: [
      { name: "a user", object: podSecured({ seLinuxOptions: { user: "root" } }) },
      { name: "another type", object: secured({ seLinuxOptions: { type: "spc_t" } }) },
      {
        name: "container_engine_t before 1.31",
        object: secured({ seLinuxOptions: { type: "container_engine_t" } }),
        ...at("1.30"),
      },
    ],
  },
  {
    rule: "pss-apparmor",
    passes: [{ name: "the runtime's", object: secured({ appArmorProfile: { type: "RuntimeDefault" } }) }],
    fails: [
      { name: "unconfined", object: podSecured({ appArmorProfile: { type: "Unconfined" } }) },
      {
        name: "unconfined by the annotation",
        object: {
          apiVersion: "v1",
          kind: "PodTemplate",
          metadata: { name: "app", namespace: "shop" },
          template: {
            metadata: { annotations: { "container.apparmor.security.beta.kubernetes.io/app": "unconfined" } },
            spec: { containers: [container()] },
          },
        },
      },
    ],
  },
  {
    rule: "pss-sysctls",
    passes: [
      { name: "of the pod", object: podSecured({ sysctls: [{ name: "net.ipv4.tcp_rmem", value: "1" }] }) },
    ],
    fails: [
      { name: "of the node", object: podSecured({ sysctls: [{ name: "kernel.msgmax", value: "1" }] }) },
      {
        name: "before it was safe",
        object: podSecured({ sysctls: [{ name: "net.ipv4.tcp_rmem", value: "1" }] }),
        ...at("1.31"),
      },
    ],
  },
  {
    rule: "pss-proc-mount",
    passes: [
      { name: "the default", object: secured({ procMount: "Default" }) },
      {
        name: "with its own users, by the baseline",
        object: deployment({
          hostUsers: false,
          containers: [container({ securityContext: { procMount: "Unmasked" } })],
        }),
        parameters: { standard: "baseline" },
      },
    ],
    fails: [
      {
        name: "with its own users",
        object: deployment({
          hostUsers: false,
          containers: [container({ securityContext: { procMount: "Unmasked" } })],
        }),
      },
    ],
  },
  {
    rule: "pss-windows-host-process",
    passes: [{ name: "said not to be", object: secured({ windowsOptions: { hostProcess: false } }) }],
    fails: [
      {
        name: "the pod",
        object: podSecured({ windowsOptions: { hostProcess: true } }, { hostNetwork: true }),
      },
    ],
  },
  {
    rule: "pss-host-probes",
    passes: [{ name: "its own", object: running({}) }],
    fails: [
      {
        name: "a probe",
        object: running({ startupProbe: { tcpSocket: { host: "10.0.0.1", port: 80 } } }),
        path: "spec.template.spec.containers[0].startupProbe",
      },
      {
        name: "a hook",
        object: running({ lifecycle: { preStop: { httpGet: { host: "10.0.0.1", port: 80 } } } }),
        path: "spec.template.spec.containers[0].lifecycle.preStop",
      },
    ],
  },
];
