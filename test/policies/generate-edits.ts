import fc from "fast-check";
import type { Raw } from "../../policies/engine/value.ts";

/** Sets one field of a pod: of its spec, of one of its containers by number, or of its annotations; undefined takes it away. */
export interface Edit {
  readonly in: "spec" | "annotations" | number;
  readonly path: readonly string[];
  readonly value: Raw;
}

type Place = "spec" | "annotations" | "container";

/** An edit of a field to one of these values. */
const set = (place: Place, path: string, values: fc.Arbitrary<Raw>): fc.Arbitrary<Edit> =>
  fc.record({
    in: place === "container" ? fc.nat({ max: 11 }) : fc.constant(place),
    path: fc.constant(place === "annotations" ? [path] : path.split(".")),
    value: values,
  });

const one = (...values: readonly Raw[]): fc.Arbitrary<Raw> => fc.constantFrom(...values);

/** The same of the pod and of a container. */
const both = (path: string, values: fc.Arbitrary<Raw>): readonly fc.Arbitrary<Edit>[] => [
  set("spec", `securityContext.${path}`, values),
  set("container", `securityContext.${path}`, values),
];

const some = (...values: readonly string[]): fc.Arbitrary<Raw> =>
  fc.subarray([...values], { minLength: 1, maxLength: Math.min(3, values.length) });

const named = (name: string, source: object): Raw => ({ name, ...source });

/** Volumes that the restricted standard allows, one of each source, and one with none. */
const allowedVolumes = [
  {},
  { configMap: { name: "settings" } },
  { csi: { driver: "disk.example" } },
  { downwardAPI: { items: [{ path: "labels", fieldRef: { fieldPath: "metadata.labels" } }] } },
  { emptyDir: {} },
  { emptyDir: { medium: "Memory", sizeLimit: "64Mi" } },
  { ephemeral: { volumeClaimTemplate: { spec: { accessModes: ["ReadWriteOnce"] } } } },
  { image: { reference: "registry.example/data:1", pullPolicy: "IfNotPresent" } },
  { persistentVolumeClaim: { claimName: "data", readOnly: true } },
  { projected: { sources: [{ serviceAccountToken: { path: "token" } }] } },
  { secret: { secretName: "key", defaultMode: 256 } },
];

const otherVolumes = [
  { hostPath: { path: "/" } },
  { hostPath: { path: "/var/run/docker.sock", type: "Socket" } },
  { nfs: { server: "nfs.example", path: "/" } },
  { gcePersistentDisk: { pdName: "disk" } },
  { awsElasticBlockStore: { volumeID: "vol-1" } },
  { gitRepo: { repository: "https://git.example/it" } },
  { iscsi: { targetPortal: "10.0.0.1", iqn: "iqn.2001-04.com.example:it", lun: 0 } },
  { glusterfs: { endpoints: "it", path: "/" } },
  { rbd: { monitors: ["10.0.0.1"], image: "it" } },
  { flexVolume: { driver: "example/it" } },
  { cinder: { volumeID: "1" } },
  { cephfs: { monitors: ["10.0.0.1"] } },
  { flocker: { datasetName: "it" } },
  { fc: { targetWWNs: ["1"], lun: 0 } },
  { azureFile: { secretName: "key", shareName: "it" } },
  { azureDisk: { diskName: "it", diskURI: "https://disk.example/it" } },
  { vsphereVolume: { volumePath: "[it] it" } },
  { quobyte: { registry: "it", volume: "it" } },
  { photonPersistentDisk: { pdID: "1" } },
  { portworxVolume: { volumeID: "1" } },
  { scaleIO: { gateway: "it", system: "it", secretRef: { name: "it" } } },
  { storageos: { volumeName: "it" } },
];

const volumes = (sources: readonly object[]): fc.Arbitrary<Raw> =>
  fc
    .array(fc.constantFrom(...sources), { minLength: 1, maxLength: 3 })
    .map((chosen) => chosen.map((source, index) => named(`volume-${index}`, source)));

const profile = "container.apparmor.security.beta.kubernetes.io/app";
const hosts = one("127.0.0.1", "node.example");
const noHost = one(undefined, "", null);

/** Actions of probes and hooks, with a host. */
const actions = (host: fc.Arbitrary<Raw>): fc.Arbitrary<Raw> =>
  fc
    .tuple(fc.constantFrom("httpGet", "tcpSocket"), host)
    .map(([action, it]) => ({ [action]: it === undefined ? { port: 8080 } : { port: 8080, host: it } }));

const probes = ["livenessProbe", "readinessProbe", "startupProbe"] as const;
const hooks = ["lifecycle.postStart", "lifecycle.preStop"] as const;

const acting = (host: fc.Arbitrary<Raw>) =>
  [...probes, ...hooks].map((path) => set("container", path, actions(host)));

