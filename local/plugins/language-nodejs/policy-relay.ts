import * as grpc from "@grpc/grpc-js";
import analyzerService from "@pulumi/pulumi/proto/analyzer_grpc_pb.js";
import analyzerProto, { type AnalyzerStackConfigureRequest } from "@pulumi/pulumi/proto/analyzer_pb.js";
import { listen, unary, unlimited } from "../shared/serve.ts";

const raw = (message: Buffer): Buffer => message;

/** The calls that a relay hands on without reading them. */
const { handshake, configureStack, ...others } = analyzerService.AnalyzerService;
const relayed: Record<string, grpc.MethodDefinition<Buffer, Buffer>> = Object.fromEntries(
  Object.entries<{ path: string }>(others).map(([name, method]) => [
    name,
    {
      path: method.path,
      requestStream: false,
      responseStream: false,
      requestSerialize: raw,
      requestDeserialize: raw,
      responseSerialize: raw,
      responseDeserialize: raw,
    },
  ]),
);

/** An analyzer that starts the real one when it knows the stack, or at the first other call, and then hands calls on. */
export function relayAnalyzer(
  start: (stack: AnalyzerStackConfigureRequest | undefined) => Promise<number>,
): Promise<{ port: number }> {
  let client: Promise<grpc.Client> | undefined;
  const connect = (stack?: AnalyzerStackConfigureRequest) =>
    (client ??= start(stack).then(
      (port) => new grpc.Client(`127.0.0.1:${port}`, grpc.credentials.createInsecure(), unlimited),
    ));
  const handOn = ({ path }: { path: string }) =>
    unary(async (request: Buffer) => {
      const target = await connect();
      const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
      target.makeUnaryRequest(path, raw, raw, request, (error, response) => {
        if (error) reject(error);
        else resolve(response ?? Buffer.alloc(0));
      });
      return promise;
    });
  return listen(
    { handshake, configureStack, ...relayed },
    {
      handshake: unary(() => new analyzerProto.AnalyzerHandshakeResponse()),
      configureStack: unary((stack: AnalyzerStackConfigureRequest) => {
        connect(stack).catch(() => undefined);
        return new analyzerProto.AnalyzerStackConfigureResponse();
      }),
      ...Object.fromEntries(Object.entries(relayed).map(([name, method]) => [name, handOn(method)])),
    },
  );
}
