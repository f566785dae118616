import { spawn } from "node:child_process";
import { ensure } from "../local/tools/ensure.ts";
import { toolNames } from "../local/tools/table.ts";

/** All of the tests. The tools that some of them need are built while everything else is checked. */
const tools = ensure(toolNames).then(
  () => true,
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    return false;
  },
);

const ends = (program: string, ...args: readonly string[]): Promise<boolean> =>
  new Promise((resolve) => {
    const child = spawn(program, args, { stdio: "inherit" });
    child.on("error", ({ message }) => {
      console.error(`cannot run ${program}: ${message}`);
      resolve(false);
    });
    child.on("exit", (code) => resolve(code === 0));
  });

const checked = await ends("npm", "run", "check");
const quick = await ends("vitest", "run", "--project", "quick");
const endToEnd = (await tools) && (await ends("vitest", "run", "--project", "oracle", "--project", "e2e"));
process.exitCode = checked && quick && endToEnd ? 0 : 1;
