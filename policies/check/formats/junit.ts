import { counts, titleOf, type Judged, type Report, type Violation, type ViolationLevel } from "../report.ts";

/**
 * For CI systems: a suite for each file, in it a case for each rule that an object violates, or one for an object that
 * violates none. Violations that do not count and those that are exempted are skipped.
 */
export function junit({ objects, errors, skipped }: Report, lowest: ViolationLevel): string {
  const cases = Map.groupBy(
    [
      ...objects.flatMap((judged) => casesOf(judged, lowest)),
      ...errors.map(({ file, line, message }) => ({
        file,
        name: `line ${line}`,
        outcome: "error" as const,
        details: [message],
      })),
      ...skipped.map(({ file, line, message }) => ({
        file,
        name: `line ${line}`,
        outcome: "skipped" as const,
        details: [message],
      })),
    ],
    ({ file }) => file,
  );
  const all = [...cases.values()].flat();
  return [
    `<?xml version="1.0" encoding="UTF-8"?>`,
    `<testsuites${attributes({ name: "vectorstack policies", ...totals(all) })}>`,
    ...[...cases].flatMap(([file, those]) => [
      `  <testsuite${attributes({ name: file, ...totals(those) })}>`,
      ...those.map(testcase),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

const byRule = <T extends Violation>(violations: readonly T[]) => [
  ...Map.groupBy(violations, ({ rule }) => rule),
];

interface Case {
  readonly file: string;
  readonly name: string;
  readonly outcome: "passed" | "failure" | "error" | "skipped";
  /** One line each; the first stands for all. */
  readonly details: readonly string[];
}

function casesOf(judged: Judged, lowest: ViolationLevel): readonly Case[] {
  const { file, violations, exempted } = judged;
  const title = `${titleOf(judged)} (document ${judged.document})`;
  const cases = [
    ...byRule(violations).map(([{ id }, them]) => ({
      name: `${title}: ${id}`,
      outcome: them.some(({ level }) => counts(level, lowest)) ? ("failure" as const) : ("skipped" as const),
      details: them.map(
        ({ level, path, line, message, rule }) =>
          `${level}: line ${line}${path && ` ${path}`}: ${message}; to mend: ${rule.mend}`,
      ),
    })),
    ...byRule(exempted).map(([{ id }, them]) => ({
      name: `${title}: ${id}, exempted`,
      outcome: "skipped" as const,
      details: them.map(
        ({ exemption: { reason, owner, expires }, path }) =>
          `${path}: ${reason} (${owner}, until ${expires})`,
      ),
    })),
  ];
  return (cases.length > 0 ? cases : [{ name: title, outcome: "passed" as const, details: [] }]).map(
    (it) => ({
      file,
      ...it,
    }),
  );
}

const totals = (cases: readonly Case[]) => {
  const number = (outcome: Case["outcome"]) => cases.filter((it) => it.outcome === outcome).length;
  return {
    tests: cases.length,
    failures: number("failure"),
    errors: number("error"),
    skipped: number("skipped"),
  };
};

function testcase({ file, name, outcome, details }: Case): string {
  const opening = `    <testcase${attributes({ classname: file, name })}`;
  if (outcome === "passed") return `${opening}/>`;
  const [message = ""] = details;
  const body = `<${outcome}${attributes({ message })}>${escaped(details.join("\n"))}</${outcome}>`;
  return `${opening}>\n      ${body}\n    </testcase>`;
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([key, value]) => ` ${key}="${escaped(String(value))}"`)
    .join("");

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
};

/** XML has no control characters, nor halves of surrogate pairs. */
const escaped = (value: string): string =>
  value
    .toWellFormed()
    .replaceAll(/(?![\t\n])\p{Cc}|[\uFFFE\uFFFF]/gu, "\uFFFD")
    .replaceAll(/[&<>"]/g, (character) => entities[character] ?? character);
