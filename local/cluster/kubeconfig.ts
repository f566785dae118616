import path from "node:path";
import { readFileSync } from "node:fs";
import { parse, stringify } from "yaml";
import { workFolder } from "./kwokctl.ts";

/** The kubeconfig context of a throwaway cluster. */
export const throwawayContext = "vectorstack-local";

interface Kubeconfig {
  readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
}

/** A kubeconfig for the cluster in `folder` that holds all it needs, as YAML. */
export function kubeconfigOf(folder: string): string {
  const work = workFolder(folder);
  const made = parse(readFileSync(path.join(work, "kubeconfig.yaml"), "utf8")) as Kubeconfig;
  const data = (file: string) => readFileSync(path.join(work, "pki", file)).toString("base64");
  const name = throwawayContext;
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    "current-context": name,
    clusters: [
      {
        name,
        cluster: { server: made.clusters[0]?.cluster.server, "certificate-authority-data": data("ca.crt") },
      },
    ],
    users: [
      { name, user: { "client-certificate-data": data("admin.crt"), "client-key-data": data("admin.key") } },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
  });
}
