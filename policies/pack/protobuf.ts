const [varint, fixed64, delimited, fixed32] = [0, 1, 2, 5] as const;

/**
 * A message of Protocol Buffers, read field by field; what a field holds is read only if it is asked for. Generated code makes
 * several objects a value, which takes many times as long for trees as large as the engine's.
 */
export class Message {
  readonly #buffer: Buffer;
  readonly #end: number;
  #offset: number;
  #start = 0;
  #stop = 0;

  constructor(buffer: Buffer, start = 0, end = buffer.length) {
    this.#buffer = buffer;
    this.#offset = start;
    this.#end = end;
  }

  /** Goes to the next field, and yields its number; 0 if there is none. */
  next(): number {
    if (this.#offset >= this.#end) return 0;
    const tag = this.#integer();
    const type = tag & 7;
    const length = type === delimited ? this.#integer() : 0;
    this.#start = this.#offset;
    if (type === delimited) this.#offset += length;
    else if (type === fixed64) this.#offset += 8;
    else if (type === fixed32) this.#offset += 4;
    else if (type === varint) this.#integer();
    else throw new Error(`a message of the engine has a field of the unknown type ${type}`);
    this.#stop = this.#offset;
    if (this.#stop > this.#end) throw new Error("a message of the engine ends within a field");
    return Math.floor(tag / 8);
  }

  /** The same message, from its beginning as long as none of its fields was read. */
  again(): Message {
    return new Message(this.#buffer, this.#offset, this.#end);
  }

  get length(): number {
    return this.#stop - this.#start;
  }

  text(): string {
    return this.#buffer.toString("utf8", this.#start, this.#stop);
  }

  double(): number {
    return this.#buffer.readDoubleLE(this.#start);
  }

  isTrue(): boolean {
    return this.#buffer[this.#start] !== 0;
  }

  message(): Message {
    return new Message(this.#buffer, this.#start, this.#stop);
  }

  bytes(): Buffer {
    return this.#buffer.subarray(this.#start, this.#stop);
  }

  #integer(): number {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = this.#offset < this.#end ? this.#buffer[this.#offset++] : undefined;
      if (byte === undefined) throw new Error("a message of the engine ends within a field");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  }
}
