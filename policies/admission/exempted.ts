import path from "node:path";
import { readExemptions } from "../engine/exemptions-file.ts";
import { rules } from "../rules/index.ts";

const committed = path.join(import.meta.dirname, "..", "exemptions.yaml");

/**
 * The rules of which a violation in the namespace, or outside of any, is accepted on that day. The API server tells of
 * violations of these and refuses none: it cannot know which pods are those of an exempted workload.
 * @param today as YYYY-MM-DD
 */
export async function exemptedRules(
  namespace: string,
  today: string,
  file = committed,
): Promise<readonly string[]> {
  const exemptions = await readExemptions(
    file,
    rules.map(({ id }) => id),
  );
  return exemptions
    .filter(({ expires }) => expires >= today)
    .filter(({ object }) => {
      const [, within, name] = object.split("/");
      return name === undefined || within === namespace;
    })
    .map(({ rule }) => rule);
}
