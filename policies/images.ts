import { containerRule, type PodContainer } from "./rule.ts";

export const pinnedByDigest = containerRule({
  name: "image-is-pinned-by-digest",
  description: "An image is named by its digest, so that what was tested is what runs.",
  problems: {
    "image: add the digest (name:tag@sha256:…)": (it) => !pinned(it) && !marked(it),
  },
});

export const digestVerified = containerRule({
  name: "image-digest-is-verified",
  description: "An image without a digest is borne only while nobody could look its digest up.",
  enforcementLevel: "advisory",
  problems: {
    "image: its digest is not verified yet": (it) => !pinned(it) && marked(it),
  },
});

export const fixedTag = containerRule({
  name: "image-tag-is-fixed",
  description: "No image is named by a tag that is made to move.",
  problems: {
    "image: name a version instead of latest": ({ container }) => {
      const { tag, digest } = reference(container.image);
      return tag === "latest" || (!tag && !digest);
    },
  },
});

export const maintained = containerRule({
  name: "image-is-maintained",
  description: "No image comes from Bitnami's catalogue, where its publisher mends nothing any more.",
  problems: {
    "image: take another publisher's image than bitnami's": ({ container }) =>
      /(^|\/)bitnami(legacy)?\//.test(container.image ?? ""),
  },
});

/** The pod's annotation that lists, separated by commas, the exact references of images whose digest is not verified yet. */
const unverifiedImage = "vectorstack.dev/unverified-image";

const pinned = ({ container }: PodContainer) => /@sha256:[0-9a-f]{64}$/.test(container.image ?? "");

const marked = ({ container: { image }, pod }: PodContainer) =>
  image !== undefined && (pod.metadata?.annotations?.[unverifiedImage] ?? "").split(",").includes(image);

function reference(image = "") {
  const [name = "", digest] = image.split("@");
  return { tag: /:([^/]+)$/.exec(name)?.[1], digest };
}
