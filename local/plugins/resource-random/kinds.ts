import { randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { type Properties, type Value, secret } from "../shared/wire.ts";
import { Alphabet, draw } from "./password.ts";

interface Kind {
  /** The names of what is drawn. */
  readonly outputs: readonly string[];
  /** The inputs with their defaults; throws what is wrong with them. */
  readonly parse: (inputs: Properties) => Properties;
  readonly create: (inputs: Properties) => { readonly id: string; readonly outputs: Properties };
}

const kind = <T extends object>(
  outputs: readonly string[],
  inputs: z.ZodType<T>,
  create: (inputs: T) => { id: string; outputs: Properties },
): Kind => ({
  outputs,
  parse: (raw) => defined(inputs.parse(raw)),
  create: (raw) => create(inputs.parse(raw)),
});

const keepers = z.record(z.string(), z.string()).optional();

/** The resources of the random package that the stand-in has. RandomPassword has no `bcryptHash`: nothing here reads it. */
export const kinds: Readonly<Record<string, Kind>> = {
  "random:index/randomPassword:RandomPassword": kind(["result"], Alphabet, (inputs) => ({
    id: "none",
    outputs: { result: secret(draw(inputs)) },
  })),
  "random:index/randomString:RandomString": kind(["result"], Alphabet, (inputs) => {
    const result = draw(inputs);
    return { id: result, outputs: { result } };
  }),
  "random:index/randomUuid:RandomUuid": kind(["result"], z.object({ keepers }), () => {
    const result = randomUUID();
    return { id: result, outputs: { result } };
  }),
  "random:index/randomBytes:RandomBytes": kind(
    ["base64", "hex"],
    z.object({ length: z.int().min(1), keepers }),
    ({ length }) => {
      const bytes = randomBytes(length);
      const outputs = { base64: secret(bytes.toString("base64")), hex: secret(bytes.toString("hex")) };
      return { id: "none", outputs };
    },
  ),
  "random:index/randomId:RandomId": kind(
    ["b64Url", "b64Std", "hex", "dec"],
    z.object({ byteLength: z.int().min(1), prefix: z.string().default(""), keepers }),
    ({ byteLength, prefix }) => {
      const bytes = randomBytes(byteLength);
      const hex = bytes.toString("hex");
      const outputs = {
        b64Url: prefix + bytes.toString("base64url"),
        b64Std: prefix + bytes.toString("base64"),
        hex: prefix + hex,
        dec: prefix + BigInt(`0x${hex}`).toString(),
      };
      return { id: bytes.toString("base64url"), outputs };
    },
  ),
};

export function kindOf(type: string): Kind {
  const found = kinds[type];
  if (!found) throw new Error(`The stand-in random plugin has no ${type}: use the official plugin for it`);
  return found;
}

const defined = (inputs: object): Properties =>
  Object.fromEntries(
    Object.entries(inputs as Record<string, Value | undefined>).flatMap(([key, value]) =>
      value === undefined ? [] : [[key, value]],
    ),
  );
