import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readable } from "../../local/engine/output.ts";
import { formatSeconds, formatStep, Progress } from "../../local/progress.ts";

test.each([
  [{ label: "build etcd", seconds: 83.2 }, "build etcd … 83 s"],
  [{ label: "build etcd", waitsFor: "a builder", seconds: 0.1 }, "build etcd … waits for a builder"],
  [{ label: "build etcd", waitsFor: "a builder", seconds: 60 }, "build etcd … waits for a builder 60 s"],
  [{ label: "build etcd", result: "took", seconds: 185.4 }, "build etcd took 185 s"],
])("a step is one line: %j", (step, line) => {
  expect(formatStep(step)).toBe(line);
});

test.each([
  [0.04, "0.0 s"],
  [9.94, "9.9 s"],
  [9.95, "10 s"],
  [245.6, "246 s"],
])("%d seconds are %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

let now = 0;
beforeEach(() => {
  now = 0;
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function written(isTTY: boolean): { readonly progress: Progress; readonly text: () => string } {
  let text = "";
  const output = { isTTY, write: (more: string) => (text += more) };
  return { progress: new Progress(output, () => now), text: () => text };
}

const pass = (seconds: number): void => {
  for (let second = 0; second < seconds; second++) {
    now++;
    vi.advanceTimersByTime(1_000);
  }
};

test("where lines stay, a step at work says so every half a minute", () => {
  const { progress, text } = written(false);
  const waiting = progress.begin("build kwok", "a builder");
  const working = progress.begin("build etcd");
  pass(65);
  working.end("took");
  waiting.waitsFor(undefined);
  pass(5);
  waiting.end("took");
  expect(text().split("\n")).toEqual([
    "build kwok … waits for a builder",
    "build etcd … 0.0 s",
    "build etcd … 30 s",
    "build etcd … 60 s",
    "build etcd took 65 s",
    "build kwok … 0.0 s",
    "build kwok took 5.0 s",
    "",
  ]);
});

test("on a terminal the lines of what runs are drawn again below what was said", () => {
  const { progress, text } = written(true);
  const step = progress.begin("build etcd");
  progress.say("a line");
  step.end("took");
  expect(text()).toBe(
    "build etcd … 0.0 s\n\u001B[1F\u001B[Ja line\nbuild etcd … 0.0 s\n\u001B[1F\u001B[Jbuild etcd took 0.0 s\n",
  );
});

test("the engine's output is passed on without its noise", () => {
  const lines: string[] = [];
  const hear = readable((line) => lines.push(line));
  const output = [
    "Updating (local):",
    "@ updating....",
    "",
    " +  kubernetes:core/v1:Service app creating (0s)",
    " +  kubernetes:core/v1:Service app created (0.12s)",
    "Diagnostics:",
    "  pulumi:pulumi:Stack (vectorstack-local):",
    "    kubernetes: the stand-in plugin of this project speaks to the cluster",
    "  kubernetes:core/v1:Service (app):",
    "    error: it is not to be",
    "Diagnostics:",
    "Resources:",
    "    + 1 created",
  ];
  output.forEach(hear);
  expect(lines).toEqual([
    " +  kubernetes:core/v1:Service app created (0.12s)",
    "Diagnostics:",
    "  kubernetes:core/v1:Service (app):",
    "    error: it is not to be",
    "Resources:",
    "    + 1 created",
  ]);
});
