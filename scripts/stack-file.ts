import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { Settings } from "../components/index.ts";
import { parseSettings, report } from "../components/model/settings.ts";

const root = new URL("../", import.meta.url);

/**
 * The settings of one stack, from its file.
 * @throws one error with every mistake in them.
 */
export function settingsOf(stack: string): Settings {
  const file = `Pulumi.${stack}.yaml`;
  if (!stacks().includes(stack))
    throw new Error(`there is no ${file}: the stacks here are ${stacks().join(", ")}`);
  const { config } = parse(readFileSync(new URL(file, root), "utf8")) as { config?: Record<string, unknown> };
  const { settings, problems } = parseSettings(Settings, config?.["vectorstack:settings"]);
  if (settings === undefined) throw new Error(report(file, problems));
  return settings;
}

/** Where a file of the project lies. */
export const projectFile = (name: string): string => fileURLToPath(new URL(name, root));

/** The names of the stacks that have a file. */
export const stacks = (): readonly string[] =>
  readdirSync(root).flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
