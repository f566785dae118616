import { existsSync } from "node:fs";
import path from "node:path";
import { checkout } from "../paths.ts";
import { Problem } from "../problem.ts";
import { run } from "../run.ts";

const executable = path.join(checkout, "policies", "dist", "vectorstack-policies");

/** The policy pack as an executable, which starts at once; built where `npm ci` ran no scripts. It keeps itself up to date. */
export async function policyPack(signal: AbortSignal): Promise<string> {
  if (existsSync(executable)) return executable;
  const script = path.join(checkout, "policies", "pack", "build.ts");
  const { code, stderr } = await run(process.execPath, [script], { signal });
  if (code !== 0) throw new Problem(`The policy pack could not be built: ${stderr.trim()}`);
  return executable;
}
