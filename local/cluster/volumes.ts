import { rmSync } from "node:fs";
import { CoreV1Api, type KubeConfig } from "@kubernetes/client-node";

/** Where the host-path provisioner of Kubernetes puts every volume, whatever the machine's folder for temporary files is. */
const root = "/tmp/hostpath_pv/";

/** The folders of this machine that the volumes of a throwaway cluster lie in; none if it does not answer. */
export async function volumeFolders(config: KubeConfig): Promise<readonly string[]> {
  const volumes = await config
    .makeApiClient(CoreV1Api)
    .listPersistentVolume()
    .catch(() => ({ items: [] }));
  return volumes.items.flatMap(({ spec }) => spec?.hostPath?.path ?? []).filter((it) => it.startsWith(root));
}

export function removeFolders(folders: readonly string[]): void {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
}
