/** What stops a command: one clear sentence for the user, without a stack trace. */
export class Problem extends Error {
  override readonly name = "Problem";
}

/** Ctrl-C or a request to end: not a mistake, and nothing more than this is said about it. */
export class Interrupted extends Error {
  override readonly name = "Interrupted";
}

/** The sentence for anything thrown. */
export const sentence = (thrown: unknown): string =>
  thrown instanceof Error ? thrown.message : String(thrown);

/** The code of a failed system call (`ENOENT`, `EADDRINUSE`, …), if that is what was thrown. */
export const errorCode = (thrown: unknown): string | undefined =>
  thrown instanceof Error && "code" in thrown && typeof thrown.code === "string" ? thrown.code : undefined;
