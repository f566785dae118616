import { posix } from "node:path";
import { certainFirst, ofEach, problemIf, some } from "../../engine/certain.ts";
import type { DockerContainer, DockerMount, DockerVolume } from "../../engine/docker.ts";
import type { DockerRule, Problem } from "../../rule.ts";

/** As Docker reads a capability: without CAP_, in capitals. */
const capability = (name: string): string => name.toUpperCase().replace(/^CAP_/, "");

const hostModes = ["pidMode", "ipcMode", "networkMode", "usernsMode"] as const;

const dockerPrivileged: DockerRule = {
  id: "docker-privileged",
  title: "Containers of a Docker host are not privileged",
  engine: "docker",
  holds:
    "privileged is not true; capabilities.drops has ALL and capabilities.adds only what `capabilities` allows; pidMode, ipcMode, networkMode and usernsMode are not host.",
  why: "A privileged container, or one in the host's namespaces, is root on the host.",
  mend: "leave privileged and the modes out, drop ALL capabilities, and connect the container by networksAdvanced",
  severity: "critical",
  level: "mandatory",
  references: {},
  parameters: {
    capabilities: {
      description: "Capabilities that a container may add.",
      type: "array",
      items: { type: "string" },
      default: ["NET_BIND_SERVICE"],
    },
  },
  judge: (container, { capabilities }) =>
    certainFirst(
      () => problemIf(container.privileged === true, "privileged", "runs privileged"),
      () =>
        problemIf(
          !some(container.capabilities?.drops ?? [], (name) => capability(name) === "ALL"),
          "capabilities.drops",
          "does not drop ALL capabilities",
        ),
      () =>
        ofEach(
          () => container.capabilities?.adds,
          (name, index) =>
            problemIf(
              !(capabilities as readonly string[]).map(capability).includes(capability(name)),
              `capabilities.adds[${index}]`,
              `adds the capability ${name}`,
            ),
        ),
      ...hostModes.map(
        (mode) => () =>
          problemIf(container[mode] === "host", mode, `has the host's ${mode.slice(0, -4)} namespace`),
      ),
    ),
};

/** An option of Docker's as its name and value, which a colon or an equals sign parts. */
const option = (text: string): readonly [string, string] => {
  const [name = "", value = ""] = text.split(/[:=](.*)/s, 2);
  return [name, value];
};

const isNoNewPrivileges = (text: string): boolean => {
  const [name, value] = option(text);
  return name === "no-new-privileges" && (value === "" || value === "true");
};

const dockerNoNewPrivileges: DockerRule = {
  id: "docker-no-new-privileges",
  title: "Containers of a Docker host cannot gain privileges",
  engine: "docker",
  holds:
    "securityOpts has no-new-privileges:true, which no-new-privileges alone is as well, and not with another value; neither seccomp nor apparmor is unconfined.",
  why: "With a set-uid program a process that runs as a user becomes root again; without seccomp and AppArmor every system call and path is open to it.",
  mend: 'set securityOpts: ["no-new-privileges:true"], and leave the profiles at Docker\'s defaults or name your own',
  severity: "high",
  level: "mandatory",
  references: {},
  judge: ({ securityOpts }) =>
    certainFirst(
      () =>
        ofEach(
          () => securityOpts,
          (text, index) => {
            const [name, value] = option(text);
            const unconfined = (name === "seccomp" || name === "apparmor") && value === "unconfined";
            const allows = name === "no-new-privileges" && !isNoNewPrivileges(text);
            return problemIf(unconfined || allows, `securityOpts[${index}]`, `has the option ${text}`);
          },
        ),
      () =>
        problemIf(
          !some(securityOpts ?? [], (text) => option(text)[0] === "no-new-privileges"),
          "securityOpts",
          "may gain privileges: no-new-privileges:true is missing",
        ),
    ),
};

/** Folders of the host of which no part belongs into a container. */
const sensitive = [
  "/bin",
  "/boot",
  "/dev",
  "/etc",
  "/lib",
  "/lib32",
  "/lib64",
  "/opt/cni",
  "/proc",
  "/root",
  "/run",
  "/sbin",
  "/sys",
  "/usr",
  "/var/lib/containerd",
  "/var/lib/containers",
  "/var/lib/docker",
  "/var/lib/kubelet",
  "/var/log",
  "/var/run",
];

