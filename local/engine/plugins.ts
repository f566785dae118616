import { readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { findExecutable, hasExecutable, readIfThere, writeWhole } from "../files.ts";
import { type Cache, checkout, type Instance } from "../paths.ts";
import { run } from "../run.ts";

/** A part of the engine that is an executable of its own. */
export interface Plugin {
  readonly name: string;
  readonly executable: string;
  /** The folder of the stand-in for machines that cannot have the official one. */
  readonly standIn: string;
  /** The official plugin that does its work too. */
  readonly partOf?: string;
  /** What can be downloaded and at which version; only resource plugins can. */
  readonly resource?: { readonly name: string; readonly version: string };
}

const standInFolder = (name: string): string => path.join(checkout, "local", "plugins", "bin", name);

const resource = (name: string): Plugin => ({
  name,
  executable: `pulumi-resource-${name}`,
  standIn: standInFolder(`resource-${name}`),
  resource: { name, version: versionOf(name) },
});

/** The version of a plugin is that of its package. */
function versionOf(name: string): string {
  const file = path.join(checkout, "node_modules", "@pulumi", name, "package.json");
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

export const plugins = (): readonly Plugin[] => [
  { name: "language host", executable: "pulumi-language-nodejs", standIn: standInFolder("language-nodejs") },
  {
    name: "policy host",
    executable: "pulumi-analyzer-policy-nodejs",
    standIn: standInFolder("policy-nodejs"),
    partOf: "language host",
  },
  resource("kubernetes"),
  resource("random"),
];

/** What there is of a plugin. */
export interface Found {
  /** The folder of an official executable, already on PATH or not. */
  readonly official?: { readonly folder: string; readonly onPath: boolean };
  /** Whether the engine's own home has it, downloaded before. */
  readonly downloaded: boolean;
  /** Whether it is worth trying to download it now. */
  readonly mayDownload: boolean;
}

export type Choice =
  | { readonly kind: "official"; readonly prepend?: string }
  | { readonly kind: "download" }
  | { readonly kind: "stand-in"; readonly prepend: string };

/** Which executable to use for a plugin: the official one by all means, and a stand-in only where it cannot be had. */
export function choose(plugin: Plugin, { official, downloaded, mayDownload }: Found): Choice {
  if (official) return { kind: "official", ...(!official.onPath && { prepend: official.folder }) };
  if (downloaded) return { kind: "official" };
  if (plugin.resource && mayDownload) return { kind: "download" };
  return { kind: "stand-in", prepend: plugin.standIn };
}

/** What the engine is to find its plugins by. */
export interface PluginPaths {
  /** Folders that go in front of PATH. */
  readonly folders: readonly string[];
  /** A line for each plugin that is not the official one. */
  readonly notes: readonly string[];
}

/** Finds, downloads or replaces each plugin. A download that failed is not tried again for a day. */
export async function providePlugins(
  pulumi: string,
  cache: Cache,
  instance: Instance,
  environment: NodeJS.ProcessEnv,
  signal?: AbortSignal,
): Promise<PluginPaths> {
  const all = await Promise.all(
    plugins().map(async (plugin) => {
      const first = choose(plugin, find(plugin, pulumi, cache, instance));
      if (first.kind !== "download" || plugin.resource === undefined) return { plugin, choice: first };
      const { name, version } = plugin.resource;
      const args = ["plugin", "install", "resource", name, version, "--non-interactive"];
      const { code } = await run(pulumi, args, { env: environment, timeout: 60, ...(signal && { signal }) });
      return { plugin, choice: choose(plugin, { downloaded: code === 0, mayDownload: false }) };
    }),
  );
  const official = new Set(
    all.filter(({ choice }) => choice.kind === "official").map(({ plugin }) => plugin.name),
  );
  const choices = all.filter(({ plugin }) => plugin.partOf === undefined || !official.has(plugin.partOf));
  rememberFailures(
    instance,
    choices.flatMap(({ plugin, choice }) => (plugin.resource && choice.kind === "stand-in" ? [plugin] : [])),
  );
  return {
    folders: choices.flatMap(({ choice }) => ("prepend" in choice && choice.prepend ? [choice.prepend] : [])),
    notes: choices.flatMap(({ plugin, choice }) =>
      choice.kind === "stand-in" ? [`${plugin.name}: stand-in (${reason(plugin)})`] : [],
    ),
  };
}

const reason = (plugin: Plugin): string =>
  plugin.resource ? "the official plugin cannot be downloaded here" : "the official one is not installed";

function find(plugin: Plugin, pulumi: string, cache: Cache, instance: Instance): Found {
  const onPath = findExecutable(plugin.executable);
  const versioned = plugin.resource && `resource-${plugin.resource.name}-v${plugin.resource.version}`;
  const home = process.env["PULUMI_HOME"] ?? path.join(homedir(), ".pulumi");
  const elsewhere = [
    ...(versioned ? [path.join(home, "plugins", versioned)] : []),
    path.dirname(realpathSync(pulumi)),
  ].find((it) => hasExecutable(it, plugin.executable));
  const folder = onPath === undefined ? elsewhere : path.dirname(onPath);
  return {
    ...(folder !== undefined && { official: { folder, onPath: onPath !== undefined } }),
    downloaded:
      versioned !== undefined &&
      hasExecutable(path.join(cache.pulumiHome, "plugins", versioned), plugin.executable),
    mayDownload: Date.now() - (failures(instance)[keyOf(plugin)] ?? 0) > 24 * 3_600_000,
  };
}

const keyOf = ({ name, resource: it }: Plugin): string => `${name} ${it?.version ?? ""}`;

/** When each download failed, in milliseconds since 1970. */
const failures = (instance: Instance): Record<string, number> =>
  JSON.parse(readIfThere(instance.downloads) ?? "{}") as Record<string, number>;

function rememberFailures(instance: Instance, failed: readonly Plugin[]): void {
  const before = failures(instance);
  const now = Object.fromEntries(failed.map((it) => [keyOf(it), before[keyOf(it)] ?? Date.now()]));
  writeWhole(instance.downloads, JSON.stringify(now));
}
