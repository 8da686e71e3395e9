import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { connectInMemory, queryChunks, queryLines } from './query-in-memory.ts';
import { chunkJsonWriter } from './row-json.ts';
import { resultStorageVersion, storedTypeOf } from './table-definition.ts';

let lake: DuckDBConnection;
let keeper: DuckDBConnection;
const directory = mkdtempSync(join(tmpdir(), 'sluice-types-'));
let files = 0;

beforeAll(async () => {
  lake = await connectInMemory();
  keeper = await connectInMemory();
});

afterAll(() => rmSync(directory, { recursive: true }));

describe('a result kept in a file of another instance', () => {
  it('has the same rows, for every type DuckDB has', async () => {
    const { before, after } = await keep('FROM test_all_types()');
    expect(after).toEqual(before);
    expect(after).toHaveLength(3);
  });

  it('has all rows of many chunks, in order', async () => {
    const { before, after } = await keep(
      'SELECT i, i::HUGEINT * 1e20::HUGEINT FROM range(5000) t(i)',
    );
    expect(after).toEqual(before);
    expect(after).toHaveLength(5000);
  });

  it.each([
    ['\'{"a": 1.0}\'::JSON', '[{"a": 1.0}]'],
    ["'[NaN]'::JSON", '["[NaN]"]'],
    ["['1'::JSON, NULL]", '[[1,null]]'],
    ["['1', '2']::JSON[2]", '[[1,2]]'],
    ["{'j': '[1]'::JSON}", '[{"j":[1]}]'],
    ["MAP {'1'::JSON: '2'::JSON}", '[[[1,2]]]'],
    ["union_value(j := '2'::JSON)", '[{"j":2}]'],
    ["row(1, 'x')", '[{"col1":1,"col2":"x"}]'],
    ['[row(1, row(2))]', '[[{"col1":1,"col2":{"col1":2}}]]'],
    ['MAP {row(1): row(2)}', '[[[{"col1":1},{"col1":2}]]]'],
    ["{'__proto__': 1, 'a\"b': 2, 'select': 3}", '[{"__proto__":1,"a\\"b":2,"select":3}]'],
    ["'it''s'::ENUM('it''s', 'x')", '["it\'s"]'],
    ['NULL', '[null]'],
    ['[]', '[[]]'],
    ['MAP {}', '[[]]'],
    ["{'a': 1.10::DECIMAL(3,2)}::VARIANT", '[{"a":"1.10"}]'],
    ["[1, 'x'::VARIANT, NULL]::VARIANT", '[[1,"x",null]]'],
    ["{'v': 1::VARIANT}", '[{"v":1}]'],
    ["'POINT(1 2)'::GEOMETRY('OGC:CRS84')", '["POINT (1 2)"]'],
    ["'-0'::DOUBLE", '[-0.0]'],
    ["'nan'::FLOAT", '["NaN"]'],
    ["'-infinity'::TIMESTAMP_NS", '["-infinity"]'],
    ["'x' COLLATE NOCASE", '["x"]'],
    [
      "'123456789012345678901234567890123456789012345'::BIGNUM",
      '[123456789012345678901234567890123456789012345]',
    ],
  ])('keeps %s', async (expression, written) => {
    const { before, after } = await keep(`SELECT ${expression} AS v`);
    expect(before).toEqual([written]);
    expect(after).toEqual([written]);
  });

  it('keeps columns whose types users named', async () => {
    await lake.run("CREATE TYPE mood AS ENUM ('sad', 'ok'); CREATE TYPE cents AS DECIMAL(9,2)");
    const { after } = await keep("SELECT 'ok'::mood, 1.5::cents, ['sad'::mood]");
    expect(after).toEqual(['["ok","1.50",["sad"]]']);
  });
});

/** Stores a result as the host does, and reads it back from the file. */
async function keep(sql: string): Promise<{ before: string[]; after: string[] }> {
  const { types, chunks } = await queryChunks(lake, sql);
  const alias = `kept_${++files}`;
  const file = join(directory, `${alias}.duckdb`);
  const options = `STORAGE_VERSION '${resultStorageVersion}'`;
  await keeper.run(`ATTACH '${file}' AS ${alias} (${options})`);
  const columns = types.map((type, index) => `c${index} ${storedTypeOf(type)}`);
  await keeper.run(`CREATE TABLE ${alias}.main.result (${columns.join(', ')})`);
  const appender = await keeper.createAppender('result', 'main', alias);
  for (const chunk of chunks) appender.appendDataChunk(chunk);
  appender.closeSync();
  await keeper.run(`DETACH ${alias}`);

  await keeper.run(`ATTACH '${file}' AS ${alias} (READ_ONLY)`);
  const after = await queryLines(keeper, `FROM ${alias}.main.result ORDER BY rowid`);
  await keeper.run(`DETACH ${alias}`);
  return { before: chunks.flatMap(chunkJsonWriter(types)), after };
}
