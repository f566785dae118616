import { type ChildProcess, spawn } from "node:child_process";
import { createRequire } from "node:module";
import path from "node:path";
import type { ProgramInfo, RunRequest } from "@pulumi/pulumi/proto/language_pb.js";
import { Options, optionsEnvironment, splitArguments } from "./options.ts";

/** How the SDK's runner says that it has already told the user what is wrong. */
const alreadyTold = 32;

export interface Outcome {
  /** Empty when the program succeeded, or when the user was already told. */
  readonly error: string;
  readonly bail: boolean;
}

/** Everything about starting a program that follows from the engine's request. */
export function commandLine(request: RunRequest, engine: string) {
  const info = required(request.getInfo());
  const options = Options.parse(info.getOptions()?.toJavaScript() ?? {});
  const flags = {
    monitor: request.getMonitorAddress(),
    engine,
    organization: request.getOrganization(),
    project: request.getProject(),
    "root-directory": info.getRootDirectory(),
    stack: request.getStack(),
    pwd: info.getProgramDirectory(),
    parallel: String(request.getParallel()),
  };
  return {
    args: [
      ...splitArguments(options.nodeargs),
      sdkModule("cmd/run", info.getProgramDirectory()),
      ...Object.entries(flags).flatMap(([name, value]) => (value ? [`--${name}`, value] : [])),
      ...(request.getDryrun() ? ["--dry-run"] : []),
      info.getEntryPoint(),
      ...request.getArgsList(),
    ],
    env: {
      ...process.env,
      ...optionsEnvironment(options),
      PULUMI_CONFIG: JSON.stringify(legacyKeys(request.getConfigMap().toObject(true))),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  };
}

/** Runs the program to its end. Its output goes where the engine reads the host's own. */
export function runProgram(command: ReturnType<typeof commandLine>): {
  child: ChildProcess;
  outcome: Promise<Outcome>;
} {
  const child = spawn(process.execPath, command.args, {
    env: command.env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  const { promise, resolve } = Promise.withResolvers<Outcome>();
  child.on("error", (error) =>
    resolve({ error: `Could not start the program: ${error.message}`, bail: false }),
  );
  child.on("exit", (code, signal) => resolve(outcomeOf(code, signal)));
  return { child, outcome: promise };
}

export function outcomeOf(code: number | null, signal: string | null): Outcome {
  if (code === 0) return { error: "", bail: false };
  if (code === alreadyTold) return { error: "", bail: true };
  const how = code === null ? `by signal ${signal ?? "unknown"}` : `with non-zero exit code: ${code}`;
  return { error: `Program exited ${how}`, bail: false };
}

/** Where a module of the program's own Pulumi SDK lies. */
export function sdkModule(name: string, directory: string): string {
  try {
    return createRequire(path.join(directory, "package.json")).resolve(`@pulumi/pulumi/${name}`);
  } catch (error) {
    throw new Error(`${directory} has no Pulumi SDK: run npm ci there first`, { cause: error });
  }
}

/** The engine always says which program it means. */
export function required(info: ProgramInfo | undefined): ProgramInfo {
  if (!info) throw new Error("The engine did not say which program to run");
  return info;
}

/** SDKs read configuration under the older form of its keys, `namespace:config:name`. */
const legacyKeys = (config: readonly (readonly [string, string])[]): Record<string, string> =>
  Object.fromEntries(
    config.map(([key, value]) => {
      const [namespace = "", ...name] = key.split(":");
      return [name[0] === "config" ? key : `${namespace}:config:${name.join(":")}`, value];
    }),
  );
