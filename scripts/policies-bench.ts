import { rmSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { activate } from "../policies/engine/settings.ts";
import { executableIn } from "../policies/pack/bundle.ts";
import { rules } from "../policies/rules/index.ts";
import { realistic } from "./policies/bench-objects.ts";
import { forms, PackProcess, type Form } from "./policies/pack-process.ts";
import { projectFile } from "./stack-file.ts";

const print = (name: string, value: string) => process.stdout.write(`${name.padEnd(62)} ${value}\n`);
const milliseconds = (time: number) => `${time < 10 ? time.toFixed(2) : Math.round(time)} ms`;
const median = (times: readonly number[]) => times.toSorted((a, b) => a - b)[times.length >> 1] ?? Number.NaN;
const seconds = (times: readonly number[]) =>
  `${milliseconds(median(times))} (least ${milliseconds(Math.min(...times))}, most ${milliseconds(Math.max(...times))})`;

async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now();
  await work();
  return performance.now() - begun;
}

/** How long the form takes from its start until it has printed its port, several times over. */
async function starts(form: Form, times: number): Promise<readonly number[]> {
  const taken: number[] = [];
  for (let count = 0; count < times; count++) {
    const pack = await PackProcess.start(form);
    taken.push(pack.started);
    await pack.stop();
  }
  return taken;
}

/** The time a resource takes with some of the rules, in milliseconds, and that of the stack in the end. */
async function judging(form: Form, count: number, share: number) {
  const resources = realistic(count);
  const pack = await PackProcess.start(form);
  const active = activate(rules).map(({ rule }) => rule.id);
  const off = active.filter((_, index) => (index * share) % 1 >= share);
  await pack.begin();
  await pack.configure(Object.fromEntries(off.map((id) => [id, "disabled"])));
  const first = await timed(() =>
    Promise.all(resources.slice(0, 1).map((resource) => pack.analyze(resource))),
  );
  const computed = pack.computed();
  const each: number[] = [];
  for (const analyze of resources.map((resource) => pack.prepared(resource))) each.push(await timed(analyze));
  const own = (pack.computed() - computed) / count;
  const stack = await timed(pack.preparedStack(resources));
  await pack.stop();
  const sum = each.reduce((total, time) => total + time, 0);
  return {
    rules: active.length - off.length,
    first,
    own,
    each: sum / count,
    median: median(each),
    stack,
    sum,
  };
}

const { executable, directory } = forms;
rmSync(executableIn(projectFile("")), { force: true });
const built = await timed(() => Promise.resolve(executable()));
const file = executable();

print("machine", `${cpus().length} cores, load ${loadavg()[0]?.toFixed(1)}, Node.js ${process.version}`);
print("building the executable", milliseconds(built));
print("start of the executable, first after it was built", seconds(await starts(file, 1)));
print("start of the executable, again", seconds(await starts(file, 9)));
print("start of the directory, by the SDK's runner", seconds(await starts(directory(), 5)));

for (const count of [200, 1_000]) {
  const { rules: active, first, own, each, median: middle, stack, sum } = await judging(file, count, 1);
  print(`the first resource (${active} rules)`, milliseconds(first));
  print(
    `a Deployment with 75 variables, of ${count}, over gRPC`,
    `${milliseconds(each)} (median ${milliseconds(middle)}, computing ${milliseconds(own)})`,
  );
  print(`all ${count}, one after the other`, milliseconds(sum));
  print(`the stack of ${count} in the end`, milliseconds(stack));
}
for (const share of [0.1, 0.5, 1]) {
  const { rules: active, own, median: middle } = await judging(file, 1_000, share);
  print(
    `a resource with ${Math.round(share * 100)} % of the rules (${active})`,
    `median ${milliseconds(middle)}, computing ${milliseconds(own)}`,
  );
}
