const noise = [
  /^\s*$/,
  /^@ (?:updating|destroying|refreshing|previewing)/,
  /^Updating \(.*\):$/,
  /^Destroying \(.*\):$/,
  / (?:creating|updating|deleting|reading|replacing|create replacement) \(\d+s\)\s*$/,
  /warning: using pulumi-\S+ from \$PATH/,
];

/** Whether a line of the engine's output tells a reader something: each step shows when it ends, not when it begins. */
export const isTelling = (line: string): boolean => !noise.some((it) => it.test(line));
