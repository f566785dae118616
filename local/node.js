// Preloaded into the program: where the Node.js on the path is too old to run TypeScript, the one of npm's platform package takes over.
import { spawn } from "node:child_process";
import console from "node:console";
import process from "node:process";
import { fileURLToPath, URL } from "node:url";

if (!process.features.typescript) {
  const node = fileURLToPath(new URL("../node_modules/.bin/node", import.meta.url));
  const child = spawn(node, [...process.execArgv, ...process.argv.slice(1)], { stdio: "inherit" });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
  const [code] = await new Promise((done) => {
    child.once("error", ({ message }) => {
      console.error(`Node.js 22.18 or newer is needed, this is ${process.version}: ${message}`);
      done([1]);
    });
    child.once("exit", (...ended) => {
      done(ended);
    });
  });
  process.exit(code ?? 1);
}
