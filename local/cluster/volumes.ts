import { readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/** Where the host-path provisioner of Kubernetes puts each volume, whatever the folder for temporary files is. */
const volume = /\/tmp\/hostpath_pv\/[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}/g;

/**
 * Removes the folders of a throwaway cluster's volumes. Their names are read from the files of its database, so that it need
 * not run for it.
 */
export function removeVolumes(database: string): void {
  const folders = new Set(
    filesIn(database).flatMap((file) => readFileSync(file, "latin1").match(volume) ?? []),
  );
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}

function filesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => path.join(it.parentPath, it.name));
  } catch {
    return [];
  }
}
