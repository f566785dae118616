import * as grpc from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerProto, {
  type AnalyzerStackConfigureRequest,
  type ConfigureAnalyzerRequest,
} from "@pulumi/pulumi/proto/analyzer_pb.js";
import pluginProto from "@pulumi/pulumi/proto/plugin_pb.js";
import emptyProto from "google-protobuf/google/protobuf/empty_pb.js";
import type { Exemption } from "../engine/exemptions.ts";
import type { Config } from "../engine/settings.ts";
import type { Rule } from "../rule.ts";
import { Analysis, type Occasion } from "./analysis.ts";
import { informationOf, packVersion } from "./information.ts";
import { shownBy } from "./resource.ts";
import { responseOf } from "./response.ts";
import { listedIn } from "./stack-request.ts";

/** What a pack judges by. */
export interface Pack {
  readonly rules: readonly Rule[];
  /** @throws if the exemptions cannot be read. */
  readonly exemptions: () => Promise<readonly Exemption[]>;
}

const unlimited = { "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 };

/** Serves the pack on a free port of the loopback interface, and yields the port. */
export function serve(pack: Pack, ended: () => void): Promise<number> {
  const server = new grpc.Server(unlimited);
  server.addService(service, implementation(pack, ended));
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) reject(error);
    else resolve(port);
  });
  return promise;
}

const asItIs = (message: Buffer) => message;

/** The calls whose messages are large: they are read and written by ourselves, and only what is needed of them. */
const service = {
  ...analyzerService.AnalyzerService,
  analyze: {
    ...analyzerService.AnalyzerService.analyze,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
  },
  analyzeStack: {
    ...analyzerService.AnalyzerService.analyzeStack,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
  },
  remediate: {
    ...analyzerService.AnalyzerService.remediate,
    requestDeserialize: asItIs,
    responseSerialize: asItIs,
  },
};

function implementation({ rules, exemptions }: Pack, ended: () => void): grpc.UntypedServiceImplementation {
  let occasion: Occasion = { stack: "", dryRun: true };
  let config: Config = {};
  let analysis: Promise<Analysis> | undefined;
  const begin = async () => new Analysis(rules, { config, exemptions: await exemptions(), occasion });
  const current = () => (analysis ??= begin());
  const mendsNothing = Buffer.from(new analyzerProto.RemediateResponse().serializeBinary());
  return {
    handshake: unary(() => new analyzerProto.AnalyzerHandshakeResponse()),
    configureStack: unary((request: AnalyzerStackConfigureRequest) => {
      occasion = { stack: request.getStack(), dryRun: request.getDryRun() };
      analysis = undefined;
      return new analyzerProto.AnalyzerStackConfigureResponse();
    }),
    getAnalyzerInfo: unary(() => informationOf(rules)),
    getPluginInfo: unary(() => new pluginProto.PluginInfo().setVersion(packVersion)),
    configure: unary(async (request: ConfigureAnalyzerRequest) => {
      config = configIn(request);
      analysis = begin();
      const begun = await analysis;
      setImmediate(() => begun.prepare());
      return new emptyProto.Empty();
    }),
    analyze: unary(async (message: Buffer) => responseOf((await current()).analyze(shownBy(message)))),
    remediate: unary(() => mendsNothing),
    analyzeStack: unary(async (message: Buffer) => {
      const run = await current();
      const listed = listedIn(message);
      const others = listed.filter(({ urn }) => !run.remembers(urn)).map(({ read }) => read());
      const analysed = run.analyzeStack(
        listed.map(({ urn }) => urn),
        others,
      );
      return responseOf(analysed, analysed.lines);
    }),
    cancel: unary(() => {
      setImmediate(ended);
      return new emptyProto.Empty();
    }),
  };
}

const { EnforcementLevel } = analyzerProto;

const levelNames = {
  [EnforcementLevel.ADVISORY]: "advisory",
  [EnforcementLevel.MANDATORY]: "mandatory",
  [EnforcementLevel.DISABLED]: "disabled",
  [EnforcementLevel.REMEDIATE]: "remediate",
} as const;

/** The configuration, in which the engine has filled in what was not said. */
function configIn(request: ConfigureAnalyzerRequest): Config {
  const config: Record<string, unknown> = {};
  request.getPolicyconfigMap().forEach((value, id) => {
    const enforcementLevel = levelNames[value.getEnforcementlevel()];
    config[id] = { enforcementLevel, ...value.getProperties()?.toJavaScript() };
  });
  return config;
}

/** Answers one call with what the handler returns; what it throws is the call's error. */
const unary =
  <Request, Response>(handler: (request: Request) => Response | Promise<Response>) =>
  ({ request }: grpc.ServerUnaryCall<Request, Response>, answer: grpc.sendUnaryData<Response>): void => {
    const settled = (async () => handler(request))();
    settled.then(
      (response) => answer(null, response),
      (error: unknown) =>
        answer({
          code: grpc.status.INVALID_ARGUMENT,
          details: error instanceof Error ? error.message : String(error),
        }),
    );
  };
