import { z } from "zod";

const strictness = z.enum(["required", "preferred"], "required or preferred");

/** How far apart a service's replicas are kept. */
export const SpreadSettings = z
  .strictObject({ host: strictness.default("preferred"), zone: strictness.default("preferred") })
  .default({ host: "preferred", zone: "preferred" })
  .describe("Whether replicas must, or only should, be on different hosts and in different zones.");
