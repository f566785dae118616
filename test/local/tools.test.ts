import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { keyOf } from "../../local/tools/key.ts";
import { Queue } from "../../local/tools/queue.ts";
import { linkerFlags, type Tool, toolNames, tools } from "../../local/tools/table.ts";
import { groupFolder } from "../../local/tools/toolchain.ts";

const etcd: Tool = tools.etcd;

test("a key changes with everything that a build depends on, and with nothing else", () => {
  const key = keyOf(etcd, "go1.26.8");
  expect(key).toMatch(/^[0-9a-f]{12}$/);
  expect(keyOf({ ...etcd, seconds: 1, megabytes: 1 }, "go1.26.8")).toBe(key);
  const others = [
    keyOf(etcd, "go1.26.9"),
    keyOf({ ...etcd, package: `${etcd.package}/other` }, "go1.26.8"),
    keyOf({ ...etcd, variables: { "a.b": "c" } }, "go1.26.8"),
    keyOf({ ...etcd, group: "kwok" }, "go1.26.8"),
  ];
  expect(new Set([key, ...others]).size).toBe(5);
});

test("the linker sets the variables", () => {
  expect(linkerFlags(etcd)).toBe("-s -w");
  expect(linkerFlags({ ...etcd, variables: { "a.b": "c", "d.e": "f" } })).toBe("-s -w -X a.b=c -X d.e=f");
});

test.each(toolNames)("%s is a tool of its group's go.mod", (name) => {
  const { group, package: main } = tools[name];
  expect(readFileSync(path.join(groupFolder(group), "go.mod"), "utf8")).toMatch(
    new RegExp(`^(?:tool )?\\s*${main.replaceAll(".", "\\.")}$`, "m"),
  );
});

test("a queue runs so many at a time, the heaviest first", async () => {
  const queue = new Queue(2);
  const order: string[] = [];
  let running = 0;
  const task = (name: string) => async () => {
    order.push(name);
    running++;
    expect(running).toBeLessThanOrEqual(2);
    await new Promise(setImmediate);
    running--;
  };
  await Promise.all([
    queue.run(1, task("light")),
    queue.run(9, task("heavy")),
    queue.run(5, task("middle")),
    queue.run(7, task("second")),
  ]);
  expect(order).toEqual(["heavy", "second", "middle", "light"]);
});

test("a task that fails makes room for the next", async () => {
  const queue = new Queue(1);
  await expect(queue.run(1, () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  await expect(queue.run(1, () => Promise.resolve("yes"))).resolves.toBe("yes");
});
