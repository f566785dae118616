import { hint } from "./mistakes.ts";
import type { Part, Text } from "./text.ts";

/** What `${name}` in a text of the settings stands for. */
export type Variables = Readonly<Record<string, readonly Part[]>>;

const variable = /\$?\$\{([^}]*)\}/g;

/** The names a text asks for; `$${x}` asks for nothing, it stands for `${x}` itself. */
export const namesIn = (template: string): readonly string[] =>
  [...template.matchAll(variable)].flatMap(([found, name = ""]) => (found.startsWith("$$") ? [] : [name]));

const isLeftOpen = (template: string): boolean => template.replaceAll(variable, "").includes("${");

/** What is wrong with a text of the settings, one message each. */
export const unknownNames = (template: string, known: readonly string[]): readonly string[] => [
  ...namesIn(template)
    .filter((name) => !known.includes(name))
    .map((name) => `a text in which each \${…} is known; \${${name}} is not${hint(name, known)}`),
  ...(isLeftOpen(template) ? ["a text in which each ${ has its }"] : []),
];

/** Puts what each `${name}` stands for in its place. */
export function fill(template: string, variables: Variables): Text {
  const parts: Part[] = [];
  let end = 0;
  for (const match of template.matchAll(variable)) {
    const [found, name = ""] = match;
    parts.push(template.slice(end, match.index));
    const meaning = Object.hasOwn(variables, name) ? variables[name] : undefined;
    parts.push(...(found.startsWith("$$") ? [found.slice(1)] : (meaning ?? [found])));
    end = match.index + found.length;
  }
  parts.push(template.slice(end));
  return parts.every((part) => typeof part === "string")
    ? parts.join("")
    : parts.filter((part) => part !== "");
}
