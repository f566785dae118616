import { Metadata, status } from "@grpc/grpc-js";
import anyProto from "google-protobuf/google/protobuf/any_pb.js";
import providerProto from "@pulumi/pulumi/proto/provider_pb.js";
import statusProto from "@pulumi/pulumi/proto/status_pb.js";
import { StatusError } from "./serve.ts";
import { type Properties, toStruct } from "./wire.ts";

export interface Unfinished {
  readonly id: string;
  readonly state: Properties;
  /** Only a read knows better than the engine what the inputs are. */
  readonly inputs?: Properties;
  readonly reasons: readonly string[];
}

/** Tells the engine that the resource is there but not working yet: it is recorded, and the next update tries again. */
export function initFailed(message: string, { id, state, inputs, reasons }: Unfinished): StatusError {
  const detail = new providerProto.ErrorResourceInitFailed();
  detail.setId(id).setProperties(toStruct(state));
  if (inputs) detail.setInputs(toStruct(inputs));
  detail.setReasonsList([message, ...reasons]);
  const any = new anyProto.Any();
  any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
  const details = new statusProto.Status();
  details.setCode(status.UNKNOWN);
  details.setMessage(message);
  details.addDetails(any);
  const metadata = new Metadata();
  metadata.set("grpc-status-details-bin", Buffer.from(details.serializeBinary()));
  return new StatusError(message, metadata);
}
