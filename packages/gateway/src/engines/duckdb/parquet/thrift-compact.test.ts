import { describe, expect, it } from 'vitest';
import {
  readThrift,
  thrift,
  type ThriftStruct,
  type ThriftValue,
  writeThrift,
} from './thrift-compact.ts';

const i64 = (value: bigint) => ({ type: thrift.i64, value });
const list = (elementType: number, elements: readonly ThriftValue[]) => ({
  type: thrift.list,
  value: { elementType, elements },
});

describe('a Thrift struct', () => {
  it.each<[string, ThriftStruct]>([
    ['nothing', new Map()],
    [
      'numbers of every length',
      new Map(
        [0n, -1n, 63n, 64n, -(2n ** 63n), 2n ** 63n - 1n].map((value, at) => [at + 1, i64(value)]),
      ),
    ],
    [
      'fields far apart',
      new Map([
        [1, i64(1n)],
        [17, i64(2n)],
        [300, i64(3n)],
      ]),
    ],
    [
      'truths',
      new Map([
        [1, { type: thrift.true, value: true }],
        [2, { type: thrift.false, value: false }],
      ]),
    ],
    [
      'a text and a fraction',
      new Map([
        [1, { type: thrift.binary, value: Buffer.from('数据') }],
        [2, { type: thrift.double, value: Buffer.alloc(8, 7) }],
        [3, { type: thrift.byte, value: Buffer.from([9]) }],
      ]),
    ],
    [
      'lists short and long',
      new Map([
        [1, list(thrift.i32, [])],
        [
          2,
          list(
            thrift.i32,
            Array.from({ length: 15 }, (_, at) => BigInt(at)),
          ),
        ],
        [
          3,
          list(
            thrift.struct,
            Array.from({ length: 200 }, (_, at) => new Map([[1, i64(BigInt(at))]])),
          ),
        ],
        [4, list(thrift.binary, [Buffer.from('a'), Buffer.alloc(0)])],
      ]),
    ],
  ])('is read as it was written: %s', (_what, fields) => {
    const bytes = writeThrift(fields);
    const read = readThrift(bytes);
    expect(writeThrift(read).equals(bytes)).toBe(true);
    expect([...read.keys()]).toEqual([...fields.keys()]);
  });

  it('is written as the protocol has it', () => {
    const fields: ThriftStruct = new Map();
    fields.set(1, { type: thrift.i32, value: -1n });
    fields.set(4, i64(300n));
    expect(writeThrift(fields).toString('hex')).toBe('150136d80400');
    const read = readThrift(writeThrift(fields));
    expect([...read].map(([id, { value }]) => [id, value])).toEqual([
      [1, -1n],
      [4, 300n],
    ]);
  });

  it('is refused where it is cut off', () => {
    const bytes = writeThrift(new Map([[1, { type: thrift.binary, value: Buffer.from('text') }]]));
    for (let length = 0; length < bytes.length; length++) {
      expect(() => readThrift(bytes.subarray(0, length))).toThrow('cut off');
    }
  });
});
