import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";
import { z } from "zod";
import { dnsLabel, dnsName } from "./values.ts";
import { textsOf, type Service } from "./service.ts";
import { secretNamesIn, type SecretForm, type Self, type Text, partsOf } from "./text.ts";

/** A secret that someone else keeps in the cluster; read again at each preview and up. */
export type ExistingSecret = z.infer<typeof ExistingSecret>;
export const ExistingSecret = z.strictObject({
  name: dnsName,
  key: z.string("a key of the Secret").min(1, "a key of the Secret"),
  namespace: dnsLabel.optional().describe("By default the stack's namespace"),
});

/**
 * Where a secret comes from: made at random (a higher number makes a new one), from
 * `pulumi config set --secret <name>`, or from a Secret that exists.
 */
export type SecretSource = z.infer<typeof SecretSource>;
export const SecretSource = z.union(
  [z.literal("generate"), z.strictObject({ generate: z.int().min(1) }), z.literal("config"), ExistingSecret],
  "generate, { generate: <a number> }, config, or { name, key } of a Secret that exists",
);

/** Every secret of the stack, by name. */
export type Secrets = Readonly<Record<string, pulumi.Output<string>>>;

/** The names of the secrets that the services' texts name, each once, in order. */
export const secretNames = (services: readonly Service[]): readonly string[] =>
  [...new Set(services.flatMap((service) => textsOf(service).flatMap(secretNamesIn)))].toSorted();

export interface SecretsArgs {
  readonly names: readonly string[];
  readonly sources: Readonly<Record<string, SecretSource>>;
  readonly read: (secret: ExistingSecret, name: string) => pulumi.Output<string>;
}

/** Finds or makes each secret. Generated ones are 32 letters and digits: 190 bits. */
export function loadSecrets(
  { names, sources, read }: SecretsArgs,
  opts: pulumi.ResourceOptions,
  config = new pulumi.Config(),
): Secrets {
  const load = (name: string): pulumi.Output<string> => {
    const source = sources[name] ?? "generate";
    if (source === "config") return config.requireSecret(name);
    if (typeof source === "object" && "key" in source) return pulumi.secret(read(source, name));
    const keepers = { version: String(source === "generate" ? 1 : source.generate) };
    return new random.RandomPassword(name, { length: 32, special: false, keepers }, opts).result;
  };
  return Object.fromEntries(names.map((name) => [name, load(name)]));
}

const forms: Readonly<Record<SecretForm, (plain: string) => string>> = {
  plain: (value) => value,
  sha256: (value) => createHash("sha256").update(value).digest("hex"),
  url: encodeURIComponent,
  json: (value) => JSON.stringify(value),
};

/** The text with its secrets in place, encrypted wherever Pulumi stores it. */
export const reveal = (
  content: Text,
  secrets: Secrets,
  host: (self: Self) => string,
): pulumi.Output<string> =>
  pulumi.secret(
    pulumi.concat(
      ...partsOf(content).map((part) => {
        if (typeof part === "string") return part;
        if ("self" in part) return host(part);
        const value = secrets[part.secret];
        if (value === undefined) throw new Error(`no secret is named ${part.secret}`);
        return value.apply(forms[part.form]);
      }),
    ),
  );
