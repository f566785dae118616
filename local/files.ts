import { accessSync, constants, mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { errorCode, Problem, sentence } from "./problem.ts";

/** The text of a file, or undefined where there is none. */
export function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT" || errorCode(thrown) === "ENOTDIR") return undefined;
    throw new Problem(`cannot read ${file}: ${sentence(thrown)}`);
  }
}

/** Writes a whole file or nothing: what was there stays until the new text is complete. */
export function writeWhole(file: string, text: string, mode = 0o600): void {
  const half = `${file}.${process.pid}.half`;
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    writeFileSync(half, text, { mode });
    renameSync(half, file);
  } catch (thrown) {
    throw new Problem(
      errorCode(thrown) === "ENOSPC"
        ? `the disk of ${file} is full`
        : `cannot write ${file}: ${sentence(thrown)}`,
    );
  }
}

/** Whether there is a program of that name in the folder. */
export function hasExecutable(folder: string, name: string): boolean {
  const file = path.join(folder, name);
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** The path of the first program of that name on PATH; undefined if there is none. */
export function findExecutable(name: string): string | undefined {
  const folders = (process.env["PATH"] ?? "").split(path.delimiter).filter((it) => path.isAbsolute(it));
  const folder = folders.find((it) => hasExecutable(it, name));
  return folder && path.join(folder, name);
}
