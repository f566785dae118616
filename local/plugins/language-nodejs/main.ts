import type { ChildProcess } from "node:child_process";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import languageService from "@pulumi/pulumi/proto/language_grpc_pb.js";
import languageProto, {
  type LanguageHandshakeRequest,
  type RunPluginRequest,
  type RunPluginResponse,
  type RunRequest,
} from "@pulumi/pulumi/proto/language_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import type { ServerWritableStream } from "@grpc/grpc-js";
import sdk from "@pulumi/pulumi/package.json" with { type: "json" };
import { serve, unary } from "../shared/serve.ts";
import { runPolicyPack } from "./policy-pack.ts";
import { commandLine, runProgram } from "./program.ts";

/** How long an interrupted program may take to end before it is killed, in milliseconds. */
const patience = 5_000;

let engine = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";
const running = new Set<ChildProcess>();
process.on("exit", () => running.forEach((child) => child.kill("SIGKILL")));

async function run(request: RunRequest) {
  const { child, outcome } = runProgram(commandLine(request, engine));
  running.add(child);
  const { error, bail } = await outcome;
  running.delete(child);
  return new languageProto.RunResponse().setError(error).setBail(bail);
}

function cancel() {
  for (const child of running) {
    child.kill("SIGINT");
    setTimeout(() => child.kill("SIGKILL"), patience).unref();
  }
  return new emptyProto.Empty();
}

await serve(languageService.LanguageRuntimeService, {
  handshake: unary((request: LanguageHandshakeRequest) => {
    engine = request.getEngineAddress();
    return new languageProto.LanguageHandshakeResponse();
  }),
  getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(sdk.version)),
  getRequiredPackages: unary(() => new languageProto.GetRequiredPackagesResponse()),
  getRequiredPlugins: unary(() => new languageProto.GetRequiredPluginsResponse()),
  run: unary(run),
  runPlugin: (call: ServerWritableStream<RunPluginRequest, RunPluginResponse>) => runPolicyPack(call),
  cancel: unary(cancel),
});
