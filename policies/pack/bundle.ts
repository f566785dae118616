import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type * as Esbuild from "esbuild";

/** What an executable pack was built from. */
export interface Origin {
  /** Relative to the checkout. */
  readonly files: readonly string[];
  readonly hash: string;
}

const executable = path.join("policies", "dist", "vectorstack-policies");

/** Where the executable pack of a checkout is built. */
export const executableIn = (checkout: string): string => path.join(checkout, executable);

/** The checkout that an executable pack lies in; nothing if it was taken elsewhere. */
export function checkoutOf(file: string): string | undefined {
  const checkout = path.resolve(path.dirname(file), "..", "..");
  return existsSync(path.join(checkout, "policies", "pack", "bundle.ts")) ? checkout : undefined;
}

/** Whether anything that the executable pack was built from is not what it was. */
export const isStale = (checkout: string, { files, hash }: Origin): boolean =>
  hashOf(checkout, files) !== hash;

/** Read by a shell, which looks for the checkout's own Node.js, and then by Node.js, to which it is a text and a comment. */
const launcher = `#!/bin/sh
":" //; own="$0"; [ -L "$own" ] && own=$(readlink -f "$own"); node="\${own%/*}/../../node_modules/.bin/node"; [ -x "$node" ] || node=node; exec "$node" "$0" "$@"
`;

/** Builds the executable pack, and yields its path. A pack that is being read is not disturbed. */
export function build(checkout: string): string {
  const { buildSync } = createRequire(path.join(checkout, "package.json"))("esbuild") as typeof Esbuild;
  const { outputFiles, metafile } = buildSync({
    absWorkingDir: checkout,
    entryPoints: ["policies/pack/executable.ts"],
    outfile: executable,
    bundle: true,
    platform: "node",
    format: "cjs",
    target: "node22",
    minify: true,
    legalComments: "none",
    lineLimit: 160,
    metafile: true,
    write: false,
    logLevel: "silent",
  });
  const own = Object.keys(metafile.inputs).filter((file) => !file.startsWith("node_modules/"));
  const files = [...own, "package-lock.json"].toSorted();
  const origin: Origin = { files, hash: hashOf(checkout, files) };
  const text = outputFiles.map((file) => file.text).join("");
  const target = executableIn(checkout);
  mkdirSync(path.dirname(target), { recursive: true });
  replace(path.join(path.dirname(target), "package.json"), `{ "type": "commonjs" }\n`, 0o644);
  replace(target, `${launcher}const builtFrom = ${JSON.stringify(origin)};\n${text}`, 0o755);
  return target;
}

/** Who reads the file meanwhile reads the old one or the new one. */
function replace(file: string, text: string, mode: number): void {
  const begun = `${file}.${process.pid}`;
  writeFileSync(begun, text, { mode });
  renameSync(begun, file);
}

function hashOf(checkout: string, files: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of files) {
    hash.update(`${file}\0`);
    try {
      hash.update(readFileSync(path.join(checkout, file)));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
      hash.update("\0is gone");
    }
  }
  return hash.digest("hex");
}
