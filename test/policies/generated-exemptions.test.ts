import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { declareServices } from "../../components/index.ts";
import { images, unverifiedImages, type Image } from "../../components/model/images.ts";
import { Exemptions, exemptionsIn } from "../../policies/engine/exemptions.ts";
import { rules } from "../../policies/rules/index.ts";
import { imageExemptions, withGenerated } from "../../scripts/exemptions-file.ts";
import { projectFile, settingsOf, stacks } from "../../scripts/stack-file.ts";

const committed = readFileSync(projectFile("policies/exemptions.yaml"), "utf8");
const ids = rules.map(({ id }) => id);
const running = stacks().map((stack) => {
  const settings = settingsOf(stack);
  return { namespace: settings.kubernetes.namespace, services: declareServices(settings) };
});

const tag = "docker.io/qdrant/qdrant:v9.9.9";
const madeUp = { unverified: tag, owner: "platform", expires: "2026-12-31" } as const;
const withMadeUp = running.map(({ namespace, services }) => ({
  namespace,
  services: services.map((service) =>
    service.image === images.qdrant ? { ...service, image: tag as Image } : service,
  ),
}));

test("the committed exemptions are the ones that the images make", () => {
  expect(running.length).toBeGreaterThanOrEqual(3);
  expect(withGenerated(committed, imageExemptions(unverifiedImages, running))).toBe(committed);
  const own = exemptionsIn(parse(committed), "policies/exemptions.yaml", ids);
  expect(own).toEqual(imageExemptions(unverifiedImages, running));
});

test("an image that is marked unverified is accepted where it runs, at preview and not at an up of production", () => {
  const generated = imageExemptions([madeUp], withMadeUp);
  expect(generated).toMatchObject([{ object: "StatefulSet/vectorstack/qdrant", expires: "2026-12-31" }]);
  const text = withGenerated(committed, generated);
  const read = exemptionsIn(parse(text), "exemptions.yaml", ids);
  expect(read).toEqual(generated);
  const ruling = (upOf?: string) =>
    new Exemptions(read, { today: "2026-11-21", upOf }).ruling({
      rule: "image-digest",
      object: "StatefulSet/vectorstack/qdrant",
      path: "spec.template.spec.containers[0].image",
    });
  expect(ruling()).toEqual({ exemption: generated[0] });
  expect(ruling("staging")).toEqual({ exemption: generated[0] });
  expect(ruling("production")).toEqual({ refusal: "its exemption does not hold for an up of production" });
});

test("what is generated replaces what was generated before, and leaves what was written by hand", () => {
  const byHand =
    "# why\n- rule: read-only-root-fs\n  object: Deployment/shop/app\n  reason: writes\n  owner: shop\n  expires: 2026-12-01\n";
  const once = withGenerated(byHand, imageExemptions([madeUp], withMadeUp));
  expect(parse(once)).toHaveLength(2);
  expect(withGenerated(once, imageExemptions([madeUp], withMadeUp))).toBe(once);
  expect(withGenerated(once, [])).toBe(byHand);
  expect(parse(withGenerated("", imageExemptions([madeUp], withMadeUp)))).toHaveLength(1);
});
