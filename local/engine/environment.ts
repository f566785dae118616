import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { readIfThere, writeWhole } from "../files.ts";
import type { Cache, Instance } from "../paths.ts";

/** Requests a second to the API server, and at once: the defaults are made for clusters that many share. */
const clientLimits = { PULUMI_K8S_CLIENT_QPS: "1000", PULUMI_K8S_CLIENT_BURST: "2000" };

/**
 * No file of attributes beside each file of the backend: a checkpoint is replaced whole, but a kill can leave such a file empty,
 * and the stack then does not load any more.
 */
const withoutSidecars = "metadata=skip";

/**
 * The environment of the engine: its own home and backend, no question asked and nothing looked up. No PULUMI_ variable of the
 * user's has a say, so that neither their account nor their backend is touched.
 */
export function engineEnvironment(
  cache: Cache,
  instance: Instance,
  { kubeconfig, folders = [] }: { readonly kubeconfig?: string; readonly folders?: readonly string[] } = {},
): NodeJS.ProcessEnv {
  const inherited = Object.entries(process.env).filter(([key]) => !key.startsWith("PULUMI_"));
  return {
    ...Object.fromEntries(inherited),
    PATH: [...folders, process.env["PATH"]].join(path.delimiter),
    ...(kubeconfig !== undefined && { KUBECONFIG: kubeconfig }),
    NODE_COMPILE_CACHE: cache.compiled,
    TMPDIR: temporaryFolder(instance),
    PULUMI_HOME: cache.pulumiHome,
    PULUMI_BACKEND_URL: `${pathToFileURL(instance.backend).href}?${withoutSidecars}`,
    PULUMI_CONFIG_PASSPHRASE_FILE: passphraseFile(instance),
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
    PULUMI_ENABLE_AUTOMATIC_LOGGING: "false",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    ...clientLimits,
  };
}

/** What the engine and its plugins forget to remove goes with the instance. */
function temporaryFolder({ folder }: Instance): string {
  const temporary = path.join(folder, "tmp");
  mkdirSync(temporary, { recursive: true, mode: 0o700 });
  return temporary;
}

/** The instance's passphrase is drawn once and is nobody else's to read. */
function passphraseFile({ passphrase }: Instance): string {
  if (readIfThere(passphrase) === undefined) writeWhole(passphrase, randomBytes(24).toString("base64url"));
  return passphrase;
}
