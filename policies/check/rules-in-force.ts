import type { ActiveRule } from "../engine/judge.ts";
import { activate, type Config } from "../engine/settings.ts";
import type { Rule } from "../rule.ts";

/** What a call says of the rules. */
export interface Wishes {
  readonly config: Config;
  /** Rules that are off by default are advisory. */
  readonly all: boolean;
  readonly kubernetesVersion: string | undefined;
}

/**
 * The rules in force; what the configuration says of a rule goes before what is wished for all.
 * @throws one error that names all that is wrong with the configuration.
 */
export const rulesInForce = (
  rules: readonly Rule[],
  { config, all, kubernetesVersion }: Wishes,
): readonly ActiveRule[] =>
  activate(
    all ? rules.map((rule) => (rule.level === "disabled" ? { ...rule, level: "advisory" } : rule)) : rules,
    kubernetesVersion === undefined ? config : withVersion(rules, config, kubernetesVersion),
  );

const versioned = "kubernetesVersion";

const withVersion = (rules: readonly Rule[], config: Config, version: string): Config => ({
  ...config,
  ...Object.fromEntries(
    rules
      .filter(({ parameters = {} }) => versioned in parameters)
      .map(({ id }) => [id, { [versioned]: version, ...asObject(config[id]) }]),
  ),
});

const asObject = (value: unknown): object => {
  if (value === undefined) return {};
  return typeof value === "object" && value !== null ? value : { enforcementLevel: value };
};
