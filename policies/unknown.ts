import { UnknownValueError } from "@pulumi/policy";

/**
 * Whether any item is surely so. An item that needs a value unknown at preview hides no other; the error of the unknown
 * value is raised when it could still decide.
 */
export function any<T>(items: readonly T[], is: (item: T) => boolean): boolean {
  let unknown: Error | undefined;
  for (const index of items.keys())
    try {
      if (is(items[index] as T)) return true;
    } catch (error) {
      if (!isUnknown(error)) throw error;
      unknown ??= error;
    }
  if (unknown) throw unknown;
  return false;
}

/** Takes the step for every item, those after a value unknown at preview included; raises its error at the end. */
export function each<T>(items: readonly T[], step: (item: T) => void): void {
  any(items, (item) => {
    step(item);
    return false;
  });
}

const isUnknown = (error: unknown): error is Error => error instanceof UnknownValueError;
