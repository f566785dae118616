import { parseArgs } from "node:util";
import { closest } from "fastest-levenshtein";
import { Problem } from "./problem.ts";

interface Flag {
  readonly type: "string" | "boolean";
  /** What the value is called in the help. */
  readonly value?: string;
  readonly help: string;
}

const cluster = {
  context: {
    type: "string",
    value: "NAME",
    help: "use the cluster of this kubeconfig context, not a throwaway one",
  },
  kubeconfig: { type: "string", value: "FILE", help: "the kubeconfig that has the context" },
  help: { type: "boolean", help: "show this" },
} as const satisfies Record<string, Flag>;

const commands = {
  local: {
    summary: "Deploys the stack `local` on this machine.",
    flags: {
      ...cluster,
      settings: { type: "string", value: "FILE", help: "settings to use in place of Pulumi.local.yaml" },
    },
  },
  "local:status": { summary: "Shows how the stack `local` stands.", flags: cluster },
  "local:down": {
    summary: "Removes what `local` made.",
    flags: { ...cluster, all: { type: "boolean", help: "remove the cached tools and plugins too" } },
  },
} as const satisfies Record<string, { readonly summary: string; readonly flags: Record<string, Flag> }>;

export type CommandName = keyof typeof commands;

export interface Options {
  readonly context?: string;
  readonly kubeconfig?: string;
  readonly settings?: string;
  readonly all?: boolean;
}

/** What was asked on the command line, or the help text; a Problem for a flag that there is not. */
export function parseOptions(
  name: CommandName,
  args: readonly string[],
): Options | { readonly help: string } {
  const flags: Record<string, Flag> = commands[name].flags;
  const { values, tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(Object.entries(flags).map(([flag, { type }]) => [flag, { type }])),
    strict: false,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === "positional")
      throw new Problem(`${name} takes no ${JSON.stringify(token.value)}, only flags: ${listOf(flags)}`);
    if (token.kind === "option-terminator") continue;
    const flag = flags[token.name];
    if (flag === undefined)
      throw new Problem(
        `${token.rawName} is no flag of ${name}: did you mean --${closest(token.name, Object.keys(flags))}?`,
      );
    if (flag.type === "string" && !token.value)
      throw new Problem(`--${token.name} needs a value: --${token.name} ${flag.value ?? "VALUE"}`);
    if (flag.type === "boolean" && token.value !== undefined)
      throw new Problem(`--${token.name} takes no value, not ${JSON.stringify(token.value)}`);
  }
  if (values["help"]) return { help: helpOf(name, flags) };
  const options = values as Options;
  if (options.kubeconfig !== undefined && options.context === undefined)
    throw new Problem("--kubeconfig needs --context NAME too: which of its clusters is meant?");
  return options;
}

const usage = (flag: string, { value }: Flag): string => `--${flag}${value ? ` ${value}` : ""}`;

const listOf = (flags: Record<string, Flag>): string =>
  Object.entries(flags)
    .map(([flag, it]) => usage(flag, it))
    .join(", ");

const helpOf = (name: CommandName, flags: Record<string, Flag>): string =>
  [
    commands[name].summary,
    "",
    `Usage: npm run ${name} -- [flags]`,
    ...Object.entries(flags).map(([flag, it]) => `  ${usage(flag, it).padEnd(18)}  ${it.help}`),
  ].join("\n");
