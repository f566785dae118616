// Loaded before any TypeScript: where the Node.js on the path is too old for it, the one of npm's platform package takes over.
import { spawnSync } from "node:child_process";
import console from "node:console";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

if (!process.features.typescript) {
  const node = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
  const { error, status } = spawnSync(node, [...process.execArgv, ...process.argv.slice(1)], {
    stdio: "inherit",
  });
  if (error)
    console.error(
      `Node.js 22.18 or newer is needed; this is ${process.version}, and npm ci has brought no newer one`,
    );
  process.exit(status ?? 1);
}
