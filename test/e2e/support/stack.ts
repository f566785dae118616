import { spawn } from "node:child_process";
import { copyFileSync, mkdirSync } from "node:fs";
import path from "node:path";
import type { KubeConfig } from "@kubernetes/client-node";
import { inject, vi } from "vitest";
import { parse, stringify } from "yaml";
import { connect } from "../../../local/cluster/api.ts";
import { throwawayContext } from "../../../local/cluster/kubeconfig.ts";
import { type Engine, marker } from "../../../local/engine/engine.ts";
import { engineEnvironment } from "../../../local/engine/environment.ts";
import { recover } from "../../../local/engine/recover.ts";
import { type Deployment, deploymentOf, lastChanges } from "../../../local/engine/state.ts";
import { readIfThere, writeWhole } from "../../../local/files.ts";
import { checkout, type Instance } from "../../../local/paths.ts";
import { stop, withEnvironment } from "../../../local/processes.ts";
import { removeNamespace, removePolicies } from "./admission.ts";
import { cache, removeFolder, testInstance } from "./cluster.ts";
import { clusterObjects, declared, type Objects, objectsIn, settled } from "./objects.ts";

/** What a run of the engine came to. */
export interface Ran {
  readonly code: number;
  readonly stdout: string;
  /** Everything it wrote. */
  readonly output: string;
}

export type Settings = Readonly<Record<string, unknown>>;

/** A stack in a namespace of its own, with its own backend, worked on as a user would: by the engine's command line. */
export class TestStack {
  readonly namespace: string;
  readonly config: KubeConfig;
  readonly instance: Instance;
  /** All that the engine ever wrote. */
  readonly outputs: string[] = [];
  readonly #engine: Engine;

  /** @param as the kubeconfig that the engine gets; the tests' own if there is none. */
  constructor(name: string, as?: string) {
    const { kubeconfig, pulumi, folders } = inject("shared");
    const never = new AbortController().signal;
    this.namespace = `e2e-${name}`;
    this.instance = testInstance(name);
    this.config = connect(throwawayContext, kubeconfig);
    const environment = engineEnvironment(cache, this.instance, {
      kubeconfig: as ?? kubeconfig,
      folders,
    });
    const interruption = { asked: never, insisted: never };
    this.#engine = { pulumi, instance: this.instance, environment, interruption };
  }

  /** A new stack without a resource, with these settings on top of those that every test stack has. */
  static async open(name: string, settings: Settings = {}, as?: string): Promise<TestStack> {
    const stack = new TestStack(name, as);
    const { project, backend } = stack.instance;
    for (const folder of [project, backend]) mkdirSync(folder, { recursive: true });
    copyFileSync(path.join(checkout, "Pulumi.yaml"), path.join(project, "Pulumi.yaml"));
    await stack.succeed(["stack", "init", "--no-select", "--secrets-provider", "passphrase"], project);
    stack.settings(settings);
    return stack;
  }

  /** Replaces the settings; what else is in the stack file stays. */
  settings(settings: Settings): void {
    const file = parse(readIfThere(this.instance.stackFile) ?? "{}") as { readonly config?: object };
    const base = { protect: false, kubernetes: { context: throwawayContext, namespace: this.namespace } };
    const config = { ...file.config, "vectorstack:settings": merge(base, settings) };
    writeWhole(this.instance.stackFile, stringify({ ...file, config }));
  }

