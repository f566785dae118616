import { chmodSync, cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { build } from "../../policies/pack/bundle.ts";
import { PackProcess } from "../../scripts/policies/pack-process.ts";
import { projectFile } from "../../scripts/stack-file.ts";

const title = "No privileged containers";
const newTitle = "A title that was changed";

let checkout: string;

beforeEach(() => {
  checkout = mkdtempSync(path.join(tmpdir(), "executable-"));
  for (const name of ["package.json", "package-lock.json"])
    cpSync(projectFile(name), path.join(checkout, name));
  cpSync(projectFile("policies"), path.join(checkout, "policies"), {
    recursive: true,
    filter: (file) => path.basename(file) !== "dist",
  });
  symlinkSync(projectFile("node_modules"), path.join(checkout, "node_modules"));
});
afterEach(() => rmSync(checkout, { recursive: true }));

/** The title under which an executable pack serves the rule whose text the tests change. */
async function served(file: string): Promise<string | undefined> {
  const pack = await PackProcess.start({ name: file, command: [file, "127.0.0.1:1"], cwd: tmpdir() });
  try {
    const policies = (await pack.information()).getPoliciesList();
    return policies.find((it) => it.getName() === "pss-privileged")?.getDisplayname();
  } finally {
    await pack.stop();
  }
}

function change(): void {
  const file = path.join(checkout, "policies/rules/pss-baseline.ts");
  const text = readFileSync(file, "utf8");
  expect(text).toContain(title);
  writeFileSync(file, text.replace(title, newTitle));
}

test("a pack that is older than its sources builds itself anew, and serves what they say", async () => {
  const file = build(checkout);
  expect(await served(file)).toBe(title);
  const before = readFileSync(file);
  change();
  expect(await served(file)).toBe(newTitle);
  const after = readFileSync(file);
  expect(after.equals(before)).toBe(false);
  expect(await served(file)).toBe(newTitle);
  expect(readFileSync(file).equals(after)).toBe(true);
});

test("packs that are started at once, and older than their sources, serve what those say", async () => {
  const file = build(checkout);
  change();
  expect(await Promise.all([served(file), served(file), served(file)])).toEqual([
    newTitle,
    newTitle,
    newTitle,
  ]);
});

test("a pack that is older than its sources and cannot be built does not start", async () => {
  const file = build(checkout);
  writeFileSync(path.join(checkout, "policies/rules/pss-baseline.ts"), "this is no TypeScript");
  await expect(served(file)).rejects.toThrow("the pack ended with 1");
});

test("a pack that was taken elsewhere serves what it was built from", async () => {
  const file = build(checkout);
  const elsewhere = mkdtempSync(path.join(tmpdir(), "elsewhere-"));
  const copy = path.join(elsewhere, "vectorstack-policies");
  cpSync(file, copy);
  change();
  expect(await served(copy).finally(() => rmSync(elsewhere, { recursive: true }))).toBe(title);
});

function linkTo(file: string): string {
  const link = path.join(checkout, "link");
  symlinkSync(file, link);
  return link;
}

test.each([
  ["called by its path", (file: string) => file],
  ["called by a link to it", linkTo],
])("a pack in its checkout runs on the checkout's own Node.js, %s", async (_, called) => {
  const file = called(build(checkout));
  const old = path.join(checkout, "node");
  writeFileSync(old, "#!/bin/sh\nexit 3\n");
  chmodSync(old, 0o755);
  const pack = await PackProcess.start({
    name: "with an old Node.js",
    command: ["/usr/bin/env", `PATH=${checkout}:/usr/bin:/bin`, file, "127.0.0.1:1"],
    cwd: tmpdir(),
  });
  await pack.stop();
  expect(pack.started).toBeGreaterThan(0);
});
