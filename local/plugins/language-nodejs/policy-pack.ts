import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { type ServerWritableStream, status } from "@grpc/grpc-js";
import type { AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import languageProto, {
  type RunPluginRequest,
  type RunPluginResponse,
} from "@pulumi/pulumi/proto/language_pb.js";
import { Options, optionsEnvironment } from "./options.ts";
import { relayAnalyzer } from "./policy-relay.ts";
import { required, sdkModule } from "./program.ts";

type Call = ServerWritableStream<RunPluginRequest, RunPluginResponse>;

/**
 * Runs a policy pack. The engine tells a pack about its stack by a call, but the pack reads it from its environment, so
 * the pack starts only after that call, behind a relay that was there before it.
 */
export function runPolicyPack(call: Call): void {
  const { request } = call;
  if (request.getKind() !== "analyzer") {
    const details = `The stand-in language host runs programs and policy packs, not a plugin of kind ${request.getKind()}`;
    call.emit("error", { code: status.UNIMPLEMENTED, details });
    return;
  }
  let pack: ChildProcess | undefined;
  const relay = relayAnalyzer((stack) => {
    pack = startPack(request, stack);
    pack.stderr?.on("data", (chunk: Buffer) =>
      call.write(new languageProto.RunPluginResponse().setStderr(chunk)),
    );
    pack.on("exit", (code) => call.end(new languageProto.RunPluginResponse().setExitcode(code ?? 1)));
    return portOf(pack, (line) =>
      call.write(new languageProto.RunPluginResponse().setStdout(Buffer.from(line))),
    );
  });
  relay.then(
    ({ port }) => call.write(new languageProto.RunPluginResponse().setStdout(Buffer.from(`${port}\n`))),
    (error: unknown) => call.emit("error", { code: status.UNKNOWN, details: String(error) }),
  );
  const stop = () => pack?.kill("SIGKILL");
  call.on("cancelled", stop);
  process.on("exit", stop);
}

function startPack(
  request: RunPluginRequest,
  stack: AnalyzerStackConfigureRequest | undefined,
): ChildProcess {
  const directory = required(request.getInfo()).getProgramDirectory();
  const options = Options.parse(request.getInfo()?.getOptions()?.toJavaScript() ?? {});
  const pairs = request
    .getEnvList()
    .map((pair) => [pair.split("=", 1)[0] ?? "", pair.replace(/^[^=]*=/, "")]);
  const environment = Object.fromEntries(pairs) as Record<string, string>;
  return spawn(
    process.execPath,
    [sdkModule("cmd/run-policy-pack", directory), ...request.getArgsList(), directory],
    {
      cwd: directory,
      env: { ...environment, ...optionsEnvironment(options), ...stackEnvironment(stack) },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
}

const stackEnvironment = (stack: AnalyzerStackConfigureRequest | undefined): Record<string, string> =>
  stack
    ? {
        PULUMI_NODEJS_ORGANIZATION: stack.getOrganization(),
        PULUMI_NODEJS_PROJECT: stack.getProject(),
        PULUMI_NODEJS_STACK: stack.getStack(),
        PULUMI_NODEJS_DRY_RUN: String(stack.getDryRun()),
        PULUMI_CONFIG: JSON.stringify(Object.fromEntries(stack.getConfigMap().toObject(true))),
      }
    : {};

/** A pack prints its port first; whatever it prints after that is for the user. */
function portOf(pack: ChildProcess, print: (line: string) => void): Promise<number> {
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  pack.on("error", reject);
  pack.on("exit", () => reject(new Error("the policy pack ended before it was ready")));
  if (!pack.stdout) throw new Error("the policy pack has no output");
  const lines = createInterface(pack.stdout);
  lines.once("line", (port) => {
    lines.on("line", (line) => print(`${line}\n`));
    resolve(Number(port));
  });
  return promise;
}
