import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import process from "node:process";
import { stringify } from "yaml";
import type { RawObject } from "../../../policies/engine/value.ts";
import { projectFile } from "../../../scripts/stack-file.ts";

export interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder of manifests, and the command in it. */
export class Folder {
  readonly path = mkdtempSync(path.join(tmpdir(), "check-"));

  /** Writes files, by name: texts as they are, objects as documents of YAML. */
  write(files: Readonly<Record<string, string | readonly RawObject[]>>): void {
    for (const [name, content] of Object.entries(files)) {
      const file = path.join(this.path, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : documents(content));
    }
  }

  /** Runs `check` as a process of its own. */
  check(args: readonly string[], input = ""): Promise<Ended> {
    return this.run(process.execPath, [projectFile("policies/check/main.ts"), "check", ...args], input);
  }

  run(program: string, args: readonly string[], input = ""): Promise<Ended> {
    return new Promise((resolve, reject) => {
      const child = spawn(program, args, { cwd: this.path });
      const [out, err]: [Buffer[], Buffer[]] = [[], []];
      child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
      child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
      child.on("error", reject);
      child.on("close", (code) =>
        resolve({ code, out: Buffer.concat(out).toString(), err: Buffer.concat(err).toString() }),
      );
      child.stdin.end(input);
    });
  }

  remove(): void {
    rmSync(this.path, { recursive: true });
  }
}

export const documents = (objects: readonly RawObject[]): string =>
  objects.map((object) => `---\n${stringify(object)}`).join("");

/** What `--format json` prints. */
export interface Printed {
  readonly checked: number;
  readonly violations: readonly Readonly<Record<string, unknown>>[];
  readonly unused: readonly unknown[];
  readonly notApplicable: readonly string[];
  readonly errors: readonly { readonly file: string; readonly line: number; readonly message: string }[];
  readonly exempted: readonly Readonly<Record<string, unknown>>[];
  readonly skipped: readonly { readonly file: string; readonly line: number; readonly message: string }[];
}

export const printed = ({ out }: Ended): Printed => JSON.parse(out) as Printed;

/** A configuration that leaves one rule only. */
export const only = (rules: readonly { readonly id: string }[], id: string, level = "mandatory"): string =>
  JSON.stringify({ ...Object.fromEntries(rules.map((rule) => [rule.id, "disabled"])), [id]: level });
