/**
 * The compact protocol of Apache Thrift, as far as the footers of Parquet files have it (Thrift, "Thrift compact
 * protocol"). What is read is written again as it was, whether its meaning is known here or not.
 */
export type ThriftStruct = Map<number, ThriftField>;

export interface ThriftField {
  readonly type: number;
  readonly value: ThriftValue;
}

export type ThriftValue =
  | boolean
  /** A whole number. */
  | bigint
  /** A text, a number with a fraction, or a single byte. */
  | Uint8Array
  | ThriftList
  | ThriftStruct;

export interface ThriftList {
  readonly elementType: number;
  readonly elements: readonly ThriftValue[];
}

export const thrift = {
  true: 1,
  false: 2,
  byte: 3,
  i16: 4,
  i32: 5,
  i64: 6,
  double: 7,
  binary: 8,
  list: 9,
  set: 10,
  struct: 12,
} as const;

/** @throws where the bytes are no struct */
export function readThrift(bytes: Uint8Array): ThriftStruct {
  return new Reader(bytes).struct();
}

export function writeThrift(fields: ThriftStruct): Buffer {
  const writer = new Writer();
  writer.struct(fields);
  return Buffer.concat(writer.pieces);
}

class Reader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  struct(): ThriftStruct {
    const fields: ThriftStruct = new Map();
    let id = 0;
    for (;;) {
      const head = this.#byte();
      if (head === 0) return fields;
      const step = head >> 4;
      id = step === 0 ? Number(this.#signed()) : id + step;
      const type = head & 0x0f;
      fields.set(id, { type, value: this.#field(type) });
    }
  }

  /** In a struct a boolean is its own type. */
  #field(type: number): ThriftValue {
    if (type === thrift.true || type === thrift.false) return type === thrift.true;
    return this.#value(type);
  }

  #value(type: number): ThriftValue {
    switch (type) {
      case thrift.true:
      case thrift.false:
      case thrift.byte:
        return this.#take(1);
      case thrift.i16:
      case thrift.i32:
      case thrift.i64:
        return this.#signed();
      case thrift.double:
        return this.#take(8);
      case thrift.binary:
        return this.#take(Number(this.#unsigned()));
      case thrift.list:
      case thrift.set:
        return this.#list();
      case thrift.struct:
        return this.struct();
      default:
        throw new Error(`a Thrift struct has a field of the type ${type}`);
    }
  }

  #list(): ThriftList {
    const head = this.#byte();
    const few = head >> 4;
    const count = few === 15 ? Number(this.#unsigned()) : few;
    const elementType = head & 0x0f;
    return { elementType, elements: Array.from({ length: count }, () => this.#value(elementType)) };
  }

  #signed(): bigint {
    const zigzag = this.#unsigned();
    return (zigzag >> 1n) ^ -(zigzag & 1n);
  }

  #unsigned(): bigint {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = this.#byte();
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  }

  #byte(): number {
    const [byte = 0] = this.#take(1);
    return byte;
  }

  #take(count: number): Uint8Array {
    const end = this.#at + count;
    if (end > this.#bytes.length) throw new Error('a Thrift struct is cut off');
    const taken = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return taken;
  }
}

class Writer {
  readonly pieces: Uint8Array[] = [];

  struct(fields: ThriftStruct): void {
    let former = 0;
    for (const [id, { type, value }] of fields) {
      const step = id - former;
      if (step > 0 && step <= 15) this.#bytes((step << 4) | type);
      else {
        this.#bytes(type);
        this.#signed(BigInt(id));
      }
      former = id;
      if (typeof value !== 'boolean') this.#value(type, value);
    }
    this.#bytes(0);
  }

  #value(type: number, value: ThriftValue): void {
    if (typeof value === 'bigint') this.#signed(value);
    else if (value instanceof Map) this.struct(value);
    else if (value instanceof Uint8Array) {
      if (type === thrift.binary) this.#unsigned(BigInt(value.length));
      this.pieces.push(value);
    } else if (typeof value === 'object') this.#list(value);
  }

  #list({ elementType, elements }: ThriftList): void {
    const count = elements.length;
    this.#bytes((Math.min(count, 15) << 4) | elementType);
    if (count >= 15) this.#unsigned(BigInt(count));
    for (const element of elements) this.#value(elementType, element);
  }

  #signed(value: bigint): void {
    this.#unsigned(BigInt.asUintN(64, (value << 1n) ^ (value >> 63n)));
  }

  #unsigned(value: bigint): void {
    const bytes: number[] = [];
    let rest = value;
    for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
    this.#bytes(...bytes, Number(rest));
  }

  #bytes(...bytes: readonly number[]): void {
    this.pieces.push(Uint8Array.from(bytes));
  }
}
