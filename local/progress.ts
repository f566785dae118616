/** How a step stands. */
export interface Step {
  readonly label: string;
  /** What it waits for, if it does not run yet. */
  readonly waitsFor?: string;
  readonly seconds: number;
  /** How it ended, if it did. */
  readonly result?: string;
}

export interface RunningStep {
  waitsFor(what: string | undefined): void;
  end(result: string): void;
}

/** In seconds: how often a step that is at work says so where lines cannot be rewritten. */
const heartbeat = 30;

/** One line for a step: `build etcd … 83 s`, with what it waits for, or how it ended. */
export const formatStep = ({ label, waitsFor, seconds, result }: Step): string =>
  waitsFor === undefined
    ? [label, result ?? "…", formatSeconds(seconds)].join(" ")
    : [label, "… waits for", waitsFor, ...(seconds < 1 ? [] : [formatSeconds(seconds)])].join(" ");

/** Whole seconds from ten on, with one decimal below. */
export const formatSeconds = (seconds: number): string =>
  `${seconds < 9.95 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;

export interface Output {
  readonly isTTY?: boolean;
  write(text: string): unknown;
}

/** Lines that tell what goes on: rewritten in place on a terminal, else one at the start, the heartbeats and the end. */
export class Progress {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #running = new Map<object, { readonly step: Omit<Step, "seconds">; readonly since: number }>();
  #drawn = 0;
  #ticks = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(output: Output = process.stdout, clock: () => number = () => performance.now() / 1_000) {
    this.#output = output;
    this.#clock = clock;
  }

  /** A line of its own, above the steps that run. */
  say(line: string): void {
    this.#erase();
    this.#output.write(`${line}\n`);
    this.#draw();
  }

  /** A step that starts, or first waits; its seconds count what it last did. */
  begin(label: string, waitsFor?: string): RunningStep {
    const key = {};
    const set = (what: string | undefined) => {
      const before = this.#running.get(key);
      if (before !== undefined && before.step.waitsFor === what) return;
      const step = { label, ...(what !== undefined && { waitsFor: what }) };
      this.#running.set(key, { step, since: this.#clock() });
      if (this.#output.isTTY) this.#redraw();
      else this.#output.write(`${formatStep({ ...step, seconds: 0 })}\n`);
    };
    set(waitsFor);
    this.#timer ??= setInterval(() => this.tick(), 1_000).unref();
    return {
      waitsFor: set,
      end: (result) => {
        const since = this.#running.get(key)?.since;
        if (since === undefined) return;
        this.#running.delete(key);
        this.say(formatStep({ label, result, seconds: this.#clock() - since }));
        if (this.#running.size > 0) return;
        clearInterval(this.#timer);
        this.#timer = undefined;
      },
    };
  }

  /** A second has passed. */
  tick(): void {
    this.#ticks++;
    if (this.#output.isTTY) this.#redraw();
    else if (this.#ticks % heartbeat === 0)
      for (const line of this.#lines(({ waitsFor }) => waitsFor === undefined))
        this.#output.write(`${line}\n`);
  }

  #lines(wanted: (step: Omit<Step, "seconds">) => boolean = () => true): string[] {
    return [...this.#running.values()]
      .filter(({ step }) => wanted(step))
      .map(({ step, since }) => formatStep({ ...step, seconds: this.#clock() - since }));
  }

  #redraw(): void {
    this.#erase();
    this.#draw();
  }

  #erase(): void {
    if (this.#drawn > 0) this.#output.write(`\u001B[${this.#drawn}F\u001B[J`);
    this.#drawn = 0;
  }

  #draw(): void {
    if (!this.#output.isTTY) return;
    const lines = this.#lines();
    for (const line of lines) this.#output.write(`${line}\n`);
    this.#drawn = lines.length;
  }
}
