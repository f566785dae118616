import { readFileSync } from "node:fs";
import path from "node:path";
import { inject } from "vitest";
import { parse, stringify } from "yaml";
import { writeWhole } from "../../../local/files.ts";

interface Kubeconfig {
  readonly users: readonly { readonly name: string; readonly user: object }[];
}

/** The tests' kubeconfig on behalf of somebody else; it goes with the other one. */
export function kubeconfigAs(user: string): string {
  const { kubeconfig } = inject("shared");
  const found = parse(readFileSync(kubeconfig, "utf8")) as Kubeconfig;
  const users = found.users.map((it) => ({ ...it, user: { ...it.user, as: user } }));
  const file = path.join(path.dirname(kubeconfig), `kubeconfig-${user}`);
  writeWhole(file, stringify({ ...found, users }));
  return file;
}
