import { describe, expect, it } from 'vitest';
import { toSparkSchema } from './spark-schema.ts';

describe('toSparkSchema', () => {
  it('writes a struct as the reference has it', () => {
    expect(toSparkSchema([{ name: 'id', type: 'int', engineType: 'INTEGER' }])).toBe(
      '{"type":"struct","fields":[{"name":"id","type":"integer","nullable":true,"metadata":{}}]}',
    );
  });

  it.each([
    ['tinyint', 'byte'],
    ['smallint', 'short'],
    ['int', 'integer'],
    ['bigint', 'long'],
    ['float', 'float'],
    ['double', 'double'],
    ['decimal(10,2)', 'decimal(10,2)'],
    ['boolean', 'boolean'],
    ['string', 'string'],
    ['binary', 'binary'],
    ['date', 'date'],
    ['timestamp', 'timestamp'],
    ['timestamp_ntz', 'timestamp_ntz'],
    ['interval day to second', 'interval day to second'],
    ['array<int>', { type: 'array', elementType: 'integer', containsNull: true }],
    [
      'map<string,decimal(38,0)>',
      { type: 'map', keyType: 'string', valueType: 'decimal(38,0)', valueContainsNull: true },
    ],
    ['struct<>', { type: 'struct', fields: [] }],
    ['struct<a:int>', struct({ a: 'integer' })],
    ['struct<a b:int, c:string>', struct({ 'a b': 'integer', c: 'string' })],
    ['struct<`a:<``>`:int>', struct({ 'a:<`>': 'integer' })],
    [
      'array<struct<a:int,m:map<string,array<bigint>>>>',
      {
        type: 'array',
        containsNull: true,
        elementType: struct({
          a: 'integer',
          m: {
            type: 'map',
            keyType: 'string',
            valueType: { type: 'array', elementType: 'long', containsNull: true },
            valueContainsNull: true,
          },
        }),
      },
    ],
  ])('knows %s', (words, type) => {
    expect(typeOf(words)).toEqual(type);
  });

  it.each([
    '',
    'HUGEINT',
    'array',
    'array<int',
    'array<int>>',
    'map<int>',
    'struct<a>',
    'int[3]',
    'constructor',
  ])('leaves %j as it is', (words) => {
    expect(typeOf(words)).toBe(words);
  });
});

function typeOf(words: string): unknown {
  const schema = JSON.parse(toSparkSchema([{ name: 'c', type: words, engineType: '' }])) as {
    fields: { type: unknown }[];
  };
  return schema.fields[0]?.type;
}

function struct(types: Record<string, unknown>) {
  const fields = Object.entries(types).map(([name, type]) => ({
    name,
    type,
    nullable: true,
    metadata: {},
  }));
  return { type: 'struct', fields };
}
