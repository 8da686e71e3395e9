import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Parameter } from '../../../core/job/parameter.ts';
import { bindParameters } from './bind-parameters.ts';

const toParameter = (text: string | null): Parameter =>
  text === null ? { type: 'null' } : { type: 'text', text };

describe('bindParameters', () => {
  let instance: DuckDBInstance;
  let connection: DuckDBConnection;
  beforeAll(async () => {
    instance = await DuckDBInstance.create(':memory:');
    connection = await instance.connect();
    await connection.run("CREATE TYPE mood AS ENUM ('sad', 'it''s')");
    await connection.run(
      `CREATE TABLE t (i INTEGER, d DATE, n DECIMAL(10, 2), s VARCHAR, l INTEGER[], b BLOB, m mood,
        x STRUCT("a b" INTEGER, c VARCHAR[]), z TIMESTAMPTZ, h HUGEINT)`,
    );
  });
  afterAll(() => {
    connection.closeSync();
    instance.closeSync();
  });

  it('makes of each text a value of the type that is wanted there', async () => {
    const texts = [
      '1',
      '2024-02-29',
      '1.255',
      "'; DROP TABLE t; --",
      '[1, NULL]',
      '\\x00a',
      "it's",
    ];
    const rest = ["{'a b': 1, 'c': [x, y]}", '2024-02-29 12:00:00+02', `1${'0'.repeat(38)}`];
    await run('INSERT INTO t VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)', [
      ...texts,
      ...rest,
    ]);
    const read = 'SELECT * FROM t WHERE i = ? AND m = ? AND s = ? AND d > ? LIMIT ?';
    const wanted = ['1', "it's", "'; DROP TABLE t; --", '2024-02-28', '5'];
    expect(await run(read, wanted)).toEqual([
      [
        1,
        '2024-02-29',
        '1.26',
        "'; DROP TABLE t; --",
        [1, null],
        '\\x00a',
        "it's",
        { 'a b': 1, c: ['x', 'y'] },
        '2024-02-29 10:00:00+00',
        `1${'0'.repeat(38)}`,
      ],
    ]);
  });

  it('leaves text as it is where the type is open, and NULL is NULL anywhere', async () => {
    expect(await run('SELECT $2, $1, $2', ['1', 'a'])).toEqual([['a', '1', 'a']]);
    expect(await run('SELECT $1, $2::INTEGER', [null, null])).toEqual([[null, null]]);
  });

  it('refuses a text that is no value of its type, and the transaction goes on', async () => {
    await connection.run('BEGIN');
    await expect(run('SELECT * FROM t WHERE s = $1 AND i = $2', ['1', 'one'])).rejects.toThrow(
      'What was given for parameter 2 is no value of the type INTEGER.',
    );
    expect(await run('SELECT $1::INTEGER', ['1'])).toEqual([[1]]);
    await connection.run('ROLLBACK');
  });

  it('refuses where DuckDB counts other parameters', async () => {
    await expect(run('SELECT $1, $3', ['1', '2', '3'])).rejects.toThrow(
      'DuckDB finds 2 parameters in the statement, and 3 values were given.',
    );
    await expect(run('SELECT $name', ['1', '2'])).rejects.toThrow('DuckDB finds 1 parameters');
  });

  it('gives values by name, of their own type where the statement leaves that open', async () => {
    const given: readonly Parameter[] = [
      { name: 'N', type: 'number', text: '9007199254740991' },
      { name: '名字', type: 'text', text: "'; DROP TABLE t; --" },
      { name: 'x', type: 'number', text: '1.5' },
      { name: 'b', type: 'boolean', text: 'true' },
      { name: 'z', type: 'null' },
    ];
    const sql = 'SELECT $b, $名字, $n + 1, $z, $x, typeof($x), $B LIMIT $n';
    expect(await give(sql, given)).toEqual([
      [true, "'; DROP TABLE t; --", '9007199254740992', null, 1.5, 'DOUBLE', true],
    ]);
  });

  it('casts numbers and truths to the type that is wanted, and says by name what is none', async () => {
    const truth = { name: 'v', type: 'boolean', text: 'true' } as const;
    expect(await give('SELECT $v::VARCHAR, $v::BOOLEAN', [truth])).toEqual([['true', true]]);
    const number = { name: 'v', type: 'number', text: '1e-7' } as const;
    expect(await give('SELECT $v::DECIMAL(18, 9)', [number])).toEqual([['0.000000100']]);
    await expect(give('SELECT * FROM t WHERE d = $v', [number])).rejects.toThrow(
      'What was given for parameter $v is no value of the type DATE.',
    );
  });

  it('takes as many as a statement may have', async () => {
    const places = Array.from({ length: 10_000 }, () => '?::INTEGER').join(' + ');
    const ones = Array.from({ length: 10_000 }, () => '1');
    await connection.run('SET max_expression_depth = 20000');
    expect(await run(`SELECT list_sum([${places.replaceAll(' + ', ', ')}])`, ones)).toEqual([
      ['10000'],
    ]);
  });

  async function run(sql: string, values: readonly (string | null)[]): Promise<unknown> {
    return give(sql, values.map(toParameter));
  }

  async function give(sql: string, parameters: readonly Parameter[]): Promise<unknown> {
    const statement = await connection.prepare(sql);
    await bindParameters(connection, statement, parameters);
    return (await statement.runAndReadAll()).getRowsJson();
  }
});
