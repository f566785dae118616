/** The numbers of the first version in a text, such as `v3.258.0` or `go1.26.8`; undefined if there is none. */
export function versionIn(text: string): readonly number[] | undefined {
  const found = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(text);
  return found ? found.slice(1).map((it: string | undefined) => Number(it ?? 0)) : undefined;
}

/** Whether the version in `text` is `from` or later, compared number by number. */
export function isFrom(from: string, text: string): boolean {
  const have = versionIn(text);
  const want = versionIn(from);
  if (have === undefined || want === undefined) return false;
  const differing = want.findIndex((number, index) => have[index] !== number);
  return differing === -1 || (have[differing] ?? 0) > (want[differing] ?? 0);
}
