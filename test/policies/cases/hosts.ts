import type { RawObject } from "../../../policies/engine/value.ts";
import type { RuleCases } from "../case.ts";
import { container, deployment, everyKind, initContainer } from "../objects.ts";

const onNode = (path: string) => ({ volumes: [{ name: "node", hostPath: { path } }] });
const mounting = (path: string) => ({ name: path || "no path", object: deployment(onNode(path)) });

const mount = (change: RawObject = {}) => ({ name: "node", mountPath: "/node", ...change });
const mounts = (change: RawObject, path = "/srv/data"): RawObject => ({
  ...onNode(path),
  containers: [container({ volumeMounts: [mount(change)] })],
});
const claimed = (change: RawObject) =>
  deployment({
    volumes: [{ name: "node", persistentVolumeClaim: { claimName: "data" } }],
    containers: [container({ volumeMounts: [mount(change)] })],
  });

const persistentVolume = (source: RawObject): RawObject => ({
  apiVersion: "v1",
  kind: "PersistentVolume",
  metadata: { name: "data" },
  spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], ...source },
});
const nfs = persistentVolume({ nfs: { server: "nfs.example", path: "/etc" } });

const everyKindMounting = (path: string) =>
  everyKind(onNode(path)).map((object) => ({ name: `${path} in a ${object["kind"] as string}`, object }));

const volumePath = "spec.template.spec.volumes[0].hostPath.path";

export const hostsCases: readonly RuleCases[] = [
  {
    rule: "container-socket-mount",
    passes: [
      mounting("/srv/docker.sock.d"),
      mounting("/var/log"),
      mounting("/run/udev"),
      mounting("/var/lib/kubelet-plugins"),
      { name: "no path of the node", object: nfs },
      { name: "another directory", object: persistentVolume({ hostPath: { path: "/srv/data" } }) },
    ],
    fails: [
      { ...mounting("/var/run/docker.sock"), path: volumePath },
      ...everyKindMounting("/var/run/docker.sock"),
      mounting("/var/run/docker.sock/"),
      mounting("//var//run/./docker.sock"),
      mounting("/run/containerd/containerd.sock"),
      mounting("/run/k3s/containerd/containerd.sock"),
      mounting("/var/run/crio/crio.sock"),
      mounting("/var/run/cri-dockerd.sock"),
      mounting("/var/run/docker"),
      mounting("/run/containerd/"),
      mounting("/var/run"),
      mounting("/var/lib/kubelet/device-plugins"),
      {
        name: "a PersistentVolume",
        object: persistentVolume({ hostPath: { path: "/run//crio/crio.sock" } }),
        path: "spec.hostPath.path",
      },
    ],
  },
  {
    rule: "sensitive-host-mount",
    passes: [
      mounting("/srv/data"),
      mounting("/etcd"),
      mounting("/data/etc"),
      mounting("/var/log/pods"),
      mounting("/dev/fuse"),
      { name: "no path of the node", object: nfs },
      { name: "another directory", object: persistentVolume({ hostPath: { path: "/srv/data" } }) },
    ],
    fails: [
      { ...mounting("/"), path: volumePath },
      ...everyKindMounting("/etc"),
      mounting("/etc/"),
      mounting("//etc"),
      mounting("/./etc/kubernetes/azure.json"),
      mounting("/proc/1"),
      mounting("/sys"),
      mounting("/root/.ssh"),
      mounting("/dev"),
      mounting("/var/lib/kubelet/pki"),
      mounting("/var/lib"),
      mounting("/home/admin/.aws/credentials"),
      mounting("/home/admin/.config/gcloud"),
      mounting("/.azure/"),
      {
        name: "a PersistentVolume",
        object: persistentVolume({ hostPath: { path: "/etc/data" } }),
        path: "spec.hostPath.path",
      },
    ],
  },
  {
    rule: "writable-host-mount",
    passes: [
      { name: "read-only", object: deployment(mounts({ readOnly: true })) },
      { name: "of another kind", object: claimed({}) },
      { name: "not mounted", object: deployment(onNode("/srv/data")) },
    ],
    fails: [
      {
        name: "unset",
        object: deployment(mounts({})),
        path: "spec.template.spec.containers[0].volumeMounts",
      },
      ...everyKind(mounts({ readOnly: false })).map((object) => ({
        name: `false in a ${object["kind"] as string}`,
        object,
      })),
      {
        name: "an init container",
        object: deployment({
          ...mounts({ readOnly: true }),
          initContainers: [initContainer({ volumeMounts: [mount()] })],
        }),
        path: "spec.template.spec.initContainers[0].volumeMounts",
      },
    ],
  },
  {
    rule: "sub-path-symlink",
    passes: [
      { name: "the whole directory", object: deployment(mounts({})) },
      { name: "a part of a claim", object: claimed({ subPath: "data" }) },
    ],
    fails: [
      {
        name: "a part",
        object: deployment(mounts({ subPath: "data" })),
        path: "spec.template.spec.containers[0].volumeMounts",
      },
      { name: "a part by a variable", object: deployment(mounts({ subPathExpr: "$(HOSTNAME)" })) },
      {
        name: "an init container",
        object: deployment({
          ...onNode("/srv/data"),
          initContainers: [initContainer({ volumeMounts: [mount({ subPath: "data" })] })],
        }),
      },
    ],
  },
];
