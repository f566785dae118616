import { existsSync } from "node:fs";
import path from "node:path";
import { readExemptions } from "../engine/exemptions-file.ts";
import { rules } from "../rules/index.ts";
import { serve } from "./server.ts";

/** Starts the pack as the engine expects it: it prints its port, serves, and ends with who started it. */
export async function start(folder: string): Promise<void> {
  const file = path.join(folder, "exemptions.yaml");
  const ids = rules.map(({ id }) => id);
  const exemptions = async () => (existsSync(file) ? readExemptions(file, ids) : []);
  const port = await serve({ rules, exemptions }, () => process.exit(0));
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 250).unref();
  process.stdout.write(`${port}\n`);
}
