import type { DockerContainer } from "./engine/docker.ts";
import type { PulumiResource } from "./engine/pulumi.ts";
import type { Manifest, World } from "./engine/world.ts";
import type { KindName } from "./kinds.ts";

export type Severity = "critical" | "high" | "medium" | "low" | "info";

/** What a violation does: stops the deployment, is told, or is not looked for. */
export type Level = "mandatory" | "advisory" | "disabled";

/** Where else the same is asked for, by the names used there. */
export interface References {
  /** A control of the Pod Security Standards, such as baseline:privileged. */
  readonly pss?: readonly string[];
  /** Items of section 5 of the CIS Kubernetes Benchmark 1.12. */
  readonly cis?: readonly string[];
  /** Controls of the NSA and CISA hardening guide, by kubescape's numbers. */
  readonly nsa?: readonly string[];
  readonly checkov?: readonly string[];
  readonly trivy?: readonly string[];
  readonly kubeLinter?: readonly string[];
  readonly kyverno?: readonly string[];
}

/** A setting of one rule: a JSON schema of its value, which says its default. */
export interface Parameter {
  readonly description: string;
  readonly type: "string" | "integer" | "number" | "boolean" | "array";
  readonly items?: { readonly type: "string"; readonly pattern?: string };
  readonly pattern?: string;
  readonly minimum?: number;
  readonly default: string | number | boolean | readonly string[];
}

export type Parameters = Readonly<Record<string, Parameter>>;
export type ParameterValues = Readonly<Record<string, Parameter["default"]>>;

/** What every rule says about itself. */
interface Described {
  /** Its id in the catalogue. */
  readonly id: string;
  readonly title: string;
  /** What must hold, exactly. */
  readonly holds: string;
  readonly why: string;
  /** How to mend a violation. */
  readonly mend: string;
  readonly severity: Severity;
  readonly level: Level;
  /** Why it is off, or only advisory, by default. */
  readonly levelReason?: string;
  readonly references: References;
  readonly parameters?: Parameters;
}

/** Over what a check runs: the whole object, or each item of a list in it (engine/subject.ts). */
export type Each =
  | "object"
  | "pod"
  | "container"
  | "declaredContainer"
  | "mainContainer"
  | "environment"
  | "volume"
  | "policyRule"
  | "subject"
  | "ingressRule"
  | "networkRule"
  | "entry";

/** A value that the API server fills in where a check does not hold and nothing is said (admission/mutating.ts). */
export interface Fix {
  /** The field of the item, if it is not the check's. */
  readonly field?: string;
  /** CEL that yields the value, of what the check may read. It compiles in the environment of Kubernetes 1.36. */
  readonly value: string;
  /** CEL that is true where it may be filled in, if not everywhere. */
  readonly when?: string;
  /** Whether it replaces a value, because the API server's own default looks as if somebody had asked for it. */
  readonly replaces?: true;
}

export interface Check {
  readonly each: Each;
  /** Which of the rule's kinds it is for, if not for all. */
  readonly kinds?: readonly KindName[];
  /**
   * CEL that must be true of each item, with the item's loop variable (engine/subject.ts), `object` and `variables`.
   * `params.x` stands for a parameter's value. It compiles in the environment of Kubernetes 1.30.
   */
  readonly cel: string;
  /** The field of the item that the violation is about, such as securityContext.privileged. */
  readonly field?: string;
  /** What is wrong, said of the item: "runs privileged". */
  readonly message: string;
  readonly fix?: Fix;
}

/** A rule on single objects, which the engine and the API server judge alike. */
export interface ObjectRule extends Described {
  readonly engine: "object";
  readonly kinds: readonly KindName[] | "all";
  readonly checks: readonly Check[];
  /** What else is wrong among the objects of a set. The API server sees no other objects. */
  readonly among?: (manifest: Manifest, world: World, parameters: ParameterValues) => Iterable<Problem>;
  /** What another object of the set makes of a violation: true if it is none. The API server sees no other objects. */
  readonly excuse?: (manifest: Manifest, world: World, parameters: ParameterValues) => boolean;
}

export interface Problem {
  /** The path in the object, such as spec.selector; empty for the object. */
  readonly path: string;
  readonly message: string;
}

/** A rule on one object among all of a set. */
export interface SetRule extends Described {
  readonly engine: "set";
  readonly kinds: readonly KindName[];
  readonly judge: (manifest: Manifest, world: World, parameters: ParameterValues) => Iterable<Problem>;
}

/** A rule on what Pulumi knows of a resource besides its properties. */
export interface PulumiRule extends Described {
  readonly engine: "pulumi";
  readonly sees: (resource: PulumiResource) => boolean;
  readonly judge: (resource: PulumiResource, parameters: ParameterValues) => Iterable<Problem>;
}

/** A rule on the containers of a Docker host. */
export interface DockerRule extends Described {
  readonly engine: "docker";
  readonly judge: (container: DockerContainer, parameters: ParameterValues) => Iterable<Problem>;
}

/**
 * A guard against losing data. Only the API server can keep it: it alone sees the object before the change. What it asks of a
 * change of another object than those it names, or of another kind of change, is nothing.
 */
export interface GuardRule extends Described {
  readonly engine: "guard";
  readonly kinds: readonly KindName[];
  readonly operation: "UPDATE" | "DELETE";
  /** Subresources besides the object itself, such as statefulsets/scale. */
  readonly subresources?: readonly string[];
  /**
   * CEL on `object`, `oldObject`, `request` and the `variables` of admission/guards.ts that is true if nothing is lost. It
   * compiles in the environment of Kubernetes 1.30.
   */
  readonly cel: string;
  /** What is refused: "fewer peers". */
  readonly message: string;
  /** CEL that yields the change that an annotation may allow, such as peers=2; without it nothing allows the change. */
  readonly change?: string;
}

export type Rule = ObjectRule | SetRule | PulumiRule | DockerRule | GuardRule;
