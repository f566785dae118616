import { allowAnnotation } from "../admission/marks.ts";
import { workloads } from "../kinds.ts";
import type { Problem, SetRule } from "../rule.ts";

const line =
  /^(?:peers=\d+|(?:version|image|storage|delete)=\S+) until=(?<until>\d{4}-\d{2}-\d{2}) reason=.*\S/;

interface Annotated {
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/** The dates of changes that guards are told to allow, which CEL cannot judge: it has no clock. */
export const allowedChanges: readonly SetRule[] = [
  {
    engine: "set",
    id: "allowed-change",
    title: "What a guard is told to allow is told exactly, and for a while",
    holds: `Each line of the annotation ${allowAnnotation} names one change (peers=…, version=…, storage=…, image=… or delete=…), a day until which it is allowed, and a reason; the day is not past.`,
    why: "An exception that nobody takes away again is a guard that is gone.",
    mend: "remove the line, or renew its date after a review",
    severity: "high",
    level: "mandatory",
    references: {},
    kinds: [...workloads, "PersistentVolumeClaim", "Namespace"],
    *judge({ object }, { today }): Iterable<Problem> {
      const text = (object as Annotated).metadata?.annotations?.[allowAnnotation];
      if (text === undefined) return;
      const path = `metadata.annotations["${allowAnnotation}"]`;
      for (const change of text.split("\n")) {
        const until = line.exec(change)?.groups?.["until"];
        if (until === undefined)
          yield {
            path,
            message: `${JSON.stringify(change)} is not of the form: peers=2 until=2026-12-31 reason=moved its shards`,
          };
        else if (until < today) yield { path, message: `${JSON.stringify(change)} ended on ${until}` };
      }
    },
  },
];
