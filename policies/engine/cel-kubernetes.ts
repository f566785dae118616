import type { Environment } from "@marcbachmann/cel-js";
import { Quantity } from "./quantity.ts";
import { regularExpression } from "./cel-regex.ts";

/** What `sets` stands for in `sets.contains(a, b)`. */
class Sets {
  readonly library = "sets";
}

type List = readonly unknown[];

/** Adds the functions of Kubernetes' CEL libraries that rules use and the engine lacks, with the meaning that they have there. */
export function registerKubernetes(environment: Environment): Environment {
  registerQuantity(environment);
  registerSets(environment);
  registerLists(environment);
  registerTexts(environment);
  return environment;
}

function quantity(text: string): Quantity {
  const parsed = Quantity.parse(text);
  if (parsed) return parsed;
  throw new Error(`${JSON.stringify(text)} is no quantity such as 100m or 1.5Gi`);
}

function integer(of: Quantity): bigint {
  const value = of.integer();
  if (value !== undefined) return value;
  throw new Error("cannot convert value to integer");
}

const registerQuantity = (environment: Environment): Environment => {
  environment.registerType("Quantity", Quantity);
  return environment
    .registerFunction("quantity(string): Quantity", quantity)
    .registerFunction("isQuantity(string): bool", (text: string) => Quantity.parse(text) !== undefined)
    .registerFunction("sign(Quantity): int", (it: Quantity) => BigInt(it.sign()))
    .registerFunction("Quantity.isInteger(): bool", (it: Quantity) => it.integer() !== undefined)
    .registerFunction("Quantity.asInteger(): int", integer)
    .registerFunction("Quantity.asApproximateFloat(): double", (it: Quantity) => it.approximateFloat())
    .registerFunction(
      "Quantity.isGreaterThan(Quantity): bool",
      (one: Quantity, other: Quantity) => one.compareTo(other) > 0,
    )
    .registerFunction(
      "Quantity.isLessThan(Quantity): bool",
      (one: Quantity, other: Quantity) => one.compareTo(other) < 0,
    )
    .registerFunction("Quantity.compareTo(Quantity): int", (one: Quantity, other: Quantity) =>
      BigInt(one.compareTo(other)),
    )
    .registerFunction("Quantity.add(Quantity): Quantity", (one: Quantity, other: Quantity) => one.add(other))
    .registerFunction("Quantity.add(int): Quantity", (one: Quantity, other: bigint) =>
      one.add(Quantity.of(other)),
    )
    .registerFunction("Quantity.sub(Quantity): Quantity", (one: Quantity, other: Quantity) => one.sub(other))
    .registerFunction("Quantity.sub(int): Quantity", (one: Quantity, other: bigint) =>
      one.sub(Quantity.of(other)),
    )
    .registerOperator("Quantity == Quantity", (one: Quantity, other: Quantity) => one.compareTo(other) === 0);
};

/** Equality of CEL, on values as the engine has them. */
function equal(one: unknown, other: unknown): boolean {
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => equal(item, other[index]));
  if (one instanceof Quantity && other instanceof Quantity) return one.compareTo(other) === 0;
  if (isMap(one) && isMap(other)) {
    const keys = Object.keys(one);
    return (
      keys.length === Object.keys(other).length &&
      keys.every((key) => Object.hasOwn(other, key) && equal(one[key], other[key]))
    );
  }
  return isNumber(one) && isNumber(other) ? one <= other && one >= other : one === other;
}

const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const isNumber = (value: unknown): value is number | bigint =>
  typeof value === "number" || typeof value === "bigint";

const includes = (list: List, item: unknown) => list.some((it) => equal(it, item));

const registerSets = (environment: Environment): Environment => {
  environment.registerType("Sets", Sets);
  return environment
    .registerConstant("sets", "Sets", new Sets())
    .registerFunction("Sets.contains(list, list): bool", (_: Sets, list: List, part: List) =>
      part.every((item) => includes(list, item)),
    )
    .registerFunction("Sets.intersects(list, list): bool", (_: Sets, one: List, other: List) =>
      one.some((item) => includes(other, item)),
    )
    .registerFunction(
      "Sets.equivalent(list, list): bool",
      (_: Sets, one: List, other: List) =>
        one.every((item) => includes(other, item)) && other.every((item) => includes(one, item)),
    );
};

