import { BinaryReader } from "google-protobuf";
import analyzerProto from "@pulumi/pulumi/proto/analyzer_pb.js";
import { shownBy, type Shown } from "./resource.ts";

/** A resource in the answer to what is in a stack, unread but for its URN. */
export interface Listed {
  readonly urn: string;
  readonly read: () => Shown;
}

const resourcesField = 1;
const urnField = 3;

/** All resources of a stack. Most were seen when they were analysed, so that it would be a waste to read them again. */
export function listedIn(message: Buffer): readonly Listed[] {
  const reader = new BinaryReader(message);
  const listed: Listed[] = [];
  while (reader.nextField() && !reader.isEndGroup()) {
    if (reader.getFieldNumber() === resourcesField) {
      const bytes = reader.readBytes();
      listed.push({
        urn: urnIn(bytes),
        read: () => shownBy(analyzerProto.AnalyzerResource.deserializeBinary(bytes)),
      });
    } else reader.skipField();
  }
  return listed;
}

function urnIn(bytes: Uint8Array): string {
  const reader = new BinaryReader(bytes);
  while (reader.nextField() && !reader.isEndGroup()) {
    if (reader.getFieldNumber() === urnField) return reader.readString();
    reader.skipField();
  }
  return "";
}
