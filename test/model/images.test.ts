import fc from "fast-check";
import { expect, test } from "vitest";
import { images, mirrored, unverifiedImages, type Image } from "../../components/model/images.ts";

const digest = `sha256:${"0123456789abcdef".repeat(4)}` as const;
const tagged = (name: string): Image => `${name}:1.2@${digest}`;

test.each([
  ["docker.io/qdrant/qdrant", "mirror.example.com", "mirror.example.com/qdrant/qdrant"],
  ["ghcr.io/acme/app", "mirror.example.com/ghcr", "mirror.example.com/ghcr/acme/app"],
  ["registry.example:5000/app", "mirror.example.com", "mirror.example.com/app"],
  ["localhost/app", "mirror.example.com:5000", "mirror.example.com:5000/app"],
  ["library/redis", "mirror.example.com", "mirror.example.com/library/redis"],
  ["redis", "mirror.example.com", "mirror.example.com/redis"],
])("%s comes from %s as %s", (name, mirror, expected) => {
  expect(mirrored(tagged(name), mirror)).toBe(tagged(expected));
});

test("without a mirror an image stays as it is", () => {
  expect(mirrored(images.redis, undefined)).toBe(images.redis);
});

test("any image comes from the mirror, with its own tag and digest, and mirroring twice is mirroring once", () => {
  const word = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
  const host = fc.oneof(
    fc.constantFrom("docker.io", "ghcr.io", "localhost", "registry.example:5000", "10.0.0.1:80"),
    fc.tuple(word, word).map((words) => words.join(".")),
  );
  const path = fc.array(word, { minLength: 1, maxLength: 3 }).map((words) => words.join("/"));
  const name = fc.oneof(
    path,
    fc.tuple(host, path).map((words) => words.join("/")),
  );
  const mirror = fc.oneof(
    host,
    fc.tuple(host, path).map((words) => words.join("/")),
  );
  fc.assert(
    fc.property(name, mirror, (it, from) => {
      const once = mirrored(tagged(it), from);
      expect(once.startsWith(`${from}/`)).toBe(true);
      expect(once.endsWith(`:1.2@${digest}`)).toBe(true);
      expect(mirrored(once, from)).toBe(once);
    }),
  );
});

test("every third-party image names its registry, a version and a digest, but for one that is marked unverified", () => {
  const all = Object.entries(images);
  const tags: readonly string[] = unverifiedImages.map(({ unverified }) => unverified);
  expect(all.length).toBeGreaterThanOrEqual(5);
  for (const [, it] of all) {
    expect(it).toMatch(/^[a-z0-9.-]+\.[a-z]+\/[\w./-]+:v?\d+\.\d+\.\d+[\w.-]*(@sha256:[0-9a-f]{64})?$/);
    expect(it.includes("@"), it).toBe(!tags.includes(it));
  }
  expect(new Set(all.map(([, it]) => it)).size).toBe(all.length);
});
