import { execFileSync, spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { type Deployment, deploymentOf, listIfThere } from "../../../local/engine/state.ts";
import { checkout } from "../../../local/paths.ts";
import { commandOf, stop } from "../../../local/processes.ts";
import { cache, removeFolder, testInstance } from "./cluster.ts";

/** What an npm script came to. */
export interface Ran {
  readonly code: number | null;
  readonly output: string;
}

/** The clone's instance goes by a name that no other checkout's tests use. */
const name = path.basename(testInstance("clone").folder);
const instances = path.join(cache.root, "instances");

/** A clone of the checkout as a new user has it, with a throwaway cluster of its own. */
export class Clone {
  readonly #root = mkdtempSync(path.join(tmpdir(), "vectorstack-e2e-"));
  readonly folder = path.join(this.#root, "vectorstack");
  /** Where programs that it starts put their temporary files. */
  readonly temporary = path.join(this.#root, "tmp");

  constructor() {
    mkdirSync(this.temporary);
    execFileSync("git", ["clone", "--quiet", checkout, this.folder]);
    symlinkSync(path.join(checkout, "node_modules"), path.join(this.folder, "node_modules"));
  }

  /** Starts an npm script. */
  start(script: string) {
    const child = spawn("npm", ["run", "--silent", script], {
      cwd: this.folder,
      env: { ...process.env, TMPDIR: this.temporary, VECTORSTACK_INSTANCE: name },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    const output: string[] = [];
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text: string) => output.push(text));
    const ended = new Promise<Ran>((resolve, reject) => {
      child.on("error", reject);
      child.on("close", (code) => resolve({ code, output: output.join("") }));
    });
    return { ended };
  }

  run(script: string): Promise<Ran> {
    return this.start(script).ended;
  }

  /** What there is of its instance in the cache. */
  instance(): readonly string[] {
    return listIfThere(instances)
      .filter((it) => it.startsWith(`${name}-`))
      .map((it) => path.join(instances, it));
  }

  /** The state of its stack. */
  deployment(): Deployment {
    const [folder = ""] = this.instance();
    return deploymentOf({ ...testInstance("clone"), backend: path.join(folder, "backend") }) ?? {};
  }

  /** The processes that run from it or on its instance: those of the control plane, or the others. */
  processes(which: "control plane" | "others"): readonly number[] {
    return readdirSync("/proc")
      .filter((it) => /^\d+$/.test(it))
      .map(Number)
      .filter((pid) => {
        const command = commandOf(pid);
        const isCluster = command.includes(`/${name}-`) && command.includes("/clusters/local/");
        return which === "control plane"
          ? isCluster
          : !isCluster && (command.includes(this.folder) || command.includes(`/${name}-`));
      });
  }

  /** What has changed in its files since it was made, but for what `npm ci` makes. */
  changes(): readonly string[] {
    const args = ["status", "--porcelain", "--ignored"];
    const status = execFileSync("git", args, { cwd: this.folder, encoding: "utf8" });
    return status
      .split("\n")
      .filter((line) => line !== "" && !/ (node_modules|policies\/dist\/)$/.test(line));
  }

  /** Removes whatever there is of it, in whatever state it is. */
  async remove(): Promise<void> {
    await stop(this.processes("others"), 0);
    for (const folder of this.instance()) await removeFolder(folder);
    rmSync(this.#root, { recursive: true, force: true });
  }
}
