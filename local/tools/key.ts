import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { linkerFlags, type Tool } from "./table.ts";
import { groupFolder } from "./toolchain.ts";

/** Tells one build of a tool from every other: what is built, from what, by which Go. */
export function keyOf(tool: Tool, goVersion: string): string {
  const hash = createHash("sha256");
  const folder = groupFolder(tool.group);
  for (const file of ["go.mod", "go.sum", ...globSync("*.go", { cwd: folder }).toSorted()])
    hash.update(readFileSync(path.join(folder, file)));
  for (const text of [tool.package, linkerFlags(tool), goVersion]) hash.update(`\0${text}`);
  return hash.digest("hex").slice(0, 12);
}
