import type { Problem } from "../rule.ts";
import { UnknownValueError } from "./value.ts";

type Judgement = () => Iterable<Problem>;

/** The problems of every judgement; that one needs a value that is not known yet is raised after all that is certain. */
export function* certainFirst(...judgements: readonly Judgement[]): Generator<Problem> {
  let missing: UnknownValueError | undefined;
  for (const judgement of judgements) {
    try {
      yield* judgement();
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      missing = error;
    }
  }
  if (missing) throw missing;
}

type OfItem<T> = (item: T, index: number) => Iterable<Problem>;

/** As certainFirst, of the items of a list that may not be known yet, nor all of its items. */
export function* ofEach<T>(list: () => readonly T[] | undefined, judge: OfItem<T>): Generator<Problem> {
  const items = list() ?? [];
  const judgements = [...items.keys()].map((index) => () => judge(items[index] as T, index));
  yield* certainFirst(...judgements);
}

/** Whether the test holds for any item; raises that a value is not known yet only if it may decide. */
export function some<T>(items: readonly T[], test: (item: T) => boolean): boolean {
  let missing: UnknownValueError | undefined;
  for (const index of items.keys())
    try {
      if (test(items[index] as T)) return true;
    } catch (error) {
      if (!(error instanceof UnknownValueError)) throw error;
      missing = error;
    }
  if (missing) throw missing;
  return false;
}

/** Problems as one list: the problem, if there is one. */
export const problemIf = (wrong: boolean, path: string, message: string): readonly Problem[] =>
  wrong ? [{ path, message }] : [];
