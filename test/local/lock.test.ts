import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { isStale } from "../../local/engine/stale-lock.ts";
import { tryLock, unlock } from "../../local/lock.ts";
import { commandOf, runs, startedAt, startOf } from "../../local/processes.ts";

const engineLock = { pid: 4711, username: "me", hostname: "here", timestamp: "2026-11-21T10:00:00.5Z" };
const written = Date.parse(engineLock.timestamp);
const alive = { host: "here", runs: true, command: "/bin/pulumi up", startedAt: written - 3_000 };

test.each([
  ["its process works", alive, false],
  ["its process cannot be dated", { ...alive, startedAt: undefined }, false],
  ["its process is gone", { ...alive, runs: false }, true],
  ["its number is another program's", { ...alive, command: "/usr/bin/vi" }, true],
  ["its number is a later engine's", { ...alive, startedAt: written + 60_000 }, true],
  ["it is of another machine", { ...alive, host: "there", runs: false }, false],
])("an engine's lock when %s", (_, witness, stale) => {
  expect(isStale(engineLock, witness)).toBe(stale);
});

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "lock-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

test("a lock is held by one at a time", () => {
  const file = path.join(folder, "it.lock");
  expect(tryLock(file)).toBeUndefined();
  expect(tryLock(file)).toMatchObject({ pid: process.pid, host: hostname() });
  unlock(file);
  expect(tryLock(file)).toBeUndefined();
});

test.each([
  ["is gone", { pid: 2 ** 22 + 1, host: hostname(), start: "", since: "" }],
  ["has its number only", { pid: process.pid, host: hostname(), start: "earlier", since: "" }],
])("a lock is taken over from a process that %s", (_, holder) => {
  const file = path.join(folder, "it.lock");
  writeFileSync(file, JSON.stringify(holder));
  expect(tryLock(file)).toBeUndefined();
});

test("a lock that was never written whole is taken over", () => {
  const file = path.join(folder, "it.lock");
  writeFileSync(file, '{"pid":');
  expect(tryLock(file)).toBeUndefined();
  expect(existsSync(file)).toBe(true);
});

test("a lock of another machine is left alone", () => {
  const file = path.join(folder, "it.lock");
  const holder = { pid: 1, host: "elsewhere", start: "", since: "2026-11-21T10:00:00Z" };
  writeFileSync(file, JSON.stringify(holder));
  expect(tryLock(file)).toEqual(holder);
});

test("this process can be told", () => {
  expect(runs(process.pid)).toBe(true);
  expect(commandOf(process.pid)).not.toBe("");
  expect(startOf(process.pid)).toBe(startOf(process.pid));
  expect(Math.abs((startedAt(process.pid) ?? 0) - performance.timeOrigin)).toBeLessThan(5_000);
});
