import type * as pulumi from "@pulumi/pulumi";
import { reveal, type Secrets } from "../model/secrets.ts";
import type { Service } from "../model/service.ts";
import { hasSecret, partsOf, plainText, type Part, type Text } from "../model/text.ts";
import { headless } from "../model/network.ts";

/** The words of a declaration whose texts a container reads. */
export type FileWords = Pick<Service, "name" | "args" | "env" | "files">;

/** A file's key in the ConfigMap or Secret that holds it: no two paths share one, and no variable's name is one. */
export const fileKey = (path: string) =>
  path.replaceAll(/[^A-Za-z0-9.]/gu, (character) =>
    character === "/" ? "-" : `_${(character.codePointAt(0) ?? 0).toString(16)}_`,
  );

/** The variable in which a container finds its pod's name. */
export const podName = "POD_NAME";

const host = (service: FileWords) => `$(${podName}).${headless(service.name)}`;

/**
 * A text without secrets, the replica's own host name spelt as the container's variable.
 * @throws when there is a secret in it.
 */
export const plain = (service: FileWords, content: Text): string =>
  plainText(content, (part) => {
    if ("self" in part) return host(service);
    throw new Error(`${service.name} names the secret ${part.secret} where everybody can read it`);
  });

export const namesItself = ({ args, env }: FileWords): boolean =>
  [...args, ...Object.values(env)].some((content) => partsOf(content).some(isSelf));

const isSelf = (part: Part) => typeof part === "object" && "self" in part;

/** What the service's ConfigMap holds: its files without a secret in them. */
export const configData = (service: FileWords): Record<string, string> =>
  Object.fromEntries(
    Object.entries(service.files)
      .filter(([, content]) => !hasSecret(content))
      .map(([path, content]) => [fileKey(path), plain(service, content)]),
  );

/** What the service's Secret holds: its variables and its files with a secret in them, and no other secret. */
export function secretData(service: FileWords, secrets: Secrets): Record<string, pulumi.Output<string>> {
  const { env, files } = service;
  const texts = [
    ...Object.entries(env),
    ...Object.entries(files).map(([path, content]) => [fileKey(path), content] as const),
  ];
  return Object.fromEntries(
    texts
      .filter(([, content]) => hasSecret(content))
      .map(([key, content]) => [key, reveal(content, secrets, () => host(service))]),
  );
}
