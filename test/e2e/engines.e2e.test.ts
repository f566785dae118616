import { setTimeout as pause } from "node:timers/promises";
import { beforeAll, expect, inject, test } from "vitest";
import { throwawayContext } from "../../local/cluster/kubeconfig.ts";
import { connect } from "../../local/cluster/api.ts";
import { judgeObject, type ActiveRule } from "../../policies/engine/judge.ts";
import { Manifest } from "../../policies/engine/manifest.ts";
import { activate } from "../../policies/engine/settings.ts";
import type { RawObject } from "../../policies/engine/value.ts";
import { World } from "../../policies/engine/world.ts";
import { kindOf } from "../../policies/kinds.ts";
import type { ObjectRule, ParameterValues } from "../../policies/rule.ts";
import { rules } from "../../policies/rules/index.ts";
import type { Case } from "../policies/case.ts";
import { cases } from "../policies/cases/index.ts";
import { counted } from "./support/counted.ts";
import { type Group, judgedBy, saidBy } from "./support/rules.ts";
import { provide, send, text } from "./support/sent.ts";

const config = connect(throwawayContext, inject("shared").kubeconfig);

const onObjects = rules.filter((rule): rule is ObjectRule => rule.engine === "object");
const ids = new Set(onObjects.map(({ id }) => id));

const active = (of: readonly ObjectRule[], parameters: ParameterValues = {}) =>
  activate(
    of,
    Object.fromEntries(of.map(({ id }) => [id, { enforcementLevel: "mandatory", ...parameters }])),
  ) as readonly ActiveRule<ObjectRule>[];

/** Few enough that the warnings of an object that breaks most of them fit into one answer. */
const atOnce = 30;

const all: readonly Group[] = Array.from({ length: Math.ceil(onObjects.length / atOnce) }, (_, index) => ({
  name: `all-${index}`,
  rules: active(onObjects.slice(index * atOnce, (index + 1) * atOnce)),
  brief: true,
}));

const own = new Map<string, Group>();

/** The rule alone, with the parameters of a case. */
function ownGroup(id: string, parameters: ParameterValues = {}): Group {
  const key = JSON.stringify([id, parameters]);
  const rule = onObjects.filter((it) => it.id === id);
  const group = own.get(key) ?? { name: `own-${own.size}`, rules: active(rule, parameters) };
  own.set(key, group);
  return group;
}

/** An object of a kind that no rule names is judged by none of the policies. */
const isKnown = ({ object }: Case): boolean =>
  kindOf(text(object["apiVersion"]), text(object["kind"])) !== undefined;

const tried = cases
  .filter(({ rule }) => ids.has(rule))
  .flatMap(({ rule, passes, fails }) =>
    [...passes, ...fails].filter(isKnown).map(({ name, object, parameters, among }) => ({
      rule,
      name,
      object,
      group: ownGroup(rule, parameters),
      /** What the rule says of it as it was sent; of one that another object excuses, the API server says something else. */
      passes: among === undefined ? !fails.some((it) => it.object === object) : undefined,
    })),
  );

/** Rules on what the API server takes from nobody. */
const impossible = ["selector-matches"];

beforeAll(async () => {
  await provide(
    config,
    tried.map(({ object }) => object),
  );
});

/** The object as the API server judged it and what its policies said, once they act; nothing if none of the group is for it. */
async function asked({ rule, object }: Tried, group: Group) {
  const kind = kindOf(text(object["apiVersion"]), text(object["kind"]));
  if (!group.rules.some(({ rule: { kinds } }) => kinds === "all" || (kind && kinds.includes(kind))))
    return undefined;
  for (let tries = 1; ; tries++) {
    const { status, body, warnings } = await send(config, object, group.name);
    const isThere = (body as { readonly reason?: string }).reason === "AlreadyExists";
    if (impossible.includes(rule) && status === 422) return undefined;
    if (status >= 300 && !isThere) throw new Error(`${status} ${(body as Error).message}`);
    const said = saidBy(group, warnings);
    if (said !== undefined) return { said, admitted: isThere ? object : (body as RawObject) };
    if (tries === 100) throw new Error(`the policies of ${group.name} do not act`);
    await pause(100);
  }
}