const socket = /(^|\/)((docker|containerd|crio|cri-dockerd|podman|buildkitd)[^/]*\.sock|docker_engine)$/;

const isWithin = (path: string, folder: string): boolean =>
  path === folder || path.startsWith(folder === "/" ? folder : `${folder}/`);

/** What is wrong with a path of the host in a container; it may also hold a folder that does not belong there. */
function hostPathProblem(given: string, allowed: readonly string[], at: string): readonly Problem[] {
  const path = posix.normalize(given).replace(/(.)\/$/, "$1");
  if (socket.test(path)) return problemIf(true, at, `has the socket ${given} of the container runtime`);
  if (!path.startsWith("/") || allowed.some((folder) => isWithin(path, folder))) return [];
  return problemIf(
    sensitive.some((folder) => isWithin(path, folder) || isWithin(folder, path)),
    at,
    `has ${given} of the host`,
  );
}

const volumePath = ({ hostPath = "" }: DockerVolume): string => hostPath;

/** The path of the host that a mount shows: by itself, or by a volume made for it. */
function mountPath({ type, source = "", volumeOptions }: DockerMount): string {
  if (type === "bind") return source;
  return volumeOptions?.driverOptions?.["device"] ?? "";
}

const pathsOf = (container: DockerContainer, allowed: readonly string[]) => [
  () =>
    ofEach(
      () => container.volumes,
      (volume, index) => hostPathProblem(volumePath(volume), allowed, `volumes[${index}].hostPath`),
    ),
  () =>
    ofEach(
      () => container.mounts,
      (mount, index) => hostPathProblem(mountPath(mount), allowed, `mounts[${index}].source`),
    ),
];

const dockerSocket: DockerRule = {
  id: "docker-socket",
  title: "Containers of a Docker host do not reach into the host",
  engine: "docker",
  holds: `No volume or mount shows a socket of a container runtime, nor the host's folders ${sensitive.join(", ")}, anything within them, or what holds one of them, the root included; but for the paths in \`hostPaths\`. Volumes that a mount makes of a device count; sockets are never allowed.`,
  why: "Who may talk to the Docker socket may start a privileged container: it is root on the host, as is whoever may write to the folders of its system.",
  mend: "use a named volume; put single files into the container by uploads",
  severity: "critical",
  level: "mandatory",
  references: {},
  parameters: {
    hostPaths: {
      description:
        "Paths of the host that containers may have, with all that is within them, such as /etc/localtime.",
      type: "array",
      items: { type: "string", pattern: "^/." },
      default: [],
    },
  },
  judge: (container, { hostPaths }) => certainFirst(...pathsOf(container, hostPaths as readonly string[])),
};

/** Addresses that stand for every interface of the host. */
const isEvery = (ip: string): boolean => ip === "" || /^\[?[0:]+\]?$/.test(ip) || /^0+(\.0+){0,3}$/.test(ip);

const dockerPublishLoopback: DockerRule = {
  id: "docker-publish-loopback",
  title: "Ports of a Docker host are published on one interface",
  engine: "docker",
  holds:
    "Each of ports has an ip, which is not that of every interface (0.0.0.0 or ::, which is what Docker takes if it is unset); publishAllPorts is not true.",
  why: "Docker opens published ports past the firewall of the host: on every interface they face the internet.",
  mend: 'set ip: "127.0.0.1", or the address of the one interface that callers use',
  severity: "high",
  level: "mandatory",
  references: {},
  judge: (container) =>
    certainFirst(
      () =>
        problemIf(
          container.publishAllPorts === true,
          "publishAllPorts",
          "publishes all ports of its image on every interface",
        ),
      () =>
        ofEach(
          () => container.ports,
          ({ ip = "", internal = 0 }, index) =>
            problemIf(isEvery(ip), `ports[${index}].ip`, `publishes port ${internal} on every interface`),
        ),
    ),
};

export const isolation: readonly DockerRule[] = [
  dockerPrivileged,
  dockerNoNewPrivileges,
  dockerSocket,
  dockerPublishLoopback,
];
