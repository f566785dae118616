import { z } from "zod";
import { Settings } from "../components/index.ts";

/** The JSON Schema of a stack file, by which editors complete and check it. */
export function stackFileSchema(): string {
  const { $schema, ...settings } = z.toJSONSchema(Settings, { io: "input" });
  const schema = {
    $schema,
    title: "A stack file of vectorstack",
    type: "object",
    properties: {
      encryptionsalt: { type: "string" },
      encryptedkey: { type: "string" },
      secretsprovider: { type: "string" },
      config: {
        type: "object",
        required: ["vectorstack:settings"],
        properties: { "vectorstack:settings": settings },
      },
    },
    required: ["config"],
  };
  return `${JSON.stringify(schema, undefined, 2)}\n`;
}
