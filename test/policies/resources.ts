import { collect, type Verdict } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import type { PulumiOptions, PulumiResource } from "../../policies/engine/pulumi.ts";
import { activate } from "../../policies/engine/settings.ts";
import { plainTree, type RawObject } from "../../policies/engine/value.ts";
import type { DockerRule, ParameterValues, PulumiRule } from "../../policies/rule.ts";
import { onDocker } from "../../policies/rules/docker/index.ts";
import { onResources } from "../../policies/rules/pulumi/index.ts";

type Change = Partial<Omit<PulumiResource, "options">> & {
  readonly stack?: string;
  readonly options?: Partial<PulumiOptions>;
};

const provider = {
  type: "pulumi:providers:kubernetes",
  urn: "urn:pulumi:production::shop::pulumi:providers:kubernetes::cluster",
  properties: { context: "production" },
};

/** A resource of a Kubernetes object as the engine would show it; a type that ends in Patch makes the object partial. */
export function resource(type: string, object: RawObject, change: Change = {}): PulumiResource {
  const { stack = "production", options, ...rest } = change;
  const urn = `urn:pulumi:${stack}::shop::${type}::app`;
  return {
    urn,
    type,
    name: "app",
    properties: plainTree(object) as Readonly<Record<string, unknown>>,
    secretPaths: [],
    provider,
    manifests: [new Manifest(object, { urn }, type.endsWith("Patch"))],
    ...rest,
    options: { protect: false, ignoreChanges: [], deleteBeforeReplace: false, aliases: [], ...options },
  };
}

const activated = <R extends PulumiRule | DockerRule>(
  rules: readonly R[],
  id: string,
  given: ParameterValues,
) => {
  const found = rules.find((it) => it.id === id);
  if (!found) throw new Error(`there is no rule ${id}`);
  const [active] = activate([found], { [id]: { enforcementLevel: "mandatory", ...given } });
  return { rule: found, parameters: active?.parameters ?? {} };
};

/** What a rule on resources says of one; nothing of one that it does not look at. */
export function judgedResource(id: string, it: PulumiResource, given: ParameterValues = {}): Verdict {
  const { rule, parameters } = activated(onResources, id, given);
  if (!rule.sees(it)) return { saw: false, problems: [], undecided: [] };
  return collect(() => rule.judge(it, parameters));
}

/** What a rule on containers of a Docker host says of one with these inputs. */
export function judgedContainer(id: string, inputs: RawObject, given: ParameterValues = {}): Verdict {
  const { rule, parameters } = activated(onDocker, id, given);
  return collect(() => rule.judge(plainTree(inputs) as object, parameters));
}
