import { isMap, isSeq, parseDocument, YAMLSeq } from "yaml";
import type { UnverifiedImage } from "../components/model/images.ts";
import { hasIdentity, type Service } from "../components/model/service.ts";
import type { Exemption } from "../policies/engine/exemptions.ts";

/** What one stack runs. */
export interface StackServices {
  readonly namespace: string;
  readonly services: readonly Service[];
}

const source = "components/model/images.ts";

/** Stacks that run nothing but what is verified: a preview tells what is missing, an up is refused. */
const strict = ["production"];

/** The exemptions of services whose images are marked unverified: the only ones that the project's own stacks may have. */
export function imageExemptions(
  images: readonly UnverifiedImage[],
  stacks: readonly StackServices[],
): readonly Exemption[] {
  const found = stacks.flatMap(({ namespace, services }) =>
    services.flatMap((service) =>
      images
        .filter(({ unverified }) => unverified === service.image)
        .map(({ unverified, owner, expires }) => ({
          rule: "image-digest",
          object: `${hasIdentity(service) ? "StatefulSet" : "Deployment"}/${namespace}/${service.name}`,
          reason: `no two sources agree on the digest of ${unverified} yet`,
          owner,
          expires,
          refusedAtUpOf: strict,
          generatedFrom: source,
        })),
    ),
  );
  return [...new Map(found.map((exemption) => [exemption.object, exemption])).values()];
}

/** The file with these exemptions in the place of those that were generated before; what was written by hand stays. */
export function withGenerated(file: string, exemptions: readonly Exemption[]): string {
  const document = parseDocument(file);
  const entries = isSeq(document.contents) ? document.contents : new YAMLSeq();
  entries.items = [
    ...entries.items.filter((item) => !isMap(item) || item.get("generatedFrom") !== source),
    ...exemptions.map((exemption) => document.createNode(exemption)),
  ];
  entries.flow = entries.items.length === 0;
  return Object.assign(document, { contents: entries }).toString({ lineWidth: 110 });
}
