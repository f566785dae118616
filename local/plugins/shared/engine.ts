import { credentials } from "@grpc/grpc-js";
import engineService from "@pulumi/pulumi/proto/engine_grpc_pb.js";
import engineProto from "@pulumi/pulumi/proto/engine_pb.js";

export type Severity = "info" | "warning";

/** Writes to the engine's output. A passing message is shown beside its resource until the next one. */
export type Log = (
  message: string,
  options?: { severity?: Severity; urn?: string; passing?: boolean },
) => void;

/** Speaks to the engine at the address it gave as the plugin's only argument. */
export function engineLog(address: string | undefined): Log {
  if (!address) return () => undefined;
  const client = new engineService.EngineClient(address, credentials.createInsecure());
  return (message, { severity = "info", urn = "", passing = false } = {}) => {
    const request = new engineProto.LogRequest();
    request.setSeverity(severity === "info" ? engineProto.LogSeverity.INFO : engineProto.LogSeverity.WARNING);
    request.setMessage(message).setUrn(urn).setEphemeral(passing);
    client.log(request, () => undefined);
  };
}