const sysctls = (...names: readonly string[]): fc.Arbitrary<Edit> =>
  set(
    "spec",
    "securityContext.sysctls",
    some(...names).map((chosen) => (chosen as readonly string[]).map((name) => ({ name, value: "1" }))),
  );

/** Edits that leave a pod as good as it was, at most versions. */
export const harmless: fc.Arbitrary<Edit> = fc.oneof(
  ...both("runAsUser", one(1, 1000, 65534, null)),
  ...both(
    "seccompProfile",
    one({ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "it.json" }),
  ),
  ...both(
    "seLinuxOptions",
    one(null, {}, { level: "s0:c1,c2" }, { type: "container_t", user: "", role: "" }),
  ),
  ...both(
    "appArmorProfile",
    one({ type: "RuntimeDefault" }, { type: "Localhost", localhostProfile: "it" }, null),
  ),
  ...both("windowsOptions", one(null, {}, { hostProcess: false }, { runAsUserName: "app" })),
  ...both("runAsNonRoot", one(true)),
  set("container", "securityContext.privileged", one(false, null)),
  set("container", "securityContext.procMount", one("Default", null)),
  set("container", "securityContext.capabilities.drop", one(["ALL"], ["NET_RAW", "ALL"])),
  set("container", "securityContext.capabilities.add", one(["NET_BIND_SERVICE"], [], null)),
  set("container", "securityContext.readOnlyRootFilesystem", one(true, false)),
  set("container", "ports", one([{ containerPort: 80, hostPort: 0 }], [{ containerPort: 80 }], [], null)),
  ...acting(noHost),
  set("container", "livenessProbe", one({ exec: { command: ["true"] } }, { grpc: { port: 9090 } }, null)),
  set("container", "lifecycle", one({ preStop: { sleep: { seconds: 5 } } }, {}, null)),
  set("spec", "hostNetwork", one(false, null)),
  set("spec", "hostPID", one(false, null)),
  set("spec", "hostIPC", one(false, null)),
  set("spec", "volumes", fc.oneof(volumes(allowedVolumes), one([], null))),
  set("annotations", profile, one("runtime/default", "localhost/it", "")),
  set("annotations", "seccomp.security.alpha.kubernetes.io/pod", one("unconfined")),
  sysctls("kernel.shm_rmid_forced", "net.ipv4.tcp_syncookies", "net.ipv4.ip_local_reserved_ports"),
);

/** What container runtimes give a container unless it drops them. */
const defaultCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/** Edits that break something, in one version or in all, unless another edit undoes or outweighs them. */
export const faults: fc.Arbitrary<Edit> = fc.oneof(
  ...both("runAsNonRoot", one(false, null, undefined)),
  ...both("runAsUser", one(0)),
  ...both("seccompProfile", one({ type: "Unconfined" }, null, undefined)),
  ...both("seLinuxOptions.type", one("container_init_t", "container_kvm_t", "container_engine_t", "spc_t")),
  ...both("seLinuxOptions.user", one("system_u")),
  ...both("seLinuxOptions.role", one("sysadm_r")),
  ...both("appArmorProfile", one({ type: "Unconfined" })),
  ...both("windowsOptions.hostProcess", one(true)),
  set("container", "securityContext.privileged", one(true)),
  set("container", "securityContext.allowPrivilegeEscalation", one(true, null, undefined)),
  set("container", "securityContext.procMount", one("Unmasked")),
  set("container", "securityContext.capabilities.drop", one(["all"], ["CAP_ALL"], ["NET_RAW"], [], null)),
  set("container", "securityContext.capabilities.add", some(...defaultCapabilities)),
  set(
    "container",
    "securityContext.capabilities.add",
    some("NET_RAW", "SYS_ADMIN", "CAP_CHOWN", "CAP_NET_BIND_SERVICE", "ALL", "all", "chown"),
  ),
  set("container", "securityContext.capabilities", one({}, null, undefined)),
  set("container", "securityContext", one({}, null, undefined)),
  set("container", "ports", one([{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }])),
  ...acting(hosts),
  set("spec", "securityContext", one({}, null, undefined)),
  ...["hostNetwork", "hostPID", "hostIPC"].map((field) => set("spec", field, one(true))),
  set("spec", "volumes", volumes([...otherVolumes, ...allowedVolumes])),
  set("spec", "volumes", one([{ name: "files", hostPath: { path: "/" } }])),
  set("annotations", profile, one("unconfined", "localhost", "runtime/Default")),
  set("annotations", "container.apparmor.security.beta.kubernetes.io/", one("unconfined")),
  sysctls(
    "kernel.msgmax",
    "net.core.somaxconn",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_keepalive_time",
    "net.ipv4.tcp_fin_timeout",
    "net.ipv4.tcp_keepalive_intvl",
    "net.ipv4.tcp_keepalive_probes",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.tcp_slow_start_after_idle",
    "net.ipv4.tcp_notsent_lowat",
  ),
);
