import { randomInt } from "node:crypto";
import { z } from "zod";

const count = z.int().min(0).default(0);

/** The inputs of RandomPassword and RandomString, with the official defaults. */
export type Alphabet = z.infer<typeof Alphabet>;
export const Alphabet = z
  .object({
    length: z.int().min(1),
    lower: z.boolean().default(true),
    upper: z.boolean().default(true),
    special: z.boolean().default(true),
    /** The older name of `numeric`. */
    number: z.boolean().optional(),
    numeric: z.boolean().optional(),
    minLower: count,
    minUpper: count,
    minNumeric: count,
    minSpecial: count,
    overrideSpecial: z.string().optional(),
    keepers: z.record(z.string(), z.string()).optional(),
  })
  .transform(({ number, numeric = number ?? true, ...rest }) => ({ ...rest, number: numeric, numeric }))
  .refine((it) => it.lower || it.upper || it.numeric || it.special, "allow at least one class of characters")
  .refine(
    (it) => it.minLower + it.minUpper + it.minNumeric + it.minSpecial <= it.length,
    "length is less than the sum of minLower, minUpper, minNumeric and minSpecial",
  );

const defaultSpecial = "!@#$%&*()-_=+[]{}<>:?";

/** A text of the length asked for, drawn evenly from what is allowed once each class has its least number. */
export function draw(alphabet: Alphabet): string {
  const special = alphabet.overrideSpecial || defaultSpecial;
  const classes = [
    { characters: "abcdefghijklmnopqrstuvwxyz", allowed: alphabet.lower, least: alphabet.minLower },
    { characters: "ABCDEFGHIJKLMNOPQRSTUVWXYZ", allowed: alphabet.upper, least: alphabet.minUpper },
    { characters: "0123456789", allowed: alphabet.numeric, least: alphabet.minNumeric },
    { characters: special, allowed: alphabet.special, least: alphabet.minSpecial },
  ];
  const all = classes.flatMap(({ characters, allowed }) => (allowed ? characters : [])).join("");
  const drawn = classes.flatMap(({ characters, least }) => pick(characters, least));
  return shuffle([...drawn, ...pick(all, alphabet.length - drawn.length)]).join("");
}

const pick = (characters: string, count: number): string[] =>
  Array.from({ length: count }, () => characters.charAt(randomInt(characters.length)));

/** Fisher and Yates: every order is as likely as any other. */
function shuffle(items: readonly string[]): string[] {
  const shuffled = [...items];
  for (let last = shuffled.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1);
    [shuffled[last], shuffled[other]] = [shuffled[other] ?? "", shuffled[last] ?? ""];
  }
  return shuffled;
}
