import { readFileSync } from "node:fs";
import { exemptionsIn, type Exemption } from "./exemptions.ts";

/**
 * The exemptions in a file of YAML. A file without any is told apart without reading YAML, which takes a pack longer
 * to load than all else.
 * @throws one error that names the file and what is wrong in it.
 */
export async function readExemptions(file: string, rules: readonly string[]): Promise<readonly Exemption[]> {
  const text = readFileSync(file, "utf8");
  if (/^(?:\s*(?:#.*)?(?:\n|$))*(?:\[\s*\])?\s*$/.test(text)) return [];
  const { parse } = await import("yaml");
  return exemptionsIn(parsed(parse, text, file), file, rules);
}

function parsed(parse: (text: string) => unknown, text: string, file: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : String(error)}`, { cause: error });
  }
}
