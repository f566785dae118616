import { type Comparison, disagrees } from "./differential.ts";

/** What came of one rule or standard, over all workloads and versions. */
interface Row {
  readonly about: string;
  readonly comparisons: number;
  /** How many of them were with the rule as a policy too. */
  readonly admitted: number;
  /** Workloads that the oracle refuses at some version. */
  readonly violating: number;
  /** Workloads that the oracle accepts at some version. */
  readonly passing: number;
  /** Refused by the oracle, and not by us. */
  readonly missed: number;
  /** Accepted by the oracle, and not by us. */
  readonly false: number;
}

export interface Table {
  readonly rows: readonly Row[];
  readonly comparisons: number;
  readonly admitted: number;
  readonly disagreements: number;
  readonly text: string;
}

/** The counts of the comparisons of each workload. */
export function table(subjects: readonly string[], workloads: readonly (readonly Comparison[])[]): Table {
  const rows = subjects.map((about): Row => {
    const of = workloads.map((comparisons) => comparisons.filter((it) => it.about === about));
    const all = of.flat();
    return {
      about,
      comparisons: all.length,
      admitted: all.filter((it) => it.admitted !== undefined).length,
      violating: of.filter((it) => it.some(({ oracle }) => !oracle)).length,
      passing: of.filter((it) => it.some(({ oracle }) => oracle)).length,
      missed: all.filter((it) => disagrees(it) && !it.oracle).length,
      false: all.filter((it) => disagrees(it) && it.oracle).length,
    };
  });
  const sum = (count: (row: Row) => number) => rows.reduce((total, row) => total + count(row), 0);
  const comparisons = sum((row) => row.comparisons);
  const admitted = sum((row) => row.admitted);
  const missed = sum((row) => row.missed);
  const wrong = sum((row) => row.false);
  const head = [
    `${workloads.length} workloads, ${comparisons} verdicts of Pod Security Admission compared,`,
    `${admitted} of them also as admission policies: ${missed} missed, ${wrong} false`,
  ].join(" ");
  const text = [head, ...rows.map(line)].join("\n");
  return { rows, comparisons, admitted, disagreements: missed + wrong, text };
}

const line = (row: Row): string =>
  [
    row.about.padEnd(32),
    `violated by ${String(row.violating).padStart(4)} workloads, met by ${String(row.passing).padStart(4)};`,
    `${row.missed} missed, ${row.false} false`,
  ].join(" ");
