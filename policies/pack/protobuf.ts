const [varint, fixed64, delimited, fixed32] = [0, 1, 2, 5] as const;

/** A field of a message of Protocol Buffers; what it holds is read only if it is asked for. */
export interface Field {
  readonly number: number;
  readonly text: () => string;
  readonly bytes: () => Buffer;
  readonly double: () => number;
  readonly isTrue: () => boolean;
}

/**
 * The fields of a message, in the order in which they came. Messages of a policy's engine are large trees of which generated
 * code makes several objects a value, which takes ten times as long.
 */
export function* fieldsOf(message: Buffer): Generator<Field> {
  let offset = 0;
  const integer = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message[offset++];
      if (byte === undefined) throw new Error("a message of the engine ends within a field");
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (offset < message.length) {
    const tag = integer();
    const type = tag & 7;
    const begin = type === delimited ? integer() : offset;
    const start = type === delimited ? offset : begin;
    if (type === delimited) offset += begin;
    else if (type === fixed64) offset += 8;
    else if (type === fixed32) offset += 4;
    else if (type === varint) integer();
    else throw new Error(`a message of the engine has a field of the unknown type ${type}`);
    const end = offset;
    yield {
      number: Math.floor(tag / 8),
      text: () => message.toString("utf8", start, end),
      bytes: () => message.subarray(start, end),
      double: () => message.readDoubleLE(start),
      isTrue: () => message[start] !== 0,
    };
  }
}
