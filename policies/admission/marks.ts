/** The label of what holds data and must not be deleted: its value is true. */
export const protectedLabel = "vectorstack.dev/protected";

/** The annotation that allows what a guard refuses, one change a line: `peers=2 until=2026-12-31 reason=moved its shards`. */
export const allowAnnotation = "vectorstack.dev/allow";
