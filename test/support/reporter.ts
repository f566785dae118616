import type { Reporter, SerializedError, TestModule } from "vitest/node";

interface Tally {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

/**
 * Closes a run with the plain line `N passed, N failed`, and fails a run in which no test ran. Whatever kept tests from
 * being counted, such as a file that does not load, a failed hook or an unhandled error, counts as one failure.
 */
export default class TallyReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandled: readonly SerializedError[]): void {
    const { passed, failed, skipped } = tally(modules, unhandled);
    if (failed > 0 || passed === 0) process.exitCode = 1;
    process.stdout.write(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}\n`);
  }
}

function tally(modules: readonly TestModule[], unhandled: readonly SerializedError[]): Tally {
  const states = modules.flatMap((module) =>
    [...module.children.allTests()].map((test) => test.result().state),
  );
  const groups = modules.flatMap((module) => [module, ...module.children.allSuites()]);
  const count = (state: (typeof states)[number]) => states.filter((it) => it === state).length;
  return {
    passed: count("passed"),
    failed:
      count("failed") +
      count("pending") +
      unhandled.length +
      groups.filter((it) => it.errors().length > 0).length,
    skipped: count("skipped"),
  };
}
