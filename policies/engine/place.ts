import type { Manifest } from "./manifest.ts";
import { at, unknown, UnknownValueError } from "./value.ts";

const known = (manifest: Manifest, field: "name" | "namespace"): string => {
  if (at(manifest.raw, ["metadata", field]) === unknown) throw new UnknownValueError(`metadata.${field}`);
  return manifest[field];
};

/** The object's name; raises UnknownValueError if it is not known yet. */
export const nameOf = (manifest: Manifest): string => known(manifest, "name");

/** The object's namespace; raises UnknownValueError if it is not known yet. */
export const namespaceOf = (manifest: Manifest): string => known(manifest, "namespace");
