import { Environment } from "@marcbachmann/cel-js";
import { registerKubernetes } from "./cel-kubernetes.ts";
import { registerNetwork } from "./cel-network.ts";

const environment = registerNetwork(
  registerKubernetes(
    new Environment({
      enableOptionalTypes: true,
      homogeneousAggregateLiterals: false,
      unlistedVariablesAreDyn: true,
      limits: { maxAstNodes: 100_000, maxListElements: 10_000, maxDepth: 1_000 },
    }),
  ),
);

export type Expression = (context: Readonly<Record<string, unknown>>) => unknown;

const parsed = new Map<string, Expression>();

/**
 * The expression, parsed once.
 * @throws if it is not CEL; its evaluation throws on errors, those of values that are not known included.
 */
export function expression(text: string): Expression {
  const known = parsed.get(text) ?? (environment.parse(text) as Expression);
  parsed.set(text, known);
  return known;
}
