import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { mistakes, unknownKey } from "./mistakes.ts";

/**
 * This stack's settings, checked.
 * @throws one error with every mistake in them, before any resource is registered.
 */
export function loadSettings<T extends { readonly secrets: object }>(
  schema: z.ZodType<T>,
  encryptedKeys: readonly string[],
): T {
  const config = new pulumi.Config();
  const file = `Pulumi.${pulumi.getStack()}.yaml`;
  if (encryptedKeys.includes(`${config.name}:settings`))
    throw new pulumi.RunError(
      `${file}: ${config.name}:settings holds an encrypted value; settings are plain, ` +
        `set a secret on its own with: pulumi config set --secret <name>`,
    );
  const value = objectIn(config, file);
  if (value === undefined)
    throw new pulumi.RunError(
      `${file}: ${config.name}:settings is missing: right is an object as in README.md`,
    );

  const { settings, problems } = parseSettings(schema, value);
  const keys = strayKeys(config.name, settings?.secrets ?? secretsIn(value));
  if (settings === undefined || keys.length > 0)
    throw new pulumi.RunError(report(file, [...problems, ...keys]));
  return settings;
}

/** @throws without the value, which may be anything. */
function objectIn(config: pulumi.Config, file: string): unknown {
  try {
    return config.getObject<unknown>("settings");
  } catch {
    throw new pulumi.RunError(
      `${file}: ${config.name}:settings is a bare text: right is an object as in README.md`,
    );
  }
}

/** The settings, or everything that is wrong with them. */
export function parseSettings<T>(
  schema: z.ZodType<T>,
  value: unknown,
): { readonly settings?: T; readonly problems: readonly string[] } {
  const parsed = schema.safeParse(value);
  return parsed.success
    ? { settings: parsed.data, problems: [] }
    : { problems: mistakes(schema, value, parsed.error) };
}

export const report = (file: string, problems: readonly string[]): string =>
  `${file} has ${problems.length === 1 ? "a mistake" : `${problems.length} mistakes`}:\n${problems
    .map((problem) => `  ${problem}`)
    .join("\n")}`;

const secretsIn = (value: unknown): object =>
  typeof value === "object" && value !== null && "secrets" in value ? (Object(value.secrets) as object) : {};

/** Keys of this project's configuration that neither are the settings nor hold a secret the settings name. */
function strayKeys(project: string, secrets: object): readonly string[] {
  const configured = Object.entries(secrets).flatMap(([name, from]) => (from === "config" ? [name] : []));
  const known = ["settings", ...configured].map((key) => `${project}:${key}`);
  return Object.keys(pulumi.runtime.allConfig())
    .filter((key) => key.startsWith(`${project}:`) && !known.includes(key))
    .map((key) => unknownKey([key], known));
}
