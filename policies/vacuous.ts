import type { StackValidationPolicy } from "@pulumi/policy";
import type { Policy } from "./rule.ts";
import { any } from "./unknown.ts";

/** Reports the rules that saw no subject in the whole stack, so that their silence is not taken for a pass. */
export const vacuous = (rules: readonly Policy[]): Policy & StackValidationPolicy => ({
  name: "every-rule-saw-a-subject",
  description: "A rule that had nothing to judge has not passed.",
  enforcementLevel: "advisory",
  sees: () => true,
  validateStack: ({ resources }, report) => {
    const idle = rules.filter((rule) => !any(resources, (resource) => rule.sees(resource)));
    if (idle.length > 0) report(`nothing to judge for: ${idle.map(({ name }) => name).join(", ")}`);
  },
});
