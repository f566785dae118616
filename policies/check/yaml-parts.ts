/** A part of a text that is read by itself, so that a mistake in one does not hide the others. */
export interface Part {
  readonly text: string;
  /** How many lines of the whole text stand before it. */
  readonly linesBefore: number;
}

/** The parts of a text: of YAML those between separators, of JSON the values that follow each other. */
export const partsOf = (text: string): readonly Part[] => jsonParts(text) ?? yamlParts(text);

const newlines = (text: string): number => text.split("\n").length - 1;

const separator = /(?<=\n)(?=---(?:\s|$))/;
const onlyDirectives = /^(?:\s*(?:#.*|%.*)?(?:\n|$))+$/;

function yamlParts(text: string): readonly Part[] {
  const parts: Part[] = [];
  let linesBefore = 0;
  let held = "";
  for (const piece of text.split(separator)) {
    const whole = held + piece;
    if (/(?:^|\n)%/.test(whole) && onlyDirectives.test(whole)) {
      held = whole;
      continue;
    }
    held = "";
    parts.push({ text: whole, linesBefore });
    linesBefore += newlines(whole);
  }
  if (held) parts.push({ text: held, linesBefore });
  return parts;
}

/**
 * The values of a stream of JSON, with spaces for the tabs between them, which YAML would not have; nothing for
 * other texts.
 */
function jsonParts(text: string): readonly Part[] | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  const parts: Part[] = [];
  let depth = 0;
  let start = 0;
  let linesBefore = 0;
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|[[\]{}]/gs)) {
    if (token === "{" || token === "[") depth += 1;
    if (token !== "}" && token !== "]") continue;
    depth -= 1;
    if (depth > 0) continue;
    const value = text.slice(start, index + 1);
    if (!isJson(value)) return undefined;
    parts.push({ text: value.replaceAll("\t", " "), linesBefore });
    linesBefore += newlines(value);
    start = index + 1;
  }
  return text.slice(start).trim() === "" ? parts : undefined;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