  /** Starts the engine and leaves it running. */
  start(args: readonly string[], cwd = checkout) {
    const child = spawn(
      this.#engine.pulumi,
      [...args, "--stack", "local", "--non-interactive", "--color", "never"],
      {
        cwd,
        env: { ...this.#engine.environment, [marker]: this.instance.folder },
        stdio: ["ignore", "pipe", "pipe"],
        detached: true,
      },
    );
    const output = { stdout: "", all: "" };
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output.stdout += text;
      output.all += text;
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => (output.all += text));
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => {
        this.outputs.push(output.all);
        resolve({ code: code ?? 1, stdout: output.stdout, output: output.all });
      });
    });
    return { child, ended };
  }

  /** Runs the engine to its end, whatever that is. */
  run(args: readonly string[], cwd?: string): Promise<Ran> {
    return this.start(args, cwd).ended;
  }

  /** @throws with everything that the engine wrote when it fails. */
  async succeed(args: readonly string[], cwd?: string): Promise<Ran> {
    const ran = await this.run(args, cwd);
    if (ran.code !== 0) throw new Error(`pulumi ${args.join(" ")} failed:\n${ran.output}`);
    return ran;
  }

  /** Like `succeed`, for output that is meant to show secrets: it is not remembered. */
  async secretly(args: readonly string[], cwd?: string): Promise<string> {
    const { stdout } = await this.succeed(args, cwd);
    this.outputs.pop();
    return stdout;
  }

  upArgs(...more: readonly string[]): readonly string[] {
    const { stackFile } = this.instance;
    return ["up", "--yes", "--skip-preview", "--parallel", "32", "--config-file", stackFile, ...more];
  }

  /** Deploys, and tells how many resources were created, updated, … and left the same; what is only read does not count. */
  async up(...more: readonly string[]): Promise<Readonly<Record<string, number>>> {
    await this.succeed(this.upArgs(...more));
    return Object.fromEntries(Object.entries(lastChanges(this.instance)).filter(([op]) => op !== "read"));
  }

  /** What an up would do, as `operation name`, without what stays the same. */
  async preview(): Promise<readonly string[]> {
    const { stdout } = await this.succeed(["preview", "--json", "--config-file", this.instance.stackFile]);
    const { steps } = JSON.parse(stdout) as { readonly steps: readonly Step[] };
    return steps
      .filter(({ op }) => op !== "same" && op !== "read")
      .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ").split("$").at(-1)}`)
      .sort();
  }

  /** Finishes what a killed engine left, as `npm run local` does; returns what it told the user. */
  async recover(): Promise<readonly string[]> {
    const said: string[] = [];
    await recover(this.#engine, this.config, (line) => said.push(line));
    this.outputs.push(...said);
    return said;
  }

  /** Ends the engine and everything that it started, at once. */
  killAll(): Promise<void> {
    return stop(withEnvironment(marker, this.instance.folder), 0);
  }

  deployment(): Deployment {
    return deploymentOf(this.instance) ?? {};
  }

  objects(): Promise<Objects> {
    return objectsIn(this.config, this.namespace);
  }

  settled(): Promise<Objects> {
    return settled(this.config, this.namespace);
  }

  /** What was asked for in the cluster, the namespace and its policies with it, as `Kind name`. */
  async inCluster(): Promise<readonly string[]> {
    const objects = [...declared(await this.objects()).keys()];
    const outside = [...(await clusterObjects(this.config)).keys()].filter(
      (key) => key === `Namespace ${this.namespace}` || key.endsWith(`.${this.namespace}`),
    );
    return [...objects, ...outside].sort();
  }

  /** What the state says is in the cluster, as `Kind name`. */
  inState(): readonly string[] {
    return (this.deployment().resources ?? [])
      .filter((it) => it.type.startsWith("kubernetes:") && !("external" in it && it.external))
      .map(({ type, id = "" }) => `${type.split(":").at(-1)} ${id.split("/").at(-1)}`)
      .sort();
  }

  /** Removes whatever there is of it, in whatever state it is. */
  async remove(): Promise<void> {
    await removeFolder(this.instance.folder);
    await removePolicies(this.config, this.namespace);
    await vi.waitFor(() => removeNamespace(this.config, this.namespace), { timeout: 10_000, interval: 500 });
  }
}

interface Step {
  readonly op: string;
  readonly urn: string;
}

/** The second on top of the first, object by object. */
function merge(base: unknown, over: unknown): unknown {
  if (!isObject(base) || !isObject(over)) return over;
  const keys = new Set([...Object.keys(base), ...Object.keys(over)]);
  return Object.fromEntries(
    [...keys].map((key) => [key, key in over ? merge(base[key], over[key]) : base[key]]),
  );
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
