import { expect, test } from "vitest";
import { unknown, type RawObject } from "../../policies/engine/value.ts";
import type { ParameterValues } from "../../policies/rule.ts";
import { onDocker } from "../../policies/rules/docker/index.ts";
import { judgedContainer } from "./resources.ts";

const good: RawObject = {
  name: "app",
  image: `registry.example/app@sha256:${"0123456789abcdef".repeat(4)}`,
  capabilities: { drops: ["ALL"] },
  securityOpts: ["no-new-privileges:true"],
  volumes: [{ volumeName: "data", containerPath: "/data" }],
  ports: [{ internal: 8080, external: 80, ip: "127.0.0.1" }],
  memory: 512,
  cpus: "0.5",
  ulimits: [{ name: "nproc", soft: 64, hard: 64 }],
  restart: "unless-stopped",
  healthcheck: { tests: ["CMD", "/app", "check"] },
  logOpts: { "max-size": "10m" },
  readOnly: true,
  user: "10001",
};

test.each(onDocker.map(({ id }) => id))("%s passes a good container", (id) => {
  expect(judgedContainer(id, good)).toEqual({ saw: true, problems: [], undecided: [] });
});

const bind = (source: string): RawObject => ({ mounts: [{ type: "bind", source, target: "/mnt" }] });
const host = (hostPath: string): RawObject => ({ volumes: [{ hostPath, containerPath: "/mnt" }] });
const device = { type: "none", o: "bind", device: "/etc" };

const passes: readonly (readonly [string, RawObject, ParameterValues?])[] = [
  ["docker-privileged", { privileged: false, networkMode: "none" }],
  ["docker-privileged", { capabilities: { drops: ["all"], adds: ["CAP_NET_BIND_SERVICE"] } }],
  [
    "docker-privileged",
    { capabilities: { drops: ["ALL"], adds: ["CHOWN"] } },
    { capabilities: ["cap_chown"] },
  ],
  ["docker-no-new-privileges", { securityOpts: ["no-new-privileges", "seccomp=/etc/seccomp.json"] }],
  ["docker-no-new-privileges", { securityOpts: ["no-new-privileges=true", "apparmor:shop"] }],
  ["docker-socket", host("/srv/data")],
  ["docker-socket", bind("/etc-shop")],
  ["docker-socket", host("/etc/localtime"), { hostPaths: ["/etc/localtime"] }],
  ["docker-socket", { mounts: [{ type: "tmpfs", target: "/run" }] }],
  ["docker-publish-loopback", { ports: [{ internal: 80, ip: "192.0.2.7" }] }],
  ["docker-publish-loopback", { ports: undefined }],
  ["docker-limits", { cpus: undefined, cpuShares: 512 }],
  ["docker-limits", { logDriver: "journald", logOpts: undefined }],
  ["docker-limits", { image: `sha256:${"0123456789abcdef".repeat(4)}` }],
];

test.each(passes.map(([id, change, parameters = {}]) => [id, change, parameters] as const))(
  "%s passes %j",
  (id, change, parameters) => {
    expect(judgedContainer(id, { ...good, ...change }, parameters)).toEqual({
      saw: true,
      problems: [],
      undecided: [],
    });
  },
);

