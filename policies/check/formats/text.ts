import type { Exemption } from "../../engine/exemptions.ts";
import { titleOf, type Exempted, type Judged, type Report, type Violation } from "../report.ts";

/** For readers: a paragraph for each object with violations, a line for each violation, then what else there is to know. */
export function text({ objects, active, unused, notApplicable, errors, skipped }: Report): string {
  const violations = objects.flatMap((it) => it.violations);
  const exempted = objects.flatMap((judged) => judged.exempted.map((it) => ({ ...it, judged })));
  return [
    ...objects.filter((it) => it.violations.length > 0).map(paragraph),
    section("Exempted:", exempted.map(exemptedLine)),
    section("Exemptions that matched nothing:", unused.map(exemptionLine)),
    section("Skipped, as no object of Kubernetes:", skipped.map(errorLine)),
    section(
      `Rules that saw nothing to judge, ${notApplicable.length} of ${active.length}:`,
      notApplicable.map(({ id }) => id).join(", ") || [],
    ),
    section("Not readable:", errors.map(errorLine)),
    `${count(objects.length, "object")} judged: ${levels(violations)}, ${exempted.length} exempted.\n`,
  ]
    .filter(Boolean)
    .join("\n");
}

const paragraph = (judged: Judged): string =>
  section(
    `${titleOf(judged)} (${judged.file}:${judged.line})`,
    judged.violations.map(({ level, rule, path, message, line }) =>
      [`${level} ${rule.id} line ${line}${path && ` ${path}`}: ${message}`, rule.mend].join("; to mend: "),
    ),
  );

const section = (title: string, lines: string | readonly string[]): string =>
  lines.length === 0
    ? ""
    : `${title}\n${[lines]
        .flat()
        .map((line) => `  ${oneLine(line)}\n`)
        .join("")}`;

const exemptedLine = ({ judged, rule, path, exemption }: Exempted & { readonly judged: Judged }) =>
  `${rule.id} ${titleOf(judged)} (${judged.file})${path && ` ${path}`}: ${termsOf(exemption)}`;

const exemptionLine = (exemption: Exemption) =>
  `${exemption.rule} ${exemption.object}${exemption.path ? ` ${exemption.path}` : ""}: ${termsOf(exemption)}`;

const termsOf = ({ reason, owner, expires }: Exemption) => `${reason} (${owner}, until ${expires})`;

const errorLine = ({ file, line, message }: Report["errors"][number]) => `${file}:${line}: ${message}`;

const levels = (violations: readonly Violation[]): string =>
  (["mandatory", "advisory"] as const)
    .map((level) => count(violations.filter((it) => it.level === level).length, `${level} violation`))
    .join(", ");

const count = (number: number, thing: string): string => `${number} ${thing}${number === 1 ? "" : "s"}`;

/** Names in a manifest may hold anything, among them what would steer a terminal. */
const oneLine = (line: string): string => line.replaceAll(/\s+/g, " ").replaceAll(/\p{Cc}/gu, "\uFFFD");
