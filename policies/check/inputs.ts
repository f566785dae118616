import { readdirSync, readFileSync, realpathSync, statSync } from "node:fs";
import path from "node:path";
import type { Unreadable } from "./yaml.ts";

/** A text to judge, and what the caller calls it. */
export interface Input extends Found {
  readonly text: string;
}

interface Found {
  readonly file: string;
  /** Whether the caller named it, so that it was not found in a folder. */
  readonly named: boolean;
}

export type FileError = Unreadable & { readonly file: string };

/** Standard input, as a file is called. */
export const standardInput = "-";

/**
 * The texts of files, of folders with all that lies below them, and of what is piped in, each once. Folders are read in
 * the order of their names; node_modules and folders whose names begin with a dot are left out.
 */
export function readInputs(
  names: readonly string[],
  directory: string,
  piped: Uint8Array = new Uint8Array(),
): { readonly texts: readonly Input[]; readonly errors: readonly FileError[] } {
  const texts: Input[] = [];
  const errors: FileError[] = [];
  const attempt = <T>(file: string, action: () => T): T | undefined => {
    try {
      return action();
    } catch (error) {
      errors.push({ file, line: 1, message: whyNot(error) });
      return undefined;
    }
  };
  const place = (name: string) => (name === standardInput ? name : path.resolve(directory, name));

  const filesOf = (name: string): readonly Found[] => {
    if (name === standardInput || !statSync(place(name)).isDirectory()) return [{ file: name, named: true }];
    const files = filesBelow(name, []);
    if (files.length === 0) throw new Error("holds no file named *.yaml, *.yml or *.json");
    return files.map((file) => ({ file, named: false }));
  };
  const filesBelow = (folder: string, within: readonly string[]): readonly string[] => {
    const real = realpathSync(place(folder));
    if (within.includes(real)) return [];
    return readdirSync(real)
      .toSorted()
      .flatMap((name): readonly string[] => {
        const file = path.join(folder, name);
        const isFolder = statSync(place(file), { throwIfNoEntry: false })?.isDirectory() ?? false;
        if (!isFolder) return manifestName.test(name) ? [file] : [];
        return isLeftOut(name) ? [] : (attempt(file, () => filesBelow(file, [...within, real])) ?? []);
      });
  };

  const found = names.flatMap((name) => attempt(name, () => filesOf(name)) ?? []);
  for (const [at, same] of Map.groupBy(found, ({ file }) => place(file))) {
    const [{ file } = { file: at }] = same;
    const text = attempt(file, () => decode(at === standardInput ? piped : readFileSync(at)));
    if (text !== undefined) texts.push({ file, named: same.some(({ named }) => named), text });
  }
  return { texts, errors };
}

const manifestName = /\.(?:ya?ml|json)$/i;

const isLeftOut = (folder: string) => folder === "node_modules" || folder.startsWith(".");

const decode = (bytes: Uint8Array) => new TextDecoder("utf-8", { fatal: true }).decode(bytes);

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  EACCES: "may not be read",
  ERR_ENCODING_INVALID_ENCODED_DATA: "is no text in UTF-8",
};

function whyNot(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return reasons[code] ?? (error instanceof Error ? error.message : String(error));
}
