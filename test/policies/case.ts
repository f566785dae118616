import type { RawObject } from "../../policies/engine/value.ts";
import type { ParameterValues } from "../../policies/rule.ts";

/** An object that a rule judges; the API server must be able to take it, so that both engines can be asked. */
export interface Case {
  /** What is special about it. */
  readonly name: string;
  readonly object: RawObject;
  /** Other objects of the set. */
  readonly among?: readonly RawObject[];
  readonly parameters?: ParameterValues;
  /** The path of the violation, where a test cares. */
  readonly path?: string;
}

/** The cases of one rule, both ways. */
export interface RuleCases {
  readonly rule: string;
  readonly passes: readonly [Case, ...Case[]];
  readonly fails: readonly [Case, ...Case[]];
}