/** Below zero if the first comes before the second; not a number if they cannot be compared. */
function order(one: unknown, other: unknown): number {
  if (isNumber(one) && isNumber(other)) return one < other ? -1 : one > other ? 1 : 0;
  if (typeof one === "string" && typeof other === "string")
    return Buffer.compare(Buffer.from(one), Buffer.from(other));
  if (typeof one === "boolean" && typeof other === "boolean") return Number(one) - Number(other);
  throw new Error("no such overload: values of different types, or of one without an order");
}

const extreme = (name: string, sign: 1 | -1) => (list: List) => {
  if (list.length === 0) throw new Error(`${name} called on empty list`);
  return list.reduce((best, item) => (order(item, best) * sign > 0 ? item : best));
};

const sum = (list: List) =>
  list.reduce<number | bigint>(
    (total, item) => {
      if (typeof total === "bigint" && typeof item === "bigint") return int64(total + item);
      if (typeof total === "number" && typeof item === "number") return total + item;
      throw new Error("no such overload: only numbers of one type have a sum");
    },
    typeof list[0] === "number" ? 0 : 0n,
  );

function int64(value: bigint): bigint {
  if (BigInt.asIntN(64, value) !== value) throw new Error("integer overflow");
  return value;
}

const isSorted = (list: List) =>
  list.every((item, index) => index === 0 || order(list[index - 1], item) <= 0);

/** The function of a list of which each item is known: the order of a list that holds others is not (value.ts). */
const ofKnown =
  <R>(compute: (list: List, item: unknown) => R) =>
  (list: List, item?: unknown): R =>
    compute([...list], item);

const registerLists = (environment: Environment): Environment =>
  environment
    .registerFunction("list.sum(): dyn", ofKnown(sum))
    .registerFunction("list.min(): dyn", ofKnown(extreme("min", -1)))
    .registerFunction("list.max(): dyn", ofKnown(extreme("max", 1)))
    .registerFunction("list.isSorted(): bool", ofKnown(isSorted))
    .registerFunction(
      "list.indexOf(dyn): int",
      ofKnown((list, item) => BigInt(list.findIndex((it) => equal(it, item)))),
    )
    .registerFunction(
      "list.lastIndexOf(dyn): int",
      ofKnown((list, item) => BigInt(list.findLastIndex((it) => equal(it, item)))),
    );

/** Matches from left to right, but for empty ones right after another. */
function matches(text: string, pattern: string, limit = -1): readonly string[] {
  const found: string[] = [];
  let end = -1;
  for (const { 0: match, index } of text.matchAll(regularExpression(pattern))) {
    if (match !== "" || index !== end) found.push(match);
    end = index + match.length;
  }
  return limit < 0 ? found : found.slice(0, limit);
}

function replaced(text: string, old: string, by: string, limit = -1): string {
  if (limit < 0) return text.replaceAll(old, () => by);
  let left = limit;
  return text.replaceAll(old, () => (left-- > 0 ? by : old));
}

function charAt(text: string, index: bigint): string {
  const characters = Array.from(text);
  const at = Number(index);
  if (at < 0 || at > characters.length) throw new Error(`index out of range: ${at}`);
  return characters[at] ?? "";
}

const registerTexts = (environment: Environment): Environment =>
  environment
    .registerFunction("string.find(string): string", (text: string, pattern: string) =>
      matches(text, pattern, 1).join(""),
    )
    .registerFunction("string.findAll(string): list<string>", (text: string, pattern: string) =>
      matches(text, pattern),
    )
    .registerFunction(
      "string.findAll(string, int): list<string>",
      (text: string, pattern: string, limit: bigint) => matches(text, pattern, Number(limit)),
    )
    .registerFunction("string.replace(string, string): string", (text: string, old: string, by: string) =>
      replaced(text, old, by),
    )
    .registerFunction(
      "string.replace(string, string, int): string",
      (text: string, old: string, by: string, limit: bigint) => replaced(text, old, by, Number(limit)),
    )
    .registerFunction("string.charAt(int): string", charAt);
