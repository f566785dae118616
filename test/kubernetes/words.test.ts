import ts from "typescript";
import { expect, test } from "vitest";
import { projectFile } from "../../scripts/stack-file.ts";

const parsed = ts.getParsedCommandLineOfConfigFile(
  projectFile("tsconfig.json"),
  {},
  { ...ts.sys, onUnRecoverableConfigFileDiagnostic: () => undefined },
);
const sources = new Map<string, ts.SourceFile | undefined>();

/** What the compiler says about the Kubernetes platform when a service has this word too. */
function complaints(word: string): readonly string[] {
  const options = parsed?.options ?? {};
  const host = ts.createCompilerHost(options);
  const read = host.getSourceFile.bind(host);
  host.getSourceFile = (file, version) => {
    if (!sources.has(file)) sources.set(file, read(file, version));
    const source = sources.get(file);
    return source && file.endsWith("/components/model/service.ts")
      ? ts.createSourceFile(file, withWord(source.text, word), version)
      : source;
  };
  const files = ["platform.ts", "workload.ts"].map((name) => projectFile(`components/kubernetes/${name}`));
  const program = ts.createProgram(files, options, host);
  return files.flatMap((file) =>
    program
      .getSemanticDiagnostics(program.getSourceFile(file))
      .map(
        ({ messageText }) =>
          `${file.split("/").at(-1)}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
      ),
  );
}

function withWord(source: string, word: string): string {
  const start = "export interface ServiceSpec<Port extends string = string> {\n";
  if (!source.includes(start)) throw new Error("the vocabulary begins in another way");
  return source.replace(start, `${start}${word}\n`);
}

test("a word that no renderer handles does not compile, whether it must be said or not", () => {
  expect(complaints("")).toEqual([]);
  for (const word of ["readonly gpu: number;", "readonly gpu?: number;"])
    expect(complaints(word)).toEqual([expect.stringMatching(/^platform.ts: .*Complete[^]*"gpu"/)]);
});
