import { workloads } from "../policies/kinds.ts";
import type { Parameter, References, Rule } from "../policies/rule.ts";
import { rules, topics } from "../policies/rules/index.ts";

/** `docs/policies.md`: how the rules are run, and every rule, from the table. */
export const policiesPage = (): string =>
  `${[overview(), ...Object.entries(topics).map(([title, rules]) => topic(title, rules))].join("\n\n")}\n`;

const count = (level: Rule["level"]) => rules.filter((rule) => rule.level === level).length;

const overview = (): string => `# Policies

${rules.length} rules in one table, \`policies/rules/\`: ${count("mandatory")} are mandatory, ${count("advisory")} advisory, ${count("disabled")} off by default. Made by
\`npm run policies:docs\`. A violation names its rule by the id that stands here.

## Where they are enforced

| where | how | what is judged |
| --- | --- | --- |
| preview | \`pulumi preview --policy-pack policies\`, and every \`up\` | every resource of the stack; a value that is not known yet is reported as not decided |
| check | \`npm run -s policies -- check <files, folders or ->\` | any manifests in YAML or JSON, and what \`helm template\` prints, as one set |
| admission | \`admission: off\\|warn\\|deny\` in the stack file | what the API server is asked to store in the stack's namespace, by whomever |

Workloads are pods and all that asks for some: PodTemplate, ReplicationController, ReplicaSet, Deployment, StatefulSet,
DaemonSet, Job and CronJob. Rules across objects see the stack, or all files of one call of \`check\`; the API server sees one object at a time.
Rules on resources of Pulumi and on Docker are enforced at preview only, and guards by the API server only.

## Levels and parameters

A mandatory violation stops the deployment (exit code 1 of \`check\`); an advisory one is told. A file of JSON changes levels
and parameters, for the pack by \`--policy-pack-config FILE\`, for \`check\` by \`--config FILE\`; what it gets wrong is refused.
\`all\` stands for every rule that is not named.

\`\`\`json
{
  "cpu-limit": "advisory",
  "image-registry-allowed": { "enforcementLevel": "mandatory", "registries": ["ghcr.io/acme/"] }
}
\`\`\`

## Exemptions

\`policies/exemptions.yaml\` lists violations that are accepted. Each is printed with every run.

\`\`\`yaml
- rule: pss-host-path
  object: DaemonSet/logging/collector # Kind/namespace/name, or Kind/name of what has no namespace
  path: spec.template.spec.volumes[0] # optional: only there and below
  reason: reads the logs of the node
  owner: team-platform
  expires: 2027-03-31 # the last day on which it holds
  refusedAtUpOf: [production] # optional: holds for previews of these stacks, not for their up
\`\`\`

After its last day the violation is back; one that matches nothing is a warning. An object that names no namespace lies in
\`default\`. \`npm run exemptions\` writes those for images that \`components/model/images.ts\` marks unverified; the project's own
stacks have no others.

## check

Exit code 0: clean. 1: violations that are mandatory, or of any level with \`--level advisory\`. 2: something could not be read,
with file and line; what could be read is judged all the same. An input without a single object is not readable.

In folders, \`*.yaml\`, \`*.yml\` and \`*.json\` are read, but not in \`node_modules\` or folders that begin with a dot; what is no object
(\`values.yaml\`, patches, files of kustomize) is listed as skipped. A file that is named and holds no object is an error. Items of
a List count singly. Custom resources that hold pods are judged as pod templates. Templates have to be rendered first.

\`--format json\` prints \`checked\` (objects), \`violations\` (\`rule\`, \`level\`, \`file\`, \`document\` from 0, \`kind\`, \`namespace\`, \`name\`,
\`path\`, \`line\`, \`message\`, \`fix\`, \`severity\`, \`references\`), \`unused\` (exemptions), \`notApplicable\` (rules that saw nothing to judge,
which is no pass), \`errors\`, \`exempted\` and \`skipped\`; \`sarif\` and \`junit\` say the same to code scanning and CI. \`--all\` puts every rule in
force, \`--kubernetes-version 1.N\` chooses the Pod Security Standards, \`--help\` tells the rest.`;

const topic = (title: string, rules: readonly Rule[]): string =>
  [`## ${title}`, ...rules.map(section)].join("\n\n");

function section(rule: Rule): string {
  const { id, title, severity, level, levelReason, holds, why, mend, references, parameters = {} } = rule;
  const standing = [
    severity,
    level === "disabled" ? "off" : level,
    ...kindsOf(rule),
    placesOf(rule).join(", "),
  ].join(" · ");
  return [
    `### ${id}`,
    [
      `${title}. *${standing}*`,
      ...(levelReason && level !== "mandatory"
        ? [`${level === "disabled" ? "Off" : "Advisory"}: ${inText(levelReason)}`]
        : []),
    ].join("\\\n"),
    [
      `- **Holds**: ${inText(holds)}`,
      `- **Why**: ${inText(why)}`,
      `- **To mend**: ${inText(mend)}`,
      ...Object.entries(parameters).map(([name, parameter]) => `- \`${name}\` ${described(parameter)}`),
      ...referencesOf(references),
    ].join("\n"),
  ].join("\n\n");
}

const kindsOf = (rule: Rule): readonly string[] => {
  if (!("kinds" in rule)) return [];
  if (rule.kinds === "all") return ["every kind"];
  const kinds: readonly string[] = rule.kinds;
  const others = kinds.filter((kind) => !(workloads as readonly string[]).includes(kind));
  const all = kinds.length - others.length === workloads.length;
  return [(all ? ["workloads", ...others] : kinds).join(", ")];
};

const placesOf = (rule: Rule): readonly string[] => {
  switch (rule.engine) {
    case "object":
      return [
        "preview",
        "check",
        "admission",
        ...(rule.checks.some(({ fix }) => fix) ? ["can be filled in"] : []),
      ];
    case "set":
      return ["preview", "check"];
    case "pulumi":
    case "docker":
      return ["preview"];
    case "guard":
      return ["admission"];
  }
};

const described = ({ type, items, pattern, minimum, default: value, description }: Parameter): string => {
  const bounds = [
    items ? `${type} of ${items.type}` : type,
    ...(pattern === undefined ? [] : [`that matches \`${pattern}\``]),
    ...(items?.pattern === undefined ? [] : [`that match \`${items.pattern}\``]),
    ...(minimum === undefined ? [] : [`from ${minimum}`]),
  ].join(" ");
  return `(${bounds}, default \`${JSON.stringify(value)}\`): ${inText(description)}`;
};

const sources: Readonly<Record<keyof References, string>> = {
  pss: "PSS",
  cis: "CIS",
  nsa: "NSA",
  checkov: "checkov",
  trivy: "trivy",
  kubeLinter: "kube-linter",
  kyverno: "kyverno",
};

const referencesOf = (references: References): readonly string[] => {
  const named = Object.entries(references).map(
    ([source, ids]) => `${sources[source as keyof References]} ${(ids as readonly string[]).join(", ")}`,
  );
  return named.length === 0 ? [] : [`- **Also**: ${named.join("; ")}`];
};

/** As one sentence, in which names of fields stay as they are. */
const inText = (text: string): string => {
  const escaped = text.replaceAll(/[\\*<>|]/g, "\\$&");
  const [word = ""] = escaped.split(/[ ,;:]/, 1);
  const sentence = /^[a-z]+$/.test(word) ? `${escaped.charAt(0).toUpperCase()}${escaped.slice(1)}` : escaped;
  return `${sentence}${/[.!?]$/.test(sentence) ? "" : "."}`;
};
