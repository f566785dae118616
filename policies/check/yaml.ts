import { isMap, isScalar, isSeq, parseAllDocuments, type Document } from "yaml";
import type { Raw } from "../engine/value.ts";
import { partsOf, type Part } from "./yaml-parts.ts";
import { kubernetesScalars } from "./yaml-scalars.ts";

/** Where a value lies in a document: keys and indexes. */
export type Place = readonly string[];

export interface Read {
  /** From 0 within the file. An empty document counts; what stands before the first separator only if it says something. */
  readonly index: number;
  /** From 1 within the file. */
  readonly line: number;
  readonly value: Raw;
  /** The line of a value, or of the nearest thing that holds it. */
  readonly lineOf: (place: Place) => number;
}

export interface Unreadable {
  readonly line: number;
  readonly message: string;
}

/** Every document of a text of YAML or JSON as Kubernetes reads it, and what is wrong with those that cannot be read. */
export function readDocuments(content: string): {
  readonly documents: readonly Read[];
  readonly errors: readonly Unreadable[];
} {
  const documents: Read[] = [];
  const errors: Unreadable[] = [];
  let index = 0;
  for (const found of partsOf(content.replace(/^\uFEFF/, ""))) {
    const { part, documents: inPart } = parseLeniently(found);
    for (const [ordinal, document] of inPart.entries()) {
      const read = mistakeIn(part, document) ?? readOne(part, document, ordinal, index);
      if ("message" in read) errors.push(read);
      else documents.push(read);
      index += 1;
    }
  }
  return { documents, errors };
}

const parse = ({ text }: Part): readonly Document.Parsed[] =>
  parseAllDocuments(text, {
    schema: "failsafe",
    customTags: [...kubernetesScalars],
    merge: true,
    resolveKnownTags: false,
    stringKeys: true,
    prettyErrors: false,
    logLevel: "error",
  });

interface Parsed {
  readonly part: Part;
  readonly documents: readonly Document.Parsed[];
}

const mostRepairs = 20;

/** As parse; but Kubernetes takes a quoted text whose lines are not indented, which YAML does not allow. */
function parseLeniently(part: Part): Parsed {
  const asIs = { part, documents: parse(part) };
  let found: Parsed = asIs;
  for (let repairs = 0; repairs < mostRepairs; repairs += 1) {
    const open = found.documents
      .flatMap(({ errors }) => errors)
      .find(({ message }) => unclosed.test(message));
    if (open === undefined) break;
    const text = withIndentedQuote(found.part.text, open.pos[0], open.message.includes("'") ? "'" : '"');
    const repaired = { ...part, text };
    found = { part: repaired, documents: parse(repaired) };
  }
  return found.documents.some(({ errors }) => errors.length > 0) ? asIs : found;
}

const unclosed = /^Missing closing ["']quote/;

const untilClosed = { "'": /(?:[^']|'')*(?:'|$)/y, '"': /(?:[^"\\]|\\.)*(?:"|$)/sy } as const;

/** The text with all lines of the quoted text indented that goes on after the offset. */
function withIndentedQuote(text: string, offset: number, quote: keyof typeof untilClosed): string {
  const pattern = untilClosed[quote];
  pattern.lastIndex = offset;
  const [rest = ""] = pattern.exec(text) ?? [];
  const indented = rest.replaceAll("\n", `\n${" ".repeat(100)}`);
  return text.slice(0, offset) + indented + text.slice(offset + rest.length);
}

/** Enough for files that repeat an anchor often, too few for nested ones that grow without bounds. */
const mostAliases = 10_000;

function readOne(part: Part, document: Document.Parsed, ordinal: number, index: number): Read | Unreadable {
  const line = lineAt(part, document.contents?.range[0] ?? document.range[0]);
  try {
    const value = document.toJS({ maxAliasCount: mostAliases }) as Raw;
    return { index, line, value, lineOf: (place) => lineOf(part, ordinal, place) };
  } catch (error) {
    return { line, message: worded(error instanceof Error ? error.message : String(error)) };
  }
}

const worded = (message: string) => (message.includes("call stack") ? "is nested too deeply" : message);

const controlCharacter = /(?![\t\n\r\x85])\p{Cc}/u;

function mistakeIn(part: Part, document: Document.Parsed): Unreadable | undefined {
  const control = controlCharacter.exec(part.text);
  if (control) return { line: lineAt(part, control.index), message: "holds a control character" };
  const [error] = document.errors;
  if (error === undefined) return undefined;
  const line = lineAt(part, Math.min(error.pos[0], part.text.trimEnd().length));
  const lines = part.text.split("\n").slice(0, line - part.linesBefore);
  const bare = lines.findIndex((it) => /^[^#"'`|>]*\{\{/.test(it));
  const isTemplate = bare >= 0 || lines.at(-1)?.includes("{{");
  if (!isTemplate) return { line, message: worded(error.message) };
  return {
    line: bare >= 0 ? part.linesBefore + bare + 1 : line,
    message: "is a template that was not rendered: judge what `helm template` prints",
  };
}

const lineStarts = new WeakMap<Part, readonly number[]>();

/** The line of an offset, from 1 within the file. */
function lineAt(part: Part, offset: number): number {
  const starts = lineStarts.get(part) ?? [
    0,
    ...Array.from(part.text.matchAll(/\n/g), ({ index }) => index + 1),
  ];
  lineStarts.set(part, starts);
  let [low, high] = [0, starts.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle;
  }
  return part.linesBefore + low + 1;
}

let latest: Parsed | undefined;

/** Reads the part again instead of keeping the trees of all files, most of which nobody asks for. */
function lineOf(part: Part, ordinal: number, place: Place): number {
  if (latest?.part !== part) latest = { part, documents: parse(part) };
  const document = latest.documents[ordinal];
  let found: unknown = document?.contents;
  let offset = document?.contents?.range[0] ?? 0;
  for (const key of place) {
    if (isMap(found)) {
      const pair = found.items.find((item) => isScalar(item.key) && item.key.value === key);
      if (!pair || !isScalar(pair.key)) break;
      offset = pair.key.range?.[0] ?? offset;
      found = pair.value;
    } else if (isSeq(found)) {
      const item = found.items[Number(key)];
      if (item === undefined) break;
      offset = (item as { readonly range?: readonly [number] }).range?.[0] ?? offset;
      found = item;
    } else break;
  }
  return lineAt(part, offset);
}
