import { families } from "../../policies/admission/families.ts";
import { validatingSpec } from "../../policies/admission/validating.ts";
import { judgeObject, type ActiveRule } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import type { RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import type { ObjectRule } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Answer, Oracle } from "./oracle/client.ts";

export const versions = ["1.30", "1.31", "1.32", "1.33", "1.34", "1.35", "1.36", "1.37"] as const;
export type Version = (typeof versions)[number];

const standards = ["baseline", "restricted"] as const;
type Standard = (typeof standards)[number];

/** A rule, as it is set for a standard, and the check of Pod Security Admission that it reproduces. */
interface Reproduction {
  readonly rule: string;
  /** Of several, the first that the version has is meant. */
  readonly checks: readonly string[];
  /** The standards that the check is part of; a check that a stricter one overrides is not part of the restricted one. */
  readonly of: readonly Standard[];
  readonly set?: Readonly<Record<string, string>>;
}

const baseline = (rule: string, check: string): Reproduction => ({ rule, checks: [check], of: standards });
const overridden = (rule: string, check: string): Reproduction => ({
  rule,
  checks: [check],
  of: ["baseline"],
});
const restricted = (rule: string, check: string): Reproduction => ({
  rule,
  checks: [check],
  of: ["restricted"],
});

export const reproductions: readonly Reproduction[] = [
  baseline("pss-privileged", "privileged"),
  baseline("pss-host-namespaces", "hostNamespaces"),
  baseline("pss-host-ports", "hostPorts"),
  overridden("pss-host-path", "hostPathVolumes"),
  restricted("pss-volume-types", "restrictedVolumes"),
  overridden("pss-capabilities-baseline", "capabilities_baseline"),
  restricted("pss-capabilities-drop-all", "capabilities_restricted"),
  restricted("pss-allow-privilege-escalation", "allowPrivilegeEscalation"),
  restricted("pss-run-as-non-root", "runAsNonRoot"),
  restricted("pss-run-as-user", "runAsUser"),
  overridden("pss-seccomp-baseline", "seccompProfile_baseline"),
  restricted("pss-seccomp-restricted", "seccompProfile_restricted"),
  baseline("pss-selinux", "seLinuxOptions"),
  baseline("pss-apparmor", "appArmorProfile"),
  baseline("pss-sysctls", "sysctls"),
  { ...overridden("pss-proc-mount", "procMount"), set: { standard: "baseline" } },
  {
    rule: "pss-proc-mount",
    checks: ["procMount_restricted", "procMount"],
    of: ["restricted"],
    set: { standard: "restricted" },
  },
  baseline("pss-windows-host-process", "windowsHostProcess"),
  baseline("pss-host-probes", "hostProbesAndHostLifecycle"),
];

/** A reproduction's own name: that of the rule, with how it is set. */
const nameOf = ({ rule, set = {} }: Reproduction): string => [rule, ...Object.values(set)].join(" ");

/** What is compared at every version. */
export const subjects: readonly string[] = [...reproductions.map(nameOf), ...standards];

function activeAt({ rule: id, set }: Reproduction, version: Version): ActiveRule<ObjectRule> {
  const rule = rules.find((it) => it.id === id);
  if (rule?.engine !== "object") throw new Error(`${id} is no rule on objects`);
  const kubernetesVersion = rule.parameters?.["kubernetesVersion"] && version;
  const settings = { enforcementLevel: "mandatory", ...(kubernetesVersion && { kubernetesVersion }), ...set };
  return activate([rule], { [id]: settings })[0] as ActiveRule<ObjectRule>;
}

const active = new Map(
  versions.map((version) => [version, reproductions.map((it) => [it, activeAt(it, version)] as const)]),
);

/** The versions whose rules are judged as policies too, by the API server's CEL. */
const admitting: readonly Version[] = ["1.30", "1.37"];

const policyName = (reproduction: Reproduction, version: Version) => `${nameOf(reproduction)} at ${version}`;

/** Lets the oracle judge every later workload by these rules as the policies that a stack deploys. */
export async function keepPolicies(oracle: Oracle): Promise<void> {
  const [family] = families.filter(({ name }) => name === "workloads");
  for (const version of admitting)
    for (const [reproduction, rule] of active.get(version) ?? []) {
      const policy = family && validatingSpec(family, [rule]);
      if (policy === undefined) throw new Error(`${reproduction.rule} makes no policy for workloads`);
      const keepAs = policyName(reproduction, version);
      const { errors } = await oracle.compile({ policy, environment: "1.30", keepAs });
      if (errors.length > 0) throw new Error(`${keepAs} does not compile: ${JSON.stringify(errors)}`);
    }
}

/** One verdict of the oracle, and what others say beside it. */
export interface Comparison {
  readonly about: string;
  readonly version: Version;
  readonly oracle: boolean;
  /** What the rule says in the engine of the pack; undefined if it could not tell. */
  readonly passes: boolean | undefined;
  /** What the rule says as a policy, if it was asked. */
  readonly admitted?: boolean;
}

export const disagrees = ({ passes, oracle, admitted = oracle }: Comparison): boolean =>
  passes !== oracle || admitted !== oracle;

/** Compares each check, and each standard as a whole, at every version. */
export async function compare(workload: RawObject, oracle: Oracle): Promise<readonly Comparison[]> {
  const answer = await oracle.judge(workload, versions);
  const manifest = new Manifest(workload, {});
  return versions.flatMap((version) => compareAt(version, manifest, answer));
}

function compareAt(version: Version, manifest: Manifest, answer: Answer): readonly Comparison[] {
  const verdict = answer.verdicts[version];
  if (verdict === undefined) throw new Error(`the oracle said nothing of ${version}`);
  const world = new World([manifest]);
  const ours = (active.get(version) ?? []).map(([reproduction, rule]) => {
    const { problems, undecided } = judgeObject(rule, manifest, world);
    const inDoubt =
      undecided.length > 0 || problems.some(({ message }) => message.includes("cannot be judged"));
    return { reproduction, passes: inDoubt ? undefined : problems.length === 0 };
  });
  const each = ours.map(({ reproduction, passes }): Comparison => {
    const check = reproduction.checks.find((id) => id in verdict.checks);
    const oracle = check === undefined || verdict.checks[check] === true;
    const policy = answer.policies[policyName(reproduction, version)];
    return {
      about: nameOf(reproduction),
      version,
      oracle,
      passes,
      ...(policy && { admitted: policy.allowed && policy.error === undefined }),
    };
  });
  const whole = standards.map((standard): Comparison => {
    const parts = ours.filter(({ reproduction }) => reproduction.of.includes(standard));
    const passes = parts.every((it) => it.passes === true);
    return { about: standard, version, oracle: verdict[standard], passes };
  });
  return [...each, ...whole];
}
