import { randomUUID } from 'node:crypto';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowPage } from '../../src/core/ports/result-reader.ts';
import { columnOf } from '../../src/engines/duckdb/types/type-words.ts';
import {
  connectInMemory,
  queryChunks,
  queryLines,
} from '../../src/engines/duckdb/types/query-in-memory.ts';
import { readTypesTable } from '../../src/engines/duckdb/types/types-table.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { allRows, columnarResult, many } from './columnar-result.ts';

describe('a result as Parquet', () => {
  let world: DuckdbWorld;
  let reader: DuckDBConnection;
  beforeAll(async () => {
    world = await startDuckdb();
    reader = await connectInMemory();
  });
  afterAll(async () => world.close());

  async function write(sql: string, page?: RowPage): Promise<string> {
    const file = join(world.dataDir, `${randomUUID()}.parquet`);
    writeFileSync(file, await columnarResult(world, 'parquet', sql, page));
    return file;
  }

  async function columnsOf(file: string) {
    const { names, types } = await queryChunks(reader, `SELECT * FROM '${file}' LIMIT 0`);
    return types.map((type, at) => columnOf(names[at] ?? '', type));
  }

  const wholeNumbers = new Set(['HUGEINT', 'UHUGEINT', 'BIGNUM']);

  for (const { engineType, example, written } of readTypesTable()) {
    it(`has ${engineType}: ${example}, where it lies with the job and where it lies in a file`, async () => {
      const value = wholeNumbers.has(engineType) ? `"${written}"` : written;
      const few = await write(`SELECT v, NULL AS n FROM (SELECT ${example} AS v), range(2)`);
      expect(await queryLines(reader, `SELECT v FROM '${few}'`)).toEqual([
        `[${value}]`,
        `[${value}]`,
      ]);
      const file = await write(
        `SELECT v, i FROM range(${many}) r(i) LEFT JOIN (SELECT ${example} AS v, 0 AS k) ON i % 2 = k ORDER BY i`,
      );
      const rows = await queryLines(reader, `SELECT v FROM '${file}'`);
      expect(rows.length).toBe(many);
      expect(rows.findIndex((row, at) => row !== (at % 2 === 0 ? `[${value}]` : '[null]'))).toBe(
        -1,
      );
      const [ofFew, ofMany] = [await columnsOf(few), await columnsOf(file)];
      expect(ofFew[0]?.engineType).toBe(ofMany[0]?.engineType);
    });
  }

  it.each([
    ['1::HUGEINT', 'DECIMAL(38,0)', '"1"'],
    [`-${'9'.repeat(38)}::HUGEINT`, 'DECIMAL(38,0)', `"-${'9'.repeat(38)}"`],
    [`1${'0'.repeat(38)}::HUGEINT`, 'VARCHAR', `"1${'0'.repeat(38)}"`],
    ['NULL::HUGEINT', 'DECIMAL(38,0)', 'null'],
    ['5::UHUGEINT', 'DECIMAL(38,0)', '"5"'],
    ['[7::HUGEINT, NULL]', 'VARCHAR[]', '["7",null]'],
    [
      "{'i': INTERVAL '1 microsecond', 'm': MAP {'12:00:00+02:30'::TIMETZ: '101'::BIT}}",
      'STRUCT(i VARCHAR, m MAP(VARCHAR, VARCHAR))',
      '{"i":"00:00:00.000001","m":[["12:00:00+02:30","101"]]}',
    ],
    ['[union_value(n := 1.10::DECIMAL(3,2)), NULL]', 'JSON', '[{"n":"1.10"},null]'],
    [
      "[row('\\x00\\xFF'::BLOB, '{\"k\": 1.50}'::JSON)]",
      'STRUCT(col1 BLOB, col2 JSON)[]',
      '[{"col1":"AP8=","col2":{"k": 1.50}}]',
    ],
    ['[[]::INTEGER[], NULL, [NULL]]', 'INTEGER[][]', '[[],null,[null]]'],
    ["MAP {'x': NULL::STRUCT(a INTEGER)}", 'MAP(VARCHAR, STRUCT(a INTEGER))', '[["x",null]]'],
    ["'infinity'::TIMESTAMP_S", 'TIMESTAMP', '"infinity"'],
    ["{'s': ['-infinity'::TIMESTAMP_S]}", 'STRUCT(s TIMESTAMP[])', '{"s":["-infinity"]}'],
    ["''", 'VARCHAR', '""'],
    ["chr(0) || 'a''' || chr(0)", 'VARCHAR', String.raw`"\u0000a'\u0000"`],
    ['[chr(0)]', 'VARCHAR[]', String.raw`["\u0000"]`],
    ["{'a': chr(0)}", 'STRUCT(a VARCHAR)', String.raw`{"a":"\u0000"}`],
    ['MAP {chr(0): 1}', 'MAP(VARCHAR, INTEGER)', String.raw`[["\u0000",1]]`],
    ['[union_value(s := chr(0))]', 'JSON', String.raw`[{"s":"\u0000"}]`],
    ['to_json(chr(0))', 'JSON', String.raw`"\u0000"`],
  ])('has %s as %s', async (example, engineType, written) => {
    for (const count of [1, many]) {
      const file = await write(`SELECT ${example} AS v FROM range(${count})`);
      expect((await columnsOf(file))[0]?.engineType).toBe(engineType);
      const rows = await queryLines(reader, `SELECT v FROM '${file}'`);
      expect(rows.length).toBe(count);
      expect(new Set(rows)).toEqual(new Set([`[${written}]`]));
    }
  });

  it('gives a number to a name that was there, and keeps every other name', async () => {
    for (const count of [0, 3, many]) {
      const file = await write(
        `SELECT i AS "数 量", 1 AS a, 2 AS a, 3 AS "A", 4 AS "q""'." FROM range(${count}) r(i)`,
      );
      const columns = await columnsOf(file);
      expect(columns.map(({ name }) => name)).toEqual(['数 量', 'a', 'a_1', 'A_2', `q"'.`]);
      expect(await queryLines(reader, `SELECT count(*) FROM '${file}'`)).toEqual([`[${count}]`]);
    }
  });

  it('has all rows in their order, and the page that is asked for', async () => {
    const sql = `SELECT i, 'row ' || i AS s, i / 7 AS d FROM range(1000000) t(i)`;
    const file = await write(sql);
    expect(
      await queryLines(
        reader,
        `SELECT count(*), count_if(i = place AND s = 'row ' || i AND d = i / 7), count(DISTINCT i)
        FROM (SELECT *, row_number() OVER () - 1 AS place FROM '${file}')`,
      ),
    ).toEqual(['[1000000,1000000,1000000]']);
    const groups = `SELECT count(DISTINCT row_group_id) > 1 FROM parquet_metadata('${file}')`;
    expect(await queryLines(reader, groups)).toEqual(['[true]']);
    // A reader that takes what the footer says of the groups, and not all of them.
    expect(await queryLines(reader, `SELECT s FROM '${file}' WHERE i = 777777`)).toEqual([
      '["row 777777"]',
    ]);
    const page = await write(sql, { offset: 122_870, limit: 3_000 });
    expect(await queryLines(reader, `SELECT min(i), max(i), count(*) FROM '${page}'`)).toEqual([
      '[122870,125869,3000]',
    ]);
    const past = await write(sql, { offset: 1_000_000, limit: 5 });
    expect(await queryLines(reader, `SELECT count(*) FROM '${past}'`)).toEqual(['[0]']);
  });

  it('puts no more long text into a group than it may hold', async () => {
    const file = await write(
      `SELECT i, CASE WHEN i % 7000 < 600 THEN repeat(chr(65 + (i % 26)::INTEGER), 100000) ELSE 'x' END AS s
      FROM range(8000) t(i)`,
    );
    const sound = `count_if(i = place AND strlen(s) = CASE WHEN i % 7000 < 600 THEN 100000 ELSE 1 END)`;
    expect(
      await queryLines(
        reader,
        `SELECT ${sound} FROM (SELECT *, row_number() OVER () - 1 AS place FROM '${file}')`,
      ),
    ).toEqual(['[8000]']);
    const largest = `SELECT max(row_group_bytes) < 20000000 FROM parquet_metadata('${file}')`;
    expect(await queryLines(reader, largest)).toEqual(['[true]']);
  });

  it('leaves nothing on the disk when its reader leaves', async () => {
    const job = await world.run(`SELECT i, repeat('x', 1000) || i AS s FROM range(400000) t(i)`);
    const left = new AbortController();
    const answer = await world.actions.readResult(world.projectId, job.id, allRows, left.signal);
    if (answer.kind !== 'rows') throw new Error(answer.kind);
    const parts = answer.columnar('parquet');
    if (!parts) throw new Error('no Parquet of this result');
    let taken = 0;
    const reading = (async () => {
      for await (const { bytes } of parts) {
        taken += bytes.length;
        left.abort();
      }
    })();
    await expect(reading).rejects.toThrow('in the middle of the rows');
    expect(taken).toBeGreaterThan(0);
    await expect.poll(groupsLeft, { timeout: 60_000 }).toEqual([]);
  });

  function groupsLeft(): string[] {
    const spill = join(world.dataDir, 'projects', world.projectId, 'spill');
    return readdirSync(spill, { recursive: true, encoding: 'utf8' }).filter((name) =>
      name.endsWith('.parquet'),
    );
  }
});
