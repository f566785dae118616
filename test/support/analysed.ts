import { existsSync } from "node:fs";
import { readExemptions } from "../../policies/engine/exemptions-file.ts";
import { Analysis } from "../../policies/pack/analysis.ts";
import { shownBy } from "../../policies/pack/resource.ts";
import { rules } from "../../policies/rules/index.ts";
import { requestOf, urnOf, type Resource } from "../../scripts/policies/pack-process.ts";
import { projectFile, settingsOf } from "../../scripts/stack-file.ts";
import type { Rendered } from "./render.ts";

/** What the policy pack says of a rendering. */
export interface Analysed {
  readonly violations: readonly { readonly level: string; readonly rule: string; readonly message: string }[];
  /** The rules in force that nothing was there for. */
  readonly unseen: readonly string[];
}

/** Shows all resources of a preview to the policy pack as the engine would, one by one and in the end together. */
export async function analysed(stack: string, rendered: readonly Rendered[]): Promise<Analysed> {
  const file = projectFile("policies/exemptions.yaml");
  const ids = rules.map(({ id }) => id);
  const exemptions = existsSync(file) ? await readExemptions(file, ids) : [];
  const analysis = new Analysis(rules, { exemptions, occasion: { stack, dryRun: true } });
  const resources = rendered.map((it) => resourceOf(stack, it));
  const alone = resources.flatMap((resource) => {
    const shown = shownBy(Buffer.from(requestOf(resource).serializeBinary()));
    return analysis.analyze(shown).findings;
  });
  const together = analysis.analyzeStack(resources.map(urnOf), []);
  return {
    violations: [...alone, ...together.findings].map(({ rule, level, urn, message }) => ({
      level,
      rule: rule.id,
      message: `${urn.split("::").slice(2).join(" ")}: ${message}`,
    })),
    unseen: [...together.notApplicable.keys()],
  };
}

/** With the name and the namespace that the provider fills in. */
function resourceOf(stack: string, { type, name, inputs, options }: Rendered): Resource {
  const { namespace, context } = settingsOf(stack).kubernetes;
  const own = { name: `<${name}>`, ...(type.endsWith(":Namespace") ? {} : { namespace }) };
  const metadata = inputs["metadata"] as object | undefined;
  return {
    type,
    name,
    stack,
    provider: { context },
    props: metadata ? { ...inputs, metadata: { ...own, ...metadata } } : inputs,
    protect: options.protect ?? false,
    ignoreChanges: options.ignoreChanges ?? [],
  };
}
