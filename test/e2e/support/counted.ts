/** Tells what a test counted, in one line of the run's output. */
export function counted(what: Readonly<Record<string, number | string>>): void {
  const parts = Object.entries(what).map(([key, value]) => `${key} ${value}`);
  process.stdout.write(`   counted: ${parts.join(", ")}\n`);
}
