import { readFileSync } from "node:fs";
import path from "node:path";
import process from "node:process";
import { buffer } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { readExemptions } from "../engine/exemptions-file.ts";
import type { Config } from "../engine/settings.ts";
import { rules } from "../rules/index.ts";
import { json } from "./formats/json.ts";
import { junit } from "./formats/junit.ts";
import { sarif } from "./formats/sarif.ts";
import { text } from "./formats/text.ts";
import { readInputs, standardInput } from "./inputs.ts";
import { optionsIn, usage, type Format, type Options } from "./options.ts";
import { exitCode, judge, type Report, type ViolationLevel } from "./report.ts";
import { rulesInForce } from "./rules-in-force.ts";
import { readDocuments } from "./yaml.ts";

const formats: Readonly<Record<Format, (report: Report, lowest: ViolationLevel) => string>> = {
  text,
  json,
  sarif,
  junit,
};

const reviewedExemptions = fileURLToPath(new URL("../exemptions.yaml", import.meta.url));

/** Where the caller stands: npm runs scripts in the project's folder, and says where it was called. */
const directory =
  (process.env["npm_lifecycle_event"] === "policies" && process.env["INIT_CWD"]) || process.cwd();

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
});

try {
  const options = optionsIn(process.argv.slice(2));
  if (options.help) process.stdout.write(`${usage}\n`);
  else await check(options);
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 2;
}

async function check({ names, format, level, all, kubernetesVersion, ...files }: Options): Promise<void> {
  const config = files.config === undefined ? {} : readConfig(path.resolve(directory, files.config));
  const active = rulesInForce(rules, { config, all, kubernetesVersion });
  const exemptions = await readExemptions(
    files.exemptions === undefined ? reviewedExemptions : path.resolve(directory, files.exemptions),
    rules.map(({ id }) => id),
  );
  const piped = names.includes(standardInput) ? await buffer(process.stdin) : undefined;
  const { texts, errors } = readInputs(names, directory, piped);
  const today = new Date().toISOString().slice(0, 10);
  const report = judge({ texts, errors, active, exemptions, today });
  process.stdout.write(formats[format](report, level));
  process.exitCode = exitCode(report, level);
}

function readConfig(file: string): Config {
  const { documents, errors } = readDocuments(readFileSync(file, "utf8"));
  const [error] = errors;
  if (error) throw new Error(`${file}:${error.line}: ${error.message}`);
  const value = documents[0]?.value;
  if (documents.length !== 1 || typeof value !== "object" || value === null || Array.isArray(value))
    throw new Error(`${file}: right is one object of levels and parameters by rule`);
  return value as Config;
}
