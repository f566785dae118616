import type { Mutable } from "./force-new.ts";

/** What the provider's inputs decide, beside the cluster. */
export interface Settings {
  readonly namespace: string | undefined;
  readonly mutable: Mutable;
  readonly patchForce: boolean;
  readonly upsert: boolean;
  /** Forget what cannot be reached instead of failing. */
  readonly deleteUnreachable: boolean;
}

type Find = (key: string) => string | undefined;

/** Reads the settings from the variables that the engine hands over, or else from the official environment variables. */
export function readSettings(variable: Find, environment: Find): Settings {
  const flag = (key: string, fallback: string) => (variable(key) ?? environment(fallback)) === "true";
  return {
    namespace: variable("namespace"),
    mutable: {
      configMaps: flag("enableConfigMapMutable", "PULUMI_K8S_ENABLE_CONFIGMAP_MUTABLE"),
      secrets: flag("enableSecretMutable", "PULUMI_K8S_ENABLE_SECRET_MUTABLE"),
    },
    patchForce: flag("enablePatchForce", "PULUMI_K8S_ENABLE_PATCH_FORCE"),
    upsert: flag("upsertExistingObjects", "PULUMI_K8S_UPSERT_EXISTING_OBJECTS"),
    deleteUnreachable: flag("deleteUnreachable", "PULUMI_K8S_DELETE_UNREACHABLE"),
  };
}

/** Some SDKs write an empty text for an input that is not set. */
export const nonEmpty = (value: string | undefined): string | undefined => (value === "" ? undefined : value);

/** What the stand-in cannot do, by the provider input that asks for it. */
export function unsupported(value: Find): readonly { readonly property: string; readonly reason: string }[] {
  const reasons = [
    value("renderYamlToDirectory") ? ["renderYamlToDirectory", "the stand-in plugin renders no YAML"] : [],
    value("enableServerSideApply") === "false"
      ? ["enableServerSideApply", "the stand-in plugin applies on the server only"]
      : [],
  ];
  return reasons.flatMap(([property = "", reason]) =>
    reason ? [{ property, reason: `${reason}: use the official plugin for it` }] : [],
  );
}
