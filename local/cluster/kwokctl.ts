import { mkdirSync } from "node:fs";
import path from "node:path";
import { parse, stringify } from "yaml";
import { readIfThere, writeWhole } from "../files.ts";
import { Problem } from "../problem.ts";
import { run, tail } from "../run.ts";
import { kubernetesVersion, type ToolName } from "../tools/table.ts";
import { freePorts } from "./ports.ts";

/** The tools that make up a throwaway control plane. */
export const clusterTools = [
  "kwokctl",
  "kwok",
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
] as const satisfies readonly ToolName[];

export type ClusterTools = Record<(typeof clusterTools)[number], string>;

/** The name that kwokctl knows it by, inside a working folder that is this instance's alone. */
const name = "local";

/** How long kwokctl waits for the API server: whether it answers is asked again, with better words, by who calls. */
const serving = "--timeout=60s";

/** Where kwokctl keeps the cluster, inside `folder`. */
export const workFolder = (folder: string): string => path.join(folder, "clusters", name);

/** Volumes are made, and no part waits for the lease of its predecessor: a cluster that is started again works at once. */
const componentsPatches = [
  {
    name: "kube-controller-manager",
    extraArgs: [
      { key: "enable-hostpath-provisioner", value: "true" },
      { key: "leader-elect", value: "false" },
    ],
  },
  { name: "kube-scheduler", extraArgs: [{ key: "leader-elect", value: "false" }] },
];

/** Lays out a cluster on free loopback ports and starts it. */
export async function create(folder: string, tools: ClusterTools, signal?: AbortSignal): Promise<void> {
  const ports = await freePorts(6);
  const options = {
    runtime: "binary",
    bindAddress: "127.0.0.1",
    kubeVersion: kubernetesVersion,
    etcdBinary: tools.etcd,
    kubeApiserverBinary: tools["kube-apiserver"],
    kubeControllerManagerBinary: tools["kube-controller-manager"],
    kubeSchedulerBinary: tools["kube-scheduler"],
    kwokControllerBinary: tools.kwok,
    etcdPort: ports[0],
    etcdPeerPort: ports[1],
    kubeApiserverPort: ports[2],
    kubeControllerManagerPort: ports[3],
    kubeSchedulerPort: ports[4],
    kwokControllerPort: ports[5],
  };
  const config = {
    apiVersion: "config.kwok.x-k8s.io/v1alpha1",
    kind: "KwokctlConfiguration",
    options,
    componentsPatches,
  };
  const file = path.join(folder, "kwokctl.yaml");
  writeWhole(file, stringify(config));
  await kwokctl(
    folder,
    tools,
    ["--config", file, "create", "cluster", serving, "--kubeconfig=", "--node-lease-duration-seconds=0"],
    signal,
  );
}

/** Starts what does not run of a cluster that was laid out before. */
export const start = (folder: string, tools: ClusterTools, signal?: AbortSignal): Promise<void> =>
  kwokctl(folder, tools, ["start", "cluster", serving], signal);

/** HOME is the folder, for kwokctl keeps caches there; no KWOK_ variable of the user's has a say. */
async function kwokctl(
  folder: string,
  tools: ClusterTools,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("KWOK_"));
  const env = { ...Object.fromEntries(inherited), HOME: folder, KWOK_WORKDIR: folder };
  const options = { cwd: folder, env, timeout: 180, ...(signal && { signal }) };
  const { code, stderr } = await run(tools.kwokctl, ["--name", name, ...args], options);
  if (code !== 0)
    throw new Problem(`the cluster did not start; the last lines of kwokctl:\n${tail(stderr, 4)}`);
}

/** A part of the control plane as kwokctl laid it out. */
export interface Component {
  readonly name: string;
  readonly ports: readonly number[];
  /** The number of its process, from when it was last started. */
  readonly pid: number | undefined;
  readonly log: string;
}

interface Layout {
  readonly components?: readonly {
    readonly name: string;
    readonly ports?: readonly { readonly port: number }[];
  }[];
}

/** The parts of the cluster in `folder`; none if it was never laid out whole. */
export function components(folder: string): readonly Component[] {
  const work = workFolder(folder);
  const text = readIfThere(path.join(work, "kwok.yaml"));
  if (text === undefined) return [];
  const layout = parse(text.split(/^---$/m)[0] ?? "") as Layout | null;
  return (layout?.components ?? []).map((it) => ({
    name: it.name,
    ports: (it.ports ?? []).map(({ port }) => port),
    pid: Number(readIfThere(pidFile(folder, it.name))) || undefined,
    log: path.join(work, "logs", `${it.name}.log`),
  }));
}

export const pidFile = (folder: string, component: string): string =>
  path.join(workFolder(folder), "pids", `${component}.pid`);
