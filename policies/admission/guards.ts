import type { ActiveRule } from "../engine/judge.ts";
import { withParameters } from "../engine/parameters.ts";
import { domains, listsCel, podVariablesCel } from "../engine/subject.ts";
import { kinds, type KindName } from "../kinds.ts";
import type { GuardRule } from "../rule.ts";
import { allowAnnotation } from "./marks.ts";
import type { Named, ResourceRule, Validation, ValidatingSpec } from "./objects.ts";

const containersOf = (spec: string) => listsCel(domains.container, spec);

const podSpec = podVariablesCel["podSpec"] ?? "";

const annotated = "(request.operation == 'DELETE' ? oldObject : object)";

/** What the CEL of guards may read under `variables`, in the order in which one needs the other. */
const defined: readonly Named[] = [
  { name: "name", expression: "request.?name.orValue('')" },
  { name: "subResource", expression: "request.?subResource.orValue('')" },
  { name: "beforeSpec", expression: podSpec.replaceAll("object.", "oldObject.") },
  { name: "before", expression: containersOf("variables.beforeSpec") },
  { name: "afterSpec", expression: podSpec },
  { name: "after", expression: containersOf("variables.afterSpec") },
  {
    name: "allowed",
    expression: `${annotated}.?metadata.?annotations[?'${allowAnnotation}'].orValue('').split('\\n')`,
  },
];

/** The policy that keeps the guards for kinds in namespaces, or for cluster-wide ones; nothing if there are none. */
export function guardSpec(
  active: readonly ActiveRule<GuardRule>[],
  namespaced: boolean,
): ValidatingSpec | undefined {
  const placed = active.flatMap(({ rule, parameters }) => {
    const here = rule.kinds.filter((kind) => kinds[kind].namespaced === namespaced);
    return here.length === 0 ? [] : [{ rule, here, parameters }];
  });
  if (placed.length === 0) return undefined;
  const validations = placed.map(({ rule, here, parameters }) => validation(rule, here, parameters));
  return {
    failurePolicy: "Fail",
    matchConstraints: {
      matchPolicy: "Equivalent",
      namespaceSelector: {},
      objectSelector: {},
      resourceRules: placed.flatMap(({ rule, here }) => here.map((kind) => resourceRule(rule, kind))),
    },
    matchConditions: [],
    variables: used(validations),
    validations,
  };
}

const used = (validations: readonly Validation[]): Named[] => {
  const texts = validations.map(({ expression, messageExpression = "" }) => expression + messageExpression);
  const reads = (name: string): boolean =>
    texts.some((text) => text.includes(`variables.${name}`)) ||
    defined.some((other) => other.expression.includes(`variables.${name}.`) && reads(other.name));
  return defined.filter(({ name }) => reads(name));
};

function resourceRule({ operation, subresources = [] }: GuardRule, kind: KindName): ResourceRule {
  const { groups, version, resource, namespaced } = kinds[kind];
  return {
    apiGroups: [groups[0]],
    apiVersions: [version],
    operations: [operation],
    resources: [resource, ...subresources.map((it) => `${resource}/${it}`)],
    scope: namespaced ? "Namespaced" : "Cluster",
  };
}

/** The policy is asked about every change that any of its guards is for, so that each says first which are its own. */
function validation(
  { id, cel, change, message, mend, operation, subresources = [] }: GuardRule,
  here: readonly KindName[],
  parameters: ActiveRule["parameters"],
): Validation {
  const own = [
    `request.operation == '${operation}'`,
    `request.resource.resource in ${listed(here.map((kind) => kinds[kind].resource))}`,
    `variables.subResource in ${listed(["", ...subresources])}`,
  ].join(" && ");
  const allowed = change === undefined ? "" : ` || ${allows(change)}`;
  const told = `${quoted(`${id}: `)} + variables.name + ${quoted(` ${message}: ${mend}`)}`;
  return {
    expression: withParameters(`!(${own}) || ${cel}${allowed}`, parameters),
    message: `${id}: it ${message}: ${mend}`,
    messageExpression: change === undefined ? told : `${told} + ${howToAllow(change)}`,
  };
}

/** An allowed change names itself, a day and a reason; whether the day is past, the rule allowed-change tells. */
const allows = (change: string) =>
  `[${change}].exists(x, x != '' && variables.allowed.exists(l, l.startsWith(x + ' until=') && l.matches(' until=[0-9]{4}-[0-9]{2}-[0-9]{2} reason=.*[^ ]')))`;

const howToAllow = (change: string) =>
  `[${change}].map(x, x == '' ? '' : ${quoted(`; to allow exactly this, annotate it with ${allowAnnotation}: `)} + x + ${quoted(" until=<day> reason=<why>")}).join('')`;

const quoted = (text: string) => `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;

const listed = (items: readonly string[]) => `[${items.map(quoted).join(", ")}]`;
