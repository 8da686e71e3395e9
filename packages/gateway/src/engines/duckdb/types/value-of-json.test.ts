import { DECIMAL, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { quoteText } from '../sql/quote-text.ts';
import { connectInMemory, queryLines } from './query-in-memory.ts';
import { mayHold, scalarOf } from './value-of-json.ts';

const times = { date: null, timestamp: null };

describe('a number of JSON', () => {
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await connectInMemory();
  });
  afterAll(() => connection.closeSync());

  const texts = [
    '0',
    '-0',
    '7',
    '-0.5',
    '0.995',
    '-0.995',
    '1.005',
    '-1.005',
    '1.00499999999999999999',
    '9.99',
    '9.995',
    '-9.995',
    '99999999999999999.994',
    '99999999999999999.995',
    '123456789012345678.99',
    '999999999999999999.99',
    '999999999999999999.995',
    '1000000000000000000',
    '-123456789012345678901234567890.123456789',
    `-${'9'.repeat(38)}`,
    '9'.repeat(39),
    `${'9'.repeat(38)}.5`,
    `0.${'9'.repeat(40)}`,
    `0.${'1'.repeat(60)}`,
    '1e3',
    '1.5E-2',
    '-12.5e+1',
    '1e400',
    '.5',
    '5.',
    '+5',
    ' 5 ',
    '',
    '-',
    'abc',
    '1.2.3',
    '1_0',
  ];
  const types = [
    [19, 2],
    [20, 2],
    [38, 0],
    [38, 18],
    [38, 37],
    [38, 38],
  ] as const;

  it.each(types)('is as a DECIMAL(%i, %i) what DuckDB makes of its text', async (width, scale) => {
    const read = scalarOf(DECIMAL(width, scale), 'x', times);
    const cast = `TRY_CAST(x AS DECIMAL(${width}, ${scale}))`;
    const list = `[${texts.map(quoteText).join(', ')}]`;
    const different = await queryLines(
      connection,
      `SELECT x, TRY(${read}), ${cast} FROM unnest(${list}) t(x) WHERE TRY(${read}) IS DISTINCT FROM ${cast}`,
    );
    expect(different).toEqual([]);
  });

  it('of 15 digits comes out of a DOUBLE as it was written, wherever its point is', async () => {
    const numbers = `SELECT (CASE WHEN i % 2 = 0 THEN '-' ELSE '' END) || left(n, p) || '.' || substr(n, p + 1) AS x
      FROM (SELECT i, 1 + i % 14 AS p, CAST(100000000000000 + hash(i) % 900000000000000 AS VARCHAR) AS n
        FROM range(20000) r(i))`;
    const read = `CAST(from_json('{"d":' || x || '}', '{"d":"VARCHAR"}').d AS DECIMAL(38, 20))`;
    const sound = `${read} = CAST(x AS DECIMAL(38, 20)) AND NOT ${mayHold('long', `'{"d":' || x || '}'`)}`;
    expect(
      await queryLines(connection, `SELECT count(*), count_if(${sound}) FROM (${numbers})`),
    ).toEqual(['[20000,20000]']);
  });

  it.each([
    ['1234567890123456', true],
    ['-1.234567890123456', true],
    ['123456789012345.6e5', true],
    ['0.1234567890123456', true],
    ['1.00499999999999999999', true],
    ['123456789012345', false],
    ['1.5e300', false],
  ])('of more digits is found: %s', async (number, isFound) => {
    const found = await queryLines(connection, `SELECT ${mayHold('long', `'[${number},"x"]'`)}`);
    expect(found).toEqual([`[${isFound}]`]);
  });
});
