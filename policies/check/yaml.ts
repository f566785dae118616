import { isMap, isScalar, isSeq, parseAllDocuments, type Document } from "yaml";
import type { Raw } from "../engine/value.ts";
import { newlines, partsOf, type Part } from "./yaml-parts.ts";
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
  for (const part of partsOf(content.replace(/^\uFEFF/, ""))) {
    for (const [ordinal, document] of parse(part).entries()) {
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

/** Enough for files that repeat an anchor often, too few for nested ones that grow without bounds. */
const mostAliases = 10_000;

function readOne(part: Part, document: Document.Parsed, ordinal: number, index: number): Read | Unreadable {
  const line = lineAt(part, document.contents?.range[0] ?? document.range[0]);
  try {
    const value = document.toJS({ maxAliasCount: mostAliases }) as Raw;
    return { index, line, value, lineOf: (place) => lineOf(part, ordinal, place) };
  } catch (error) {
    return { line, message: error instanceof Error ? error.message : String(error) };
  }
}

const controlCharacter = /(?![\t\n\r\x85])\p{Cc}/u;

function mistakeIn(part: Part, document: Document.Parsed): Unreadable | undefined {
  const control = controlCharacter.exec(part.text);
  if (control) return { line: lineAt(part, control.index), message: "holds a control character" };
  const [error] = document.errors;
  if (error === undefined) return undefined;
  const end = part.text.indexOf("\n", error.pos[0]);
  const before = end < 0 ? part.text : part.text.slice(0, end);
  const template = /(?:^|\n)[^\n#"'`|>]*\{\{/.exec(before);
  if (template === null) return { line: lineAt(part, error.pos[0]), message: error.message };
  const line = lineAt(part, template.index + template[0].length);
  return { line, message: "is a template that was not rendered: judge what `helm template` prints" };
}

const lineAt = ({ text, linesBefore }: Part, offset: number): number =>
  linesBefore + newlines(text.slice(0, offset)) + 1;

let latest: { readonly part: Part; readonly documents: readonly Document.Parsed[] } | undefined;

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
