import type { Manifest } from "./manifest.ts";

/** The options of a resource that the engine shows to a policy. */
export interface PulumiOptions {
  readonly protect: boolean;
  readonly ignoreChanges: readonly string[];
  readonly deleteBeforeReplace: boolean;
  readonly aliases: readonly string[];
}

/** A resource as the engine shows it before it is made. */
export interface PulumiResource {
  readonly urn: string;
  /** Its type token, such as kubernetes:apps/v1:Deployment. */
  readonly type: string;
  readonly name: string;
  /** What was asked for (value.ts); reading a value that is not known yet raises UnknownValueError. */
  readonly properties: Readonly<Record<string, unknown>>;
  /** Paths of the values that the engine marks secret, such as data.password. */
  readonly secretPaths: readonly string[];
  readonly options: PulumiOptions;
  /** The provider's type token, URN and inputs, where the engine tells. */
  readonly provider:
    | { readonly type: string; readonly urn: string; readonly properties: Readonly<Record<string, unknown>> }
    | undefined;
  /** The Kubernetes objects that it stands for: none for other providers, several for a List. */
  readonly manifests: readonly Manifest[];
}
