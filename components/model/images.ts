/** Pinned by digest; the tag is for readers. */
export type Image = `${string}:${string}@sha256:${string}`;

/**
 * An image that runs by its tag, as no two sources agree on its digest yet. The policies accept it for as long as it
 * says, and for no up of production: `npm run exemptions`.
 */
export interface UnverifiedImage {
  readonly unverified: `${string}:${string}`;
  /** Who looks for the digest. */
  readonly owner: string;
  /** The last day on which it may do without, as YYYY-MM-DD. */
  readonly expires: string;
}

type Table = Readonly<Record<string, Image | UnverifiedImage>>;

/**
 * Every third-party image the stack runs. A digest stands here when at least two independent public sources
 * state it for the tag; `docs/images.md` names them.
 */
const table = {
  jaeger:
    "docker.io/jaegertracing/jaeger:2.21.0@sha256:3d0ac795ff98aa04d1be04311d2dac6c25b4bfc8322dc02e53bc5b170c5018c3",
  podinfo:
    "ghcr.io/stefanprodan/podinfo:6.15.0@sha256:ec73780a8425f59ea49f5bc8cdff0d598805a224fbaa1f86c67a244f250fa9da",
  qdrant:
    "docker.io/qdrant/qdrant:v1.19.1-unprivileged@sha256:801777072776dc81b2a9dd2007b2ed487571f21ecd30efffd15ddb1671f2193d",
  redis:
    "docker.io/library/redis:8.10.1-alpine@sha256:becdda6c7f4b3fb42e42fd7f120bbf5c54c4caaaf16f26da24e4563d2c1f0576",
  redisExporter:
    "docker.io/oliver006/redis_exporter:v1.89.0-alpine@sha256:d4e0a0ad55fa4f968eea4519b518b16dac887debd06c790a6be2f60940538d82",
} as const satisfies Table;

const referenceTo = (image: Image | UnverifiedImage): Image =>
  typeof image === "string" ? image : (image.unverified as Image);

/** What stands for each image in a declaration. */
export const images = Object.fromEntries(
  Object.entries(table).map(([name, image]) => [name, referenceTo(image)]),
) as Readonly<Record<keyof typeof table, Image>>;

export const unverifiedImages: readonly UnverifiedImage[] = Object.values<Table[string]>(table).filter(
  (image) => typeof image !== "string",
);

/** The same image, pulled from a mirror: the mirror's prefix stands in for the registry's host. */
export const mirrored = (image: Image, mirror: string | undefined): Image => {
  if (mirror === undefined || image.startsWith(`${mirror}/`)) return image;
  const [host = "", ...rest] = image.split("/");
  const path = /[.:]|^localhost$/.test(host) && rest.length > 0 ? rest.join("/") : image;
  return `${mirror}/${path}` as Image;
};
