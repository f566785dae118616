import { createRequire } from "node:module";
import path from "node:path";
import { build, checkoutOf, isStale, type Origin } from "./bundle.ts";
import { start } from "./main.ts";

/** Written before the bundle by who built it. */
declare const builtFrom: Origin;

const file = __filename;
const checkout = checkoutOf(file);

if (checkout === undefined) run(path.dirname(file));
else if (isStale(checkout, builtFrom)) runRebuilt(checkout);
else run(path.join(checkout, "policies"));

function run(folder: string): void {
  start(folder).catch(fail);
}

/** A pack that no longer is what its sources say judges nothing. */
function runRebuilt(sources: string): void {
  try {
    const rebuilt = build(sources);
    const load = createRequire(rebuilt);
    Reflect.deleteProperty(load.cache, rebuilt);
    load(rebuilt);
  } catch (error) {
    fail(new Error(`the executable pack is not what its sources say and could not be built: ${text(error)}`));
  }
}

function fail(error: unknown): void {
  process.stderr.write(`${text(error)}\n`);
  process.exit(1);
}

function text(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
