import { parseArgs } from "node:util";
import type { ViolationLevel } from "./report.ts";

const formats = ["text", "json", "sarif", "junit"] as const;
export type Format = (typeof formats)[number];

export interface Options {
  readonly names: readonly string[];
  readonly format: Format;
  /** Such as 1.33. */
  readonly kubernetesVersion: string | undefined;
  readonly config: string | undefined;
  readonly exemptions: string | undefined;
  readonly level: ViolationLevel;
  readonly all: boolean;
  readonly help: boolean;
}

export const usage = `npm run -s policies -- check [options] <files, folders or ->

Judges manifests in YAML or JSON, and what \`helm template\` prints, by the rules of docs/policies.md.
Exit code: 0 clean, 1 violations, 2 something could not be read.

  --format text|json|sarif|junit    how to print the result (text)
  --level mandatory|advisory        the lowest level whose violations give exit code 1 (mandatory)
  --all                             every rule; those that are off by default are advisory
  --kubernetes-version 1.N          the version whose Pod Security Standards are meant (the newest known)
  --config FILE                     levels and parameters, as for --policy-pack-config
  --exemptions FILE                 violations that are accepted (policies/exemptions.yaml)
  --help                            this text`;

const known = {
  format: { type: "string", default: "text" },
  level: { type: "string", default: "mandatory" },
  all: { type: "boolean", default: false },
  "kubernetes-version": { type: "string" },
  config: { type: "string" },
  exemptions: { type: "string" },
  help: { type: "boolean", default: false },
} as const;

/**
 * The options of one call.
 * @throws one error that names the option that is wrong.
 */
export function optionsIn(args: readonly string[]): Options {
  const { values, positionals } = parseArgs({ args: [...args], options: known, allowPositionals: true });
  const [command, ...names] = positionals;
  if (!values.help && command !== "check")
    throw new Error(
      `${command === undefined ? "a command is missing" : `${command} is no command`}: right is check`,
    );
  if (!values.help && names.length === 0) throw new Error("name files, folders, or - for standard input");
  return {
    names,
    format: oneOf("--format", values.format, formats),
    level: oneOf("--level", values.level, ["mandatory", "advisory"]),
    kubernetesVersion: versionIn(values["kubernetes-version"]),
    config: values.config,
    exemptions: values.exemptions,
    all: values.all,
    help: values.help,
  };
}

function oneOf<T extends string>(option: string, value: string, right: readonly T[]): T {
  const found = right.find((it) => it === value);
  if (found === undefined) throw new Error(`${option} ${value}: right is ${right.join(", ")}`);
  return found;
}

const oldest = 30;

function versionIn(value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  const minor = /^v?1\.(\d{1,3})(?:\.\d+)?$/.exec(value)?.[1];
  if (minor === undefined || Number(minor) < oldest)
    throw new Error(`--kubernetes-version ${value}: right is a version from 1.${oldest} on, such as 1.33`);
  return `1.${Number(minor)}`;
}
