import { pathToFileURL } from "node:url";
import path from "node:path";
import type { References, Severity } from "../../rule.ts";
import { titleOf, type Exempted, type Judged, type Report, type Violation } from "../report.ts";
import { standardInput } from "../inputs.ts";

/** For code scanning: SARIF 2.1.0. */
export function sarif({ objects, active, errors, skipped }: Report): string {
  const indexes = new Map(active.map(({ rule }, index) => [rule, index]));
  const result = (judged: Judged, { rule, level, path: place, message, line }: Violation) => ({
    ruleId: rule.id,
    ruleIndex: indexes.get(rule),
    level: levels[level],
    message: { text: `${titleOf(judged)}: ${place && `${place}: `}${message}; to mend: ${rule.mend}` },
    locations: [
      {
        ...location(judged.file, line),
        logicalLocations: [
          { name: titleOf(judged), fullyQualifiedName: place || titleOf(judged), kind: "object" },
        ],
      },
    ],
  });
  const log = {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "vectorstack policies",
            rules: active.map(({ rule, level }) => ({
              id: rule.id,
              shortDescription: { text: rule.title },
              fullDescription: { text: rule.holds },
              help: { text: `${rule.holds} ${rule.why} To mend: ${rule.mend}.` },
              defaultConfiguration: { level: levels[level] },
              properties: {
                tags: ["security", ...tagsOf(rule.references)],
                "security-severity": scores[rule.severity],
              },
            })),
          },
        },
        columnKind: "utf16CodeUnits",
        invocations: [
          {
            executionSuccessful: errors.length === 0,
            toolExecutionNotifications: [
              ...errors.map((it) => notification("error", it)),
              ...skipped.map((it) => notification("note", it)),
            ],
          },
        ],
        results: objects.flatMap((judged) => [
          ...judged.violations.map((it) => result(judged, it)),
          ...judged.exempted.map((it) => ({ ...result(judged, it), suppressions: [suppression(it)] })),
        ]),
      },
    ],
  };
  return `${JSON.stringify(log, undefined, 2)}\n`;
}

const levels = { mandatory: "error", advisory: "warning" } as const;

/** By the bounds that code scanning draws between its own severities. */
const scores: Readonly<Record<Severity, string>> = {
  critical: "9.5",
  high: "8.0",
  medium: "5.5",
  low: "3.0",
  info: "1.0",
};

const tagsOf = (references: References): readonly string[] =>
  Object.entries(references).flatMap(([source, ids]) =>
    (ids as readonly string[]).map((id) => `${source}:${id}`),
  );

const location = (file: string, line: number) => ({
  physicalLocation: { artifactLocation: { uri: uriOf(file) }, region: { startLine: line } },
});

function uriOf(file: string): string {
  if (file === standardInput) return "stdin";
  if (path.isAbsolute(file)) return pathToFileURL(file).href;
  return file.split(path.sep).map(encodeURIComponent).join("/");
}

const notification = (level: "error" | "note", { file, line, message }: Report["errors"][number]) => ({
  level,
  message: { text: message },
  locations: [location(file, line)],
});

const suppression = ({ exemption: { reason, owner, expires } }: Exempted) => ({
  kind: "external",
  status: "accepted",
  justification: `${reason} (${owner}, until ${expires})`,
});
