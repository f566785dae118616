import { namespaceOf, type Judged, type Report, type Violation } from "../report.ts";

/** For programs. */
export const json = ({ objects, unused, notApplicable, errors, skipped }: Report): string =>
  `${JSON.stringify(
    {
      checked: objects.length,
      violations: objects.flatMap((judged) => judged.violations.map((it) => asJson(judged, it))),
      unused,
      notApplicable: notApplicable.map(({ id }) => id),
      errors,
      exempted: objects.flatMap((judged) =>
        judged.exempted.map(({ exemption, ...it }) => ({ ...asJson(judged, it), exemption })),
      ),
      skipped,
    },
    undefined,
    2,
  )}\n`;

const asJson = (judged: Judged, { rule, level, path, message, line }: Violation): object => ({
  rule: rule.id,
  level,
  file: judged.file,
  document: judged.document,
  kind: judged.manifest.kindName,
  namespace: namespaceOf(judged),
  name: judged.manifest.name,
  path,
  line,
  message,
  fix: rule.mend,
  severity: rule.severity,
  references: rule.references,
});
