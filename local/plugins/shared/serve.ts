import * as grpc from "@grpc/grpc-js";
import { flushCompileCache } from "node:module";

/** Messages of any size: a list of every object of a stack has no useful bound. */
export const unlimited = {
  "grpc.max_receive_message_length": -1,
  "grpc.max_send_message_length": -1,
};

/** Serves one gRPC service on a free local port, prints the port and ends with the engine that started it. */
export async function serve(
  service: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
): Promise<void> {
  const { port } = await listen(service, implementation);
  endWithParent();
  process.stdout.write(`${port}\n`);
  flushCompileCache();
}

/** Starts a gRPC server on a free port of the loopback interface. */
export async function listen(
  service: grpc.ServiceDefinition,
  implementation: grpc.UntypedServiceImplementation,
): Promise<{ server: grpc.Server; port: number }> {
  const server = new grpc.Server(unlimited);
  server.addService(service, implementation);
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, port) => {
    if (error) reject(error);
    else resolve(port);
  });
  return { server, port: await promise };
}

/** Answers one call with what the handler returns; what it throws is the call's error. */
export const unary =
  <Request, Response>(handler: (request: Request) => Response | Promise<Response>) =>
  (call: grpc.ServerUnaryCall<Request, Response>, answer: grpc.sendUnaryData<Response>): void => {
    settle(handler, call.request).then(
      (response) => answer(null, response),
      (error: unknown) => answer(status(error)),
    );
  };

const settle = async <Request, Response>(
  handler: (request: Request) => Response | Promise<Response>,
  request: Request,
): Promise<Response> => handler(request);

const status = (error: unknown): Partial<grpc.StatusObject> => ({
  code: grpc.status.UNKNOWN,
  details: error instanceof Error ? error.message : String(error),
  ...(error instanceof StatusError ? { metadata: error.metadata } : {}),
});

/** An error that carries more than a sentence to the engine. */
export class StatusError extends Error {
  readonly metadata: grpc.Metadata;

  constructor(message: string, metadata: grpc.Metadata) {
    super(message);
    this.metadata = metadata;
  }
}

/** A plugin whose engine was killed must not go on changing things nobody records. */
function endWithParent(): void {
  const engine = process.ppid;
  setInterval(() => {
    if (process.ppid !== engine) process.exit(1);
  }, 250).unref();
}
