const compiled = new Map<string, RegExp>();

const classes: Readonly<Record<string, string>> = {
  alnum: "0-9A-Za-z",
  alpha: "A-Za-z",
  digit: "0-9",
  lower: "a-z",
  upper: "A-Z",
  punct: "!-\\/:-@\\[-`{-~",
  space: "\\t\\n\\v\\f\\r ",
  word: "0-9A-Za-z_",
  xdigit: "0-9A-Fa-f",
};

const flagsAtStart = /^\(\?([ims]+)\)/;

/** What RE2 refuses: looking around, going back to a group, and atomic groups. */
const refused = /(?<!\\)(?:\\\\)*(?:\(\?(?:[=!>]|<[=!])|\\[1-9])/;

/**
 * The regular expression of RE2's syntax, which CEL uses, for all matches in a text.
 * @throws if it is none.
 */
export function regularExpression(text: string): RegExp {
  const known = compiled.get(text);
  if (known) return known;
  const refusal = refused.exec(text);
  if (refusal) throw new Error(`the regular expression ${text} has ${refusal[0]}, which RE2 does not know`);
  const [prefix = "", flags = ""] = flagsAtStart.exec(text) ?? [];
  const translated = text
    .slice(prefix.length)
    .replaceAll("(?P<", "(?<")
    .replaceAll("\\A", "^")
    .replaceAll("\\z", "$")
    .replaceAll(/\[:(\w+):\]/g, (whole, name: string) => classes[name] ?? whole);
  const made = new RegExp(translated, `g${flags}`);
  compiled.set(text, made);
  return made;
}
