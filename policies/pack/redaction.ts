import type { Shown } from "./resource.ts";

/** What must not be told of a resource (wire.ts). */
export type Secretive = Pick<Shown, "secrets" | "secretsAnywhere">;

/** A secret of fewer characters is in every other word: only what was found at its resource is kept free of it. */
const shortest = 4;

/**
 * A text about a resource without any secret. Rules name what they find, which may be a text that is marked secret here or
 * elsewhere; of the resource's own also one line, or the text in the quotes of JSON.
 */
export function withoutSecrets(text: string, own: Secretive, everywhere: ReadonlySet<string>): string {
  const secrets = [...own.secrets, ...everywhere, ...[...own.secretsAnywhere].flatMap(partsOf)];
  return [...new Set(secrets)]
    .filter((secret) => secret.length >= shortest && text.includes(secret))
    .toSorted((a, b) => b.length - a.length)
    .reduce((told, secret) => told.replaceAll(secret, hidden), text);
}

/** What was found at a resource without its secrets that are too short to be looked for everywhere. */
export const withoutShort = (found: string, { secretsAnywhere }: Secretive): string =>
  [...secretsAnywhere]
    .filter(({ length }) => length > 0 && length < shortest)
    .reduce((told, secret) => told.replaceAll(asWord(secret), hidden), found);

const hidden = "[secret]";

function partsOf(secret: string): readonly string[] {
  if (!/[\n"\\]/.test(secret)) return [];
  const lines = secret.split("\n").map((line) => line.trim());
  return [secret, ...lines].flatMap((part) => [part, JSON.stringify(part).slice(1, -1)]);
}

/** Alone, not in a longer word. */
const asWord = (text: string): RegExp => {
  const escaped = text.replaceAll(/[$()*+./?[\\\]^{|}]/g, String.raw`\$&`);
  return new RegExp(`(?<![\\w-])${escaped}(?![\\w-])`, "g");
};