const idsIn = (messages: readonly string[]): readonly string[] =>
  [...new Set(messages.map((message) => message.replace(/:.*/, "")))].toSorted();

/** The rules of the group that the object breaks by our own judgement. */
function found(object: RawObject, group: Group): readonly string[] {
  const manifest = new Manifest(object, {});
  const world = new World([manifest]);
  return group.rules
    .filter((it) => judgeObject(it, manifest, world).problems.length > 0)
    .map(({ rule }) => rule.id)
    .toSorted();
}

type Tried = (typeof tried)[number];

/** What a look at cases, one after the other, finds wrong. */
async function wrongs(
  them: readonly Tried[],
  look: (it: Tried) => Promise<readonly string[]>,
): Promise<readonly string[]> {
  const wrong: string[] = [];
  for (const it of them) {
    const problems = await look(it).catch((error: unknown) => [String(error)]);
    wrong.push(...problems.map((problem) => `${it.rule}, ${it.name}: ${problem}`));
  }
  return wrong;
}

/** All the work, some of it at a time. */
async function atATime<T>(count: number, work: readonly (() => Promise<T>)[]): Promise<readonly T[]> {
  const queue = [...work];
  const done: T[] = [];
  const worker = async () => {
    for (let it = queue.shift(); it !== undefined; it = queue.shift()) done.push(await it());
  };
  await Promise.all(Array.from({ length: count }, worker));
  return done;
}

test("the API server judges every case of every rule as we do, and says which rule and which item it is", async () => {
  const verdicts = { passes: 0, violations: 0 };
  const look = async (it: Tried) => {
    const { rule, group, passes } = it;
    const answer = await asked(it, group);
    if (answer === undefined) return impossible.includes(rule) ? [] : ["no policy is for it"];
    const { said, admitted } = answer;
    const [theirs, ours] = [idsIn(said), found(admitted, group)];
    verdicts[theirs.length === 0 ? "passes" : "violations"]++;
    return [
      ...(passes === theirs.length > 0 ? ["the API server judges another object than was sent"] : []),
      ...(theirs.join() === ours.join()
        ? []
        : [`the API server says [${theirs.join()}], we [${ours.join()}]`]),
      ...said.filter((it) => !it.startsWith(`${rule}: `) || it.includes(": ?")),
    ];
  };
  const wrong = await atATime(
    8,
    [...Map.groupBy(tried, (it) => it.group)].map(
      ([group, them]) =>
        () =>
          judgedBy(config, group, () => wrongs(them, look)),
    ),
  );
  counted(verdicts);
  expect(wrong.flat()).toEqual([]);
  expect(verdicts.passes).toBeGreaterThan(onObjects.length);
  expect(verdicts.violations).toBeGreaterThan(onObjects.length);
});

test("it judges every case by all rules at once as we do", async () => {
  let [verdicts, violations] = [0, 0];
  const look = (group: Group) => async (it: Tried) => {
    const answer = await asked(it, group);
    if (answer === undefined) return [];
    const [theirs, ours] = [idsIn(answer.said), found(answer.admitted, group)];
    verdicts += group.rules.length;
    violations += theirs.length;
    return theirs.join() === ours.join()
      ? []
      : [`the API server says [${theirs.join()}], we [${ours.join()}]`];
  };
  const parts = Array.from({ length: 4 }, (_, part) => tried.filter((__, index) => index % 4 === part));
  const wrong = await Promise.all(
    all.map((group) =>
      judgedBy(config, group, () =>
        atATime(
          2,
          parts.map((them) => () => wrongs(them, look(group))),
        ),
      ),
    ),
  );
  const objects = tried.length;
  counted({ objects, "verdicts compared": verdicts, "violations among them": violations });
  expect(wrong.flat(2)).toEqual([]);
  expect(verdicts).toBeGreaterThan(50_000);
  expect(violations).toBeGreaterThan(1_000);
});
