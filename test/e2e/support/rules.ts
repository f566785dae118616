import type { KubeConfig } from "@kubernetes/client-node";
import { families } from "../../../policies/admission/families.ts";
import type { ValidatingSpec } from "../../../policies/admission/objects.ts";
import { validatingSpec } from "../../../policies/admission/validating.ts";
import type { ActiveRule } from "../../../policies/engine/judge.ts";
import type { ObjectRule } from "../../../policies/rule.ts";
import { ask, must } from "./api.ts";

/** Rules that the API server judges a request by if its field manager has the same name. */
export interface Group {
  readonly name: string;
  readonly rules: readonly ActiveRule<ObjectRule>[];
  /** Whether a violation is told by the rule's id alone, so that the warnings of many rules fit into an answer. */
  readonly brief?: boolean;
}

const root = "/apis/admissionregistration.k8s.io/v1";

/** Told of every request, so that a policy that does not act, or whose warnings do not fit, is noticed. */
const sentinel = "the policy acts";

/** Makes the API server judge by a group of rules, as warnings, while `work` is done. */
export async function judgedBy<T>(
  config: KubeConfig,
  { name, rules, brief = false }: Group,
  work: () => Promise<T>,
): Promise<T> {
  const policies = families.flatMap((family) => {
    const spec = validatingSpec(family, rules);
    return spec === undefined ? [] : [{ spec, policy: `${name}-${family.name}` }];
  });
  const create = (resource: string, policy: string, spec: object) =>
    must(config, `${root}/${resource}`, { method: "POST", body: { metadata: { name: policy }, spec } });
  try {
    for (const { spec, policy } of policies) {
      await create("validatingadmissionpolicies", policy, {
        ...spec,
        matchConditions: [...spec.matchConditions, forManager(name)],
        validations: [...told(spec, brief), { expression: "false", message: sentinel }],
      });
      const binding = { policyName: policy, validationActions: ["Warn"] };
      await create("validatingadmissionpolicybindings", policy, binding);
    }
    return await work();
  } finally {
    for (const { policy } of policies)
      for (const resource of ["validatingadmissionpolicybindings", "validatingadmissionpolicies"])
        await ask(config, `${root}/${resource}/${policy}`, { method: "DELETE" });
  }
}

const forManager = (name: string) => ({
  name: "is-asked-for",
  expression: `request.options.?fieldManager.orValue('') == '${name}'`,
});

const told = ({ validations }: ValidatingSpec, brief: boolean) =>
  brief
    ? validations.map(({ expression, message }) => ({ expression, message: message.replace(/:.*/, "") }))
    : validations;

/** Warnings are cut when they are more than this in all (k8s.io/apiserver, pkg/endpoints/filters/warning.go). */
const longest = 4096;

/** What the policies of a group said in an answer; nothing if none of them acted. @throws if some of it was cut. */
export function saidBy({ name }: Group, warnings: readonly string[]): readonly string[] | undefined {
  const total = warnings.reduce((sum, { length }) => sum + length, 0);
  if (total > longest - 256) throw new Error(`${name}: ${total} characters of warnings may have been cut`);
  const said = warnings.flatMap((warning) => {
    const [, policy, message] =
      /^Validation failed for ValidatingAdmissionPolicy '(.*?)' with binding '.*?': (.*)$/.exec(warning) ??
      [];
    return policy?.startsWith(`${name}-`) && message !== undefined ? [message] : [];
  });
  return said.includes(sentinel) ? said.filter((it) => it !== sentinel) : undefined;
}
