import { ProblemError } from '@sluice/client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliStage, openCliStage } from './support/cli-stage.ts';

let stage: CliStage;
let session = '';
beforeAll(async () => {
  stage = await openCliStage();
  const { id } = await stage.client.sessions.create();
  session = id;
});
afterAll(() => stage.end());

/** Runs a statement with these values, and has the lines of its result. */
async function rowsOf(sql: string, ...params: readonly string[]): Promise<readonly string[]> {
  const flags = params.flatMap((param) => ['--param', param]);
  const { stdout, stderr, code } = await stage.run([
    'sql',
    '-q',
    '-o',
    'jsonl',
    '-c',
    sql,
    ...flags,
  ]);
  if (code !== 0) throw new Error(stderr);
  return stdout.trimEnd().split('\n');
}

describe('sluice sql --param', () => {
  it('gives values by name and by place, and pastes none of them into the text', async () => {
    const evil = `'); DROP TABLE t; -- $n "北京" \t`;
    const byName = await rowsOf(
      'SELECT $v AS v, $n + 1 AS n, $V = $v AS same',
      `v=${evil}`,
      'n:=41',
    );
    expect(byName).toEqual([JSON.stringify({ v: evil, n: 42, same: true })]);
    expect(await rowsOf('SELECT ? AS a, ? AS b', '2:=true', '1=x')).toEqual(['{"a":"x","b":true}']);
    expect(await rowsOf('SELECT $2 AS a, $1 AS b', '1=x', '2=y')).toEqual(['{"a":"y","b":"x"}']);
    expect(await rowsOf('SELECT $名字 AS a', '名字=北京')).toEqual(['{"a":"北京"}']);
  });

  it('makes of each a value of the type that is wanted, exactly', async () => {
    const sql = `SELECT $d::DATE + 1 AS d, $big::HUGEINT AS big, $x AS x, typeof($x) AS t,
      $nothing IS NULL AS nothing, $nothing::INTEGER AS none, $empty AS empty`;
    const big = '170141183460469231731687303715884105727';
    const values = ['d=2024-02-28', `big=${big}`, 'x:=1.5', 'nothing:=null', 'empty='];
    expect(await rowsOf(sql, ...values)).toEqual([
      `{"d":"2024-02-29","big":${big},"x":1.5,"t":"DOUBLE","nothing":true,"none":null,"empty":""}`,
    ]);
    expect(await rowsOf('SELECT * FROM range(9) LIMIT $n', 'n=1')).toEqual(['{"range":0}']);
  });

  it('works in a session, and in a statement that writes', async () => {
    const within = ['sql', '-q', '--session', session];
    await stage.run([...within, '-c', 'CREATE TEMP TABLE t (a INTEGER, b VARCHAR)']);
    const insert = [...within, '-c', 'INSERT INTO t VALUES ($a, $b)', '--param', 'b=北京'];
    expect(await stage.run([...insert, '--param', 'a=7'])).toMatchObject({ code: 0 });
    const read = ['sessions', 'exec', session, '-q', '-c', 'SELECT b FROM t WHERE a = ?'];
    expect(await stage.run([...read, '--param', '1:=7'])).toMatchObject({ stdout: 'b\n北京\n' });
  });

  it.each([
    ['a missing value', 'SELECT $a, $b', ['a=1'], 'takes a value for $b, by name, and none was'],
    ['all values missing', 'SELECT ?', [], 'takes 1: $1'],
    ['too many by name', 'SELECT $a', ['a=1', 'b=2'], 'given for $b, and the statement takes $a'],
    ['too many by place', 'SELECT ?', ['1=1', '2=2'], 'By place 2 values were given'],
    ['one that takes none', 'SELECT 1', ['a=1'], 'takes no value by name'],
    [
      'the wrong type',
      "SELECT 1 WHERE DATE '2024-01-01' = $d",
      ['d=soon'],
      '$d is no value of the type DATE',
    ],
    ['a truth for a number', 'SELECT 1 LIMIT $n', ['n:=true'], '$n is no value of the type'],
  ])('refuses %s', async (_what, sql, params, complaint) => {
    const flags = params.flatMap((param) => ['--param', param]);
    for (const within of [[], ['--session', session]]) {
      const { code, stdout, stderr } = await stage.run(['sql', ...within, '-c', sql, ...flags]);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toContain(complaint);
    }
  });
});

describe('the client', () => {
  it('takes a value of 1 MB, and 10,000 values', async () => {
    const value = '京'.repeat(350_000);
    const { job } = await stage.client.run({
      sql: 'SELECT length($v) AS n, md5($v)',
      parameters: { v: value },
    });
    expect(job).toMatchObject({ status: 'succeeded', sql: 'SELECT length($v) AS n, md5($v)' });
    const { rows } = await stage.client.result(job.id);
    expect((await Array.fromAsync(rows))[0]?.[0]).toBe(350_000);
    const many = Array.from({ length: 10_000 }, (_, index) => index);
    const sql = `SELECT list_sum([${many.map(() => '?::INTEGER').join(', ')}])`;
    const sum = await stage.client.run({ sql, parameters: many });
    const result = await stage.client.result(sum.job.id);
    expect(await Array.fromAsync(result.rows)).toEqual([[49_995_000]]);
  });

  it('says of values that do not fit that nothing was submitted, and which code that is', async () => {
    const { total } = await stage.client.list({ limit: 1 });
    const order = { sql: 'SELECT $a', parameters: ['1'] };
    const refused = await stage.client.submit(order).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ProblemError);
    expect(refused).toMatchObject({ status: 400, code: 'semantic_error' });
    const statements = ['SELECT $a', 'SELECT 2'];
    const several = stage.client.sessions.submit(session, { statements, parameters: { a: 1 } });
    await expect(several).rejects.toMatchObject({ status: 400, code: 'invalid_request' });
    const none = stage.client.sessions.submit(session, { statements: ['SELECT 1', 'SELECT $a'] });
    await expect(none).rejects.toMatchObject({ problem: { field: 'statements[1]' } });
    expect((await stage.client.list({ limit: 1 })).total).toBe(total);
  });

  it('makes one job of one key with the same values, in any order of their names', async () => {
    const sql = 'SELECT $a, $b';
    const first = await stage.client.submit({ sql, key: 'valued', parameters: { a: 1, b: '2' } });
    const again = await stage.client.submit({ sql, key: 'valued', parameters: { b: '2', a: 1 } });
    expect(again.id).toBe(first.id);
    const other = stage.client.submit({ sql, key: 'valued', parameters: { a: 1, b: 2 } });
    await expect(other).rejects.toMatchObject({ code: 'key_taken' });
  });
});
