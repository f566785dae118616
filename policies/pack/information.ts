import analyzerProto, { type AnalyzerInfo, type PolicyInfo } from "@pulumi/pulumi/proto/analyzer_pb.js";
import structProto from "google-protobuf/google/protobuf/struct_pb.js";
import type { Level, Parameters, References, Rule, Severity } from "../rule.ts";
import pack from "../package.json" with { type: "json" };

export const packName = "vectorstack";
export const packVersion = pack.version;

const { EnforcementLevel, PolicySeverity, PolicyType } = analyzerProto;

export const levels = {
  mandatory: EnforcementLevel.MANDATORY,
  advisory: EnforcementLevel.ADVISORY,
  disabled: EnforcementLevel.DISABLED,
} as const satisfies Record<Level, number>;

/** The protocol has no word for what is only information. */
export const severities = {
  critical: PolicySeverity.POLICY_SEVERITY_CRITICAL,
  high: PolicySeverity.POLICY_SEVERITY_HIGH,
  medium: PolicySeverity.POLICY_SEVERITY_MEDIUM,
  low: PolicySeverity.POLICY_SEVERITY_LOW,
  info: PolicySeverity.POLICY_SEVERITY_LOW,
} as const satisfies Record<Severity, number>;

/** Whether the rule is judged with the whole stack, and not with the resource alone. */
export const isOfStack = (rule: Rule): boolean =>
  rule.engine === "set" || rule.engine === "guard" || (rule.engine === "object" && rule.excuse !== undefined);

/** What the pack says of itself and every rule. */
export const informationOf = (rules: readonly Rule[]): AnalyzerInfo =>
  new analyzerProto.AnalyzerInfo()
    .setName(packName)
    .setDisplayname("vectorstack")
    .setDescription("What every stack must keep to, whatever its program says.")
    .setVersion(packVersion)
    .setSupportsconfig(true)
    .setPoliciesList(rules.map(policyOf));

const tagsOf = (references: References): string[] =>
  Object.entries(references as Readonly<Record<string, readonly string[]>>).flatMap(([source, ids]) =>
    ids.map((id) => `${source}:${id}`),
  );

function policyOf(rule: Rule): PolicyInfo {
  const { id, title, holds, why, mend, level, severity, references, parameters } = rule;
  const policy = new analyzerProto.PolicyInfo()
    .setName(id)
    .setDisplayname(title)
    .setDescription(holds)
    .setMessage(`${holds} ${why}`)
    .setRemediationSteps(mend)
    .setEnforcementlevel(levels[level])
    .setSeverity(severities[severity])
    .setPolicyType(isOfStack(rule) ? PolicyType.POLICY_TYPE_STACK : PolicyType.POLICY_TYPE_RESOURCE)
    .setTagsList(tagsOf(references));
  const [control] = references.pss ?? [];
  if (control !== undefined)
    policy.setFramework(
      new analyzerProto.PolicyComplianceFramework()
        .setName("Pod Security Standards")
        .setReference(control)
        .setSpecification(holds),
    );
  return parameters ? policy.setConfigschema(schemaOf(parameters)) : policy;
}

/**
 * The engine refuses values of the wrong type by its own words, without the value, so the schema states types and defaults;
 * what else is right stands in the description, and Configure refuses the rest by key and value.
 */
function schemaOf(parameters: Parameters) {
  const properties = Object.entries(parameters).map(([name, parameter]) => {
    const { pattern, minimum, ...schema } = parameter;
    return [name, schema] as const;
  });
  return new analyzerProto.PolicyConfigSchema().setProperties(
    structProto.Struct.fromJavaScript(Object.fromEntries(properties)),
  );
}
