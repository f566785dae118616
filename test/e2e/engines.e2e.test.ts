import { setTimeout as pause } from "node:timers/promises";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
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
import { cases } from "../policies/cases/index.ts";
import { counted } from "./support/counted.ts";
import { type Group, JudgedGroups, saidBy } from "./support/rules.ts";
import { provide, send, text } from "./support/sent.ts";

const config = connect(throwawayContext, inject("shared").kubeconfig);
const judged = new JudgedGroups(config);

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

const tried = cases
  .filter(({ rule }) => ids.has(rule))
  .flatMap(({ rule, passes, fails }) =>
    [...passes, ...fails].map(({ name, object, parameters, among }) => ({
      rule,
      name,
      object,
      group: ownGroup(rule, parameters),
      passes: !fails.some((it) => it.object === object) || among !== undefined,
    })),
  );

/** Rules that look at a field which the API server fills in, so that it judges another object than was sent. */
const filledIn: readonly string[] = [];

beforeAll(async () => {
  await provide(
    config,
    tried.map(({ object }) => object),
  );
  for (const group of [...all, ...own.values()]) await judged.add(group);
});

afterAll(() => judged.remove());

/** The object as the API server judged it and the rules that it broke, once the group's policies act; nothing if none is for it. */
async function asked(object: RawObject, group: Group) {
  const kind = kindOf(text(object["apiVersion"]), text(object["kind"]));
  if (!group.rules.some(({ rule: { kinds } }) => kinds === "all" || (kind && kinds.includes(kind))))
    return undefined;
  for (let tries = 1; ; tries++) {
    const { status, body, warnings } = await send(config, object, group.name);
    const isThere = (body as { readonly reason?: string }).reason === "AlreadyExists";
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

/** What a look at every case finds wrong, several cases at a time. */
async function wrongs(look: (it: Tried) => Promise<readonly string[]>): Promise<readonly string[]> {
  const queue = [...tried];
  const wrong: string[] = [];
  const work = async () => {
    for (let it = queue.shift(); it !== undefined; it = queue.shift()) {
      const { rule, name } = it;
      const problems = await look(it).catch((error: unknown) => [String(error)]);
      wrong.push(...problems.map((problem) => `${rule}, ${name}: ${problem}`));
    }
  };
  await Promise.all(Array.from({ length: 8 }, work));
  return wrong.toSorted();
}

test("the API server judges every case of every rule as we do, and says which rule and which item it is", async () => {
  const [verdicts, differing] = [{ passes: 0, violations: 0 }, new Set<string>()];
  const wrong = await wrongs(async ({ rule, object, group, passes }) => {
    const answer = await asked(object, group);
    if (answer === undefined) return ["no policy is for it"];
    const { said, admitted } = answer;
    const [theirs, ours] = [idsIn(said), found(admitted, group)];
    verdicts[theirs.length === 0 ? "passes" : "violations"]++;
    if ((theirs.length === 0) !== passes) differing.add(rule);
    return [
      ...(theirs.join() === ours.join()
        ? []
        : [`the API server says [${theirs.join()}], we [${ours.join()}]`]),
      ...said.filter((it) => !it.startsWith(`${rule}: `) || it.includes(": ?")),
    ];
  });
  counted({ ...verdicts, "rules with values filled in before": [...differing].join(" ") });
  expect(wrong).toEqual([]);
  expect([...differing].toSorted()).toEqual(filledIn);
  expect(verdicts.passes).toBeGreaterThan(onObjects.length);
  expect(verdicts.violations).toBeGreaterThan(onObjects.length);
});

test("it judges every case by all rules at once as we do", async () => {
  let [objects, verdicts, violations] = [0, 0, 0];
  const wrong = await wrongs(async ({ object }) => {
    objects++;
    const problems: string[] = [];
    for (const group of all) {
      const answer = await asked(object, group);
      if (answer === undefined) continue;
      const [theirs, ours] = [idsIn(answer.said), found(answer.admitted, group)];
      verdicts += group.rules.length;
      violations += theirs.length;
      if (theirs.join() !== ours.join())
        problems.push(`the API server says [${theirs.join()}], we [${ours.join()}]`);
    }
    return problems;
  });
  counted({ objects, "verdicts compared": verdicts, "violations among them": violations });
  expect(wrong).toEqual([]);
  expect(verdicts).toBeGreaterThan(objects * 10);
  expect(violations).toBeGreaterThan(objects);
});
