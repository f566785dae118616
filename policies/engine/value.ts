/** Stands in a tree for a value that a preview cannot know. */
export const unknown = Symbol("unknown");

/** An object as it came in, from a file or from the engine: plain data, with `unknown` where a value is not known yet. */
export type Raw = null | boolean | number | string | typeof unknown | undefined | readonly Raw[] | RawObject;
export interface RawObject {
  readonly [key: string]: Raw;
}

export const isObject = (value: Raw): value is RawObject =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const isList = (value: Raw): value is readonly Raw[] => Array.isArray(value);

/** Raised by reading a value that is not known yet. */
export class UnknownValueError extends Error {
  override readonly name = "UnknownValueError";
}

/** Whether the value, or any part of it, is unknown. */
export function holdsUnknown(value: Raw): boolean {
  if (value === unknown) return true;
  if (isList(value)) return value.some(holdsUnknown);
  return isObject(value) && Object.values(value).some(holdsUnknown);
}

const fail = (): never => {
  throw new UnknownValueError("a value that is not known yet");
};

const isPresent = (value: Raw) => value !== null && value !== undefined;

/** How a tree is shown to who reads it. */
interface View {
  readonly number: (value: number) => unknown;
  readonly list: (items: readonly Raw[], show: (item: Raw) => unknown) => unknown;
  /** Whether a key that is missing may still be there in the cluster, as in a patch. */
  readonly open: boolean;
  /** What has been shown already: an object, and the parts of it that rules ask for. */
  readonly shown: WeakMap<object, unknown>;
}

function show(value: Raw, view: View): unknown {
  if (value === unknown) return fail();
  if (typeof value === "number") return view.number(value);
  if (typeof value !== "object" || value === null) return value;
  const known = view.shown.get(value) ?? showWhole(value, view);
  view.shown.set(value, known);
  return known;
}

function showWhole(value: RawObject | readonly Raw[], view: View): unknown {
  if (isList(value)) return view.list(value, (item) => show(item, view));
  const shown: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (field === unknown) Object.defineProperty(shown, key, { enumerable: true, get: fail });
    else if (isPresent(field)) shown[key] = show(field, view);
  }
  return view.open ? new Proxy(shown, openHandler) : shown;
}

/** Fields of a pod that lift rules: a patch that does not name them does not profit from them. */
const lifting: ReadonlySet<string | symbol> = new Set(["os", "hostUsers"]);

const isClosed = (target: object, key: string | symbol) =>
  typeof key === "symbol" || key === "constructor" || lifting.has(key) || Object.hasOwn(target, key);

const openHandler: ProxyHandler<Record<string, unknown>> = {
  get: (target, key): unknown => (isClosed(target, key) ? Reflect.get(target, key) : fail()),
  has: (target, key) => (isClosed(target, key) ? Reflect.has(target, key) : fail()),
  getOwnPropertyDescriptor: (target, key) =>
    isClosed(target, key)
      ? Reflect.getOwnPropertyDescriptor(target, key)
      : { configurable: true, enumerable: true, get: fail },
};

/**
 * Known items go first, so that one of them that decides a quantifier is found before an unknown one is read. Operators that
 * go through the whole list, such as `in`, find what is known, and raise at the end what they could not compare.
 */
const celList = (items: readonly Raw[], showItem: (item: Raw) => unknown): unknown => {
  const shown = items.filter((item) => item !== unknown).map(showItem);
  if (shown.length === items.length) return shown;
  const known = [...shown];
  for (let index = known.length; index < items.length; index++)
    Object.defineProperty(shown, index, { enumerable: true, get: fail });
  return Object.defineProperty(shown, Symbol.iterator, {
    *value() {
      yield* known;
      fail();
    },
  });
};

const plainList = (items: readonly Raw[], showItem: (item: Raw) => unknown): unknown => {
  const shown: unknown[] = [];
  for (const [index, item] of items.entries()) {
    if (item === unknown) Object.defineProperty(shown, index, { enumerable: true, get: fail });
    else shown[index] = showItem(item);
  }
  return shown;
};

const integer = (value: number) => (Number.isSafeInteger(value) ? BigInt(value) : value);

const celView = (open: boolean): View => ({ number: integer, list: celList, open, shown: new WeakMap() });
const plainView = (open: boolean): View => ({
  number: (it) => it,
  list: plainList,
  open,
  shown: new WeakMap(),
});

const celViews = [celView(false), celView(true)] as const;
const plainViews = [plainView(false), plainView(true)] as const;

/** As CEL wants it: whole numbers are integers, null is absent. Reading an unknown field raises UnknownValueError. */
export const celTree = (value: Raw, open = false): unknown => show(value, celViews[open ? 1 : 0]);

/** As TypeScript wants it: null is absent. Reading an unknown field or item raises UnknownValueError. */
export const plainTree = (value: Raw, open = false): unknown => show(value, plainViews[open ? 1 : 0]);

/** The value at a path; undefined if there is none, `unknown` if it or an object that would hold it is unknown. */
export function at(value: Raw, path: readonly string[]): Raw {
  let found = value;
  for (const key of path) {
    if (found === unknown) return unknown;
    if (!isObject(found) && !isList(found)) return undefined;
    found = Object.hasOwn(found, key) ? (found as RawObject)[key] : undefined;
  }
  return found ?? undefined;
}
