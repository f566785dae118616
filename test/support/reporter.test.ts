import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";

const reporter = path.join(import.meta.dirname, "reporter.ts");
const vitest = path.join(import.meta.dirname, "../../node_modules/vitest/vitest.mjs");

function run(source: string): { readonly lastLine: string | undefined; readonly status: number | null } {
  const root = mkdtempSync(path.join(tmpdir(), "reporter-"));
  try {
    writeFileSync(path.join(root, "it.test.js"), source);
    const args = [
      vitest,
      "run",
      "--root",
      root,
      "--globals",
      "--reporter",
      "default",
      "--reporter",
      reporter,
    ];
    const { stdout, status } = spawnSync(process.execPath, args, { encoding: "utf8" });
    return { lastLine: stdout.trimEnd().split("\n").at(-1), status };
  } finally {
    rmSync(root, { recursive: true });
  }
}

test.each([
  ["passed tests", `test("a", () => {}); test("b", () => {});`, "2 passed, 0 failed", 0],
  ["a failed test", `test("a", () => {}); test("b", () => expect(1).toBe(2));`, "1 passed, 1 failed", 1],
  [
    "a skipped test",
    `test("a", () => {}); test("b", (it) => it.skip());`,
    "1 passed, 0 failed, 1 skipped",
    0,
  ],
  ["nothing but skipped tests", `test("a", (it) => it.skip());`, "0 passed, 0 failed, 1 skipped", 1],
  ["a file that does not load", `import "./absent.js";`, "0 passed, 1 failed", 1],
  [
    "a failed hook",
    `test("a", () => {}); describe("b", () => { beforeAll(() => { throw new Error(); }); test("c", () => {}); });`,
    "1 passed, 1 failed, 1 skipped",
    1,
  ],
  [
    "an unhandled rejection",
    `test("a", () => { void Promise.reject(new Error("late")); });`,
    "1 passed, 1 failed",
    1,
  ],
])("counts %s", (_, source, lastLine, status) => {
  expect(run(source)).toEqual({ lastLine, status });
});