const fails: readonly (readonly [string, RawObject, string, ParameterValues?])[] = [
  ["docker-privileged", { privileged: true }, "privileged"],
  ["docker-privileged", { capabilities: undefined }, "capabilities.drops"],
  ["docker-privileged", { capabilities: { drops: ["NET_RAW"] } }, "capabilities.drops"],
  ["docker-privileged", { capabilities: { drops: ["ALL"], adds: ["SYS_ADMIN"] } }, "capabilities.adds[0]"],
  ["docker-privileged", { pidMode: "host" }, "pidMode"],
  ["docker-privileged", { ipcMode: "host" }, "ipcMode"],
  ["docker-privileged", { networkMode: "host" }, "networkMode"],
  ["docker-privileged", { usernsMode: "host" }, "usernsMode"],
  ["docker-no-new-privileges", { securityOpts: undefined }, "securityOpts"],
  ["docker-no-new-privileges", { securityOpts: ["no-new-privileges:false"] }, "securityOpts[0]"],
  [
    "docker-no-new-privileges",
    { securityOpts: ["no-new-privileges", "seccomp=unconfined"] },
    "securityOpts[1]",
  ],
  [
    "docker-no-new-privileges",
    { securityOpts: ["no-new-privileges", "apparmor:unconfined"] },
    "securityOpts[1]",
  ],
  ["docker-socket", host("/var/run/docker.sock"), "volumes[0].hostPath"],
  ["docker-socket", host("/run/user/1000/../1000/docker.sock"), "volumes[0].hostPath"],
  ["docker-socket", bind("/srv/podman.sock"), "mounts[0].source"],
  ["docker-socket", bind("//./pipe/docker_engine"), "mounts[0].source"],
  ["docker-socket", host("/run/docker.sock"), "volumes[0].hostPath", { hostPaths: ["/run"] }],
  ["docker-socket", host("/"), "volumes[0].hostPath"],
  ["docker-socket", host("/var/"), "volumes[0].hostPath"],
  ["docker-socket", host("/srv/../etc/ssl"), "volumes[0].hostPath"],
  [
    "docker-socket",
    { mounts: [{ type: "volume", target: "/mnt", volumeOptions: { driverOptions: device } }] },
    "mounts[0].source",
  ],
  ["docker-publish-loopback", { ports: [{ internal: 80 }] }, "ports[0].ip"],
  ["docker-publish-loopback", { ports: [{ internal: 80, ip: "0.0.0.0" }] }, "ports[0].ip"],
  ["docker-publish-loopback", { ports: [{ internal: 80, ip: "::" }] }, "ports[0].ip"],
  ["docker-publish-loopback", { publishAllPorts: true }, "publishAllPorts"],
  ["docker-limits", { memory: undefined }, "memory"],
  ["docker-limits", { cpus: undefined }, "cpus"],
  ["docker-limits", { ulimits: [{ name: "nofile", soft: 1, hard: 1 }] }, "ulimits"],
  ["docker-limits", { restart: undefined }, "restart"],
  ["docker-limits", { healthcheck: { tests: ["NONE"] } }, "healthcheck.tests"],
  ["docker-limits", { logOpts: undefined }, "logOpts"],
  ["docker-limits", { readOnly: false }, "readOnly"],
  ["docker-limits", { user: undefined }, "user"],
  ["docker-limits", { user: "0:1000" }, "user"],
  ["docker-limits", { image: "registry.example/app:1.2" }, "image"],
];

test.each(fails.map(([id, change, path, parameters = {}]) => [id, change, path, parameters] as const))(
  "%s refuses %j at %s",
  (id, change, path, parameters) => {
    const { problems, undecided } = judgedContainer(id, { ...good, ...change }, parameters);
    expect(problems.map((it) => it.path)).toEqual([path]);
    expect(undecided).toEqual([]);
  },
);

test.each<readonly [string, RawObject, readonly string[]]>([
  ["docker-privileged", { privileged: unknown, pidMode: "host" }, ["pidMode"]],
  [
    "docker-privileged",
    { capabilities: { drops: ["ALL"], adds: [unknown, "SYS_ADMIN"] } },
    ["capabilities.adds[1]"],
  ],
  ["docker-no-new-privileges", { securityOpts: [unknown, "seccomp=unconfined"] }, ["securityOpts[1]"]],
  ["docker-socket", { volumes: unknown, ...bind("/etc") }, ["mounts[0].source"]],
  ["docker-socket", { volumes: [{ hostPath: unknown }, { hostPath: "/etc" }] }, ["volumes[1].hostPath"]],
  ["docker-publish-loopback", { ports: [{ internal: 80, ip: unknown }, { internal: 81 }] }, ["ports[1].ip"]],
  ["docker-limits", { image: unknown, user: "root" }, ["user"]],
  ["docker-limits", { image: unknown }, []],
])("%s says of %j what is certain, and that the rest is not", (id, change, paths) => {
  const { problems, undecided } = judgedContainer(id, { ...good, ...change });
  expect(problems.map((it) => it.path)).toEqual(paths);
  expect(undecided).toEqual([""]);
});
