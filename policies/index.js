// The directory form of the pack. The engine's runner requires this file, so that it waits for nothing itself.
import { spawn } from "node:child_process";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

/** A Node.js too old for TypeScript leaves the work to the executable, which finds the one that npm ci has brought. */
function delegate() {
  const file = fileURLToPath(new URL("dist/vectorstack-policies", import.meta.url));
  spawn(file, { stdio: "inherit" })
    .on("error", (error) => {
      throw new Error(`the policy pack needs Node.js 22.18 or newer, or npm ci to have built ${file}`, {
        cause: error,
      });
    })
    .on("exit", (code) => process.exit(code ?? 1));
}

if (process.features.typescript) import("./pack/main.ts").then(({ start }) => start(import.meta.dirname));
else delegate();
