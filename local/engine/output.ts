const noise = [
  /^\s*$/,
  /^@ (?:updating|destroying|refreshing|previewing)/,
  /^(?:Updating|Destroying) \(.*\):$/,
  /^ {4}pulumi:pulumi:Stack \S+ +\d+ (?:warning|message)/,
  /^(?:The resources in the stack have been deleted|If you want to remove the stack completely)/,
  /^Loading policy packs\.\.\.: /,
  / (?:creating|updating|deleting|reading|replacing|create replacement) \(\d+s\)\s*$/,
  /warning: using pulumi-\S+ from \$PATH/,
  /: the stand-in plugin of this project /,
];

const heading = /^(?:Diagnostics:|\s+\S+ \(\S+\):)$/;

/**
 * Passes on the lines of the engine's output that tell a reader something: each step when it ends, not when it begins, and no
 * heading without anything under it.
 */
export function readable(say: (line: string) => void): (line: string) => void {
  let held: string[] = [];
  return (line) => {
    if (noise.some((it) => it.test(line))) return;
    if (heading.test(line)) {
      held = line.startsWith(" ") ? [...held.filter((it) => !it.startsWith(" ")), line] : [line];
      return;
    }
    if (/^ {4}/.test(line)) held.forEach(say);
    held = [];
    say(line);
  };
}
