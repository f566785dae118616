/** How a secret is written where a text names it. */
export type SecretForm = "plain" | "sha256" | "url" | "json";

export interface SecretRef {
  readonly secret: string;
  readonly form: SecretForm;
}

/** The stable host name of the replica that reads the text. */
export interface Self {
  readonly self: "host";
}

export type Part = string | SecretRef | Self;

/** Text for a container. Once a secret is in it, the platform keeps the whole of it secret. */
export type Text = string | readonly Part[];

export const secret = (name: string, form: SecretForm = "plain"): SecretRef => ({ secret: name, form });

export const self: Self = { self: "host" };

/** Writes text around secrets, as in text`redis://app:${secret("redisAppPassword", "url")}@${host}`. */
export const text = (chunks: TemplateStringsArray, ...values: readonly Part[]): readonly Part[] =>
  chunks.flatMap((chunk, i) => {
    const value = values[i];
    return value === undefined ? [chunk] : [chunk, value];
  });

export const partsOf = (content: Text): readonly Part[] =>
  typeof content === "string" ? [content] : content;

const isSecretRef = (part: Part): part is SecretRef => typeof part === "object" && "secret" in part;

export const hasSecret = (content: Text): boolean => partsOf(content).some(isSecretRef);

export const secretNamesIn = (content: Text): readonly string[] =>
  partsOf(content)
    .filter(isSecretRef)
    .map((part) => part.secret);

/** The text with each part that is not plain replaced by what `write` makes of it. */
export const plainText = (content: Text, write: (part: SecretRef | Self) => string): string =>
  partsOf(content)
    .map((part) => (typeof part === "string" ? part : write(part)))
    .join("");
