interface Waiting {
  readonly weight: number;
  readonly start: () => void;
}

/** Runs so many tasks at a time; of those that wait, the heaviest goes first. */
export class Queue {
  #free: number;
  readonly #waiting: Waiting[] = [];

  constructor(size: number) {
    this.#free = size;
  }

  async run<T>(weight: number, task: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    await new Promise<void>((start) => {
      this.#waiting.push({ weight, start });
      setImmediate(() => this.#next());
    });
    try {
      signal?.throwIfAborted();
      return await task();
    } finally {
      this.#free++;
      this.#next();
    }
  }

  #next(): void {
    if (this.#free === 0) return;
    const heaviest = this.#waiting.toSorted((a, b) => b.weight - a.weight)[0];
    if (heaviest === undefined) return;
    this.#waiting.splice(this.#waiting.indexOf(heaviest), 1);
    this.#free--;
    heaviest.start();
  }
}
