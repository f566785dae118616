import path from "node:path";
import { parse, stringify } from "yaml";
import { readIfThere } from "../files.ts";
import { Problem, sentence } from "../problem.ts";

/** The key of the settings in a stack file. */
const settingsKey = "vectorstack:settings";

type Mapping = Readonly<Record<string, unknown>>;

const isMapping = (it: unknown): it is Mapping => typeof it === "object" && it !== null && !Array.isArray(it);

/**
 * The stack file for the engine, as YAML: that of the checkout, or another file that is a stack file or the settings alone,
 * with the context that is in use. The salt that the engine wrote to the last one is kept.
 */
export function stackFileFor(file: string, text: string, context: string, last: string | undefined): string {
  const name = path.basename(file);
  const read = mappingIn(name, text);
  const stack = "config" in read ? read : { config: { [settingsKey]: read } };
  if ("encryptionsalt" in stack || JSON.stringify(stack).includes('{"secure":'))
    throw new Problem(
      `${name} has encrypted values, which a throwaway stack with a passphrase of its own cannot read: write them in plain text`,
    );
  const config = stack["config"];
  if (!isMapping(config)) throw new Problem(`${name}: config must be a mapping`);
  const settings = config[settingsKey] ?? {};
  if (!isMapping(settings)) throw new Problem(`${name}: ${settingsKey} must be a mapping`);
  const kubernetes = settings["kubernetes"] ?? {};
  if (!isMapping(kubernetes)) throw new Problem(`${name}: ${settingsKey}.kubernetes must be a mapping`);
  const salt = last === undefined ? undefined : mappingIn("the last stack file", last)["encryptionsalt"];
  return stringify({
    ...stack,
    config: { ...config, [settingsKey]: { ...settings, kubernetes: { ...kubernetes, context } } },
    ...(salt !== undefined && { encryptionsalt: salt }),
  });
}

/** The text of a settings file; a Problem that names it if there is none. */
export function settingsText(file: string): string {
  const text = readIfThere(file);
  if (text === undefined) throw new Problem(`there is no settings file ${file}`);
  return text;
}

function mappingIn(name: string, text: string): Mapping {
  let read: unknown;
  try {
    read = parse(text);
  } catch (thrown) {
    throw new Problem(`${name} is not YAML: ${sentence(thrown).split("\n")[0] ?? ""}`);
  }
  if (!isMapping(read)) throw new Problem(`${name} must be a mapping: a stack file, or the settings alone`);
  return read;
}
