import { tableFromIPC } from '@uwdata/flechette';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RowPage } from '../../src/core/ports/result-reader.ts';
import { readTypesTable } from '../../src/engines/duckdb/types/types-table.ts';
import { arrowCells } from '../support/arrow-cells.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { columnarResult, many } from './columnar-result.ts';

describe('a result as an Arrow stream', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(async () => world.close());

  const write = (sql: string, page?: RowPage) => columnarResult(world, 'arrow', sql, page);

  async function cells(sql: string, page?: RowPage): Promise<readonly string[]> {
    return arrowCells(await write(sql, page)).get('v') ?? [];
  }

  const asText = /^(HUGEINT|UHUGEINT|BIGNUM|JSON|VARIANT|UNION\(.*)$/;

  for (const { engineType, example, written } of readTypesTable()) {
    it(`has ${engineType}: ${example}, where it lies with the job and where it lies in a file`, async () => {
      const isText = asText.test(engineType) && !written.startsWith('"');
      const value = isText ? JSON.stringify(written) : written;
      const few = await cells(`SELECT v, NULL AS n FROM (SELECT ${example} AS v), range(2)`);
      // With the job lies its JSON form, where what is not strictly JSON is a string.
      const kept = example === "'[NaN]'::JSON" ? JSON.stringify(written) : value;
      expect(few).toEqual([kept, kept]);
      const rows = await cells(
        `SELECT v, i FROM range(${many}) r(i) LEFT JOIN (SELECT ${example} AS v, 0 AS k) ON i % 2 = k ORDER BY i`,
      );
      expect(rows.length).toBe(many);
      expect(rows.findIndex((row, at) => row !== (at % 2 === 0 ? value : 'null'))).toBe(-1);
    });
  }

  it.each([
    [`-${'9'.repeat(38)}::HUGEINT`, `"-${'9'.repeat(38)}"`],
    [`1${'0'.repeat(38)}::HUGEINT`, `"1${'0'.repeat(38)}"`],
    ['-1.5::DECIMAL(2,1)', '"-1.5"'],
    ['-12345.678::DECIMAL(9,3)', '"-12345.678"'],
    ['-123456789012345.678::DECIMAL(18,3)', '"-123456789012345.678"'],
    ['false', 'false'],
    ["''", '""'],
    ["repeat('数据', 100)", `"${'数据'.repeat(100)}"`],
    ['[[]::INTEGER[], NULL, [NULL, 7]]', '[[],null,[null,7]]'],
    ['[[1, 2], [3, 4]]::INTEGER[2][2]', '[[1,2],[3,4]]'],
    ["MAP {'x': NULL::STRUCT(a INTEGER), 'y': {'a': 1}}", '[["x",null],["y",{"a":1}]]'],
    [
      "[{'b': [true, NULL], 't': '12:00:00+02:30'::TIMETZ}]",
      '[{"b":[true,null],"t":"12:00:00+02:30"}]',
    ],
    ["['\\x00\\xFF'::BLOB]", '["AP8="]'],
    ['[1.10::DECIMAL(3,2), NULL, -0.01]', '["1.10",null,"-0.01"]'],
    ["[chr(0) || 'a''']", String.raw`["\u0000a'"]`],
  ])('has %s', async (example, written) => {
    for (const count of [1, many]) {
      const rows = await cells(`SELECT ${example} AS v FROM range(${count})`);
      expect(rows.length).toBe(count);
      expect(new Set(rows)).toEqual(new Set([written]));
    }
  });

  it('has the nested values of each row, and not those of another', async () => {
    const rows = await cells(
      `SELECT CASE WHEN i % 5 = 3 THEN NULL ELSE [{'n': i, 'm': MAP {i: ['x' || i]}}, NULL][1:i % 3] END AS v
      FROM range(10000) t(i) ORDER BY hash(i), i`,
    );
    const order = await cells(`SELECT i AS v FROM range(10000) t(i) ORDER BY hash(i), i`);
    const wrong = rows.findIndex((row, at) => {
      const i = Number(order[at]);
      const items = [`{"n":${i},"m":[[${i},["x${i}"]]]}`, 'null'].slice(0, i % 3);
      return row !== (i % 5 === 3 ? 'null' : `[${items.join()}]`);
    });
    expect([wrong, rows.length]).toEqual([-1, 10_000]);
  });

  it('gives a number to a name that was there, and keeps every other name', async () => {
    for (const count of [0, 3, many]) {
      const table = tableFromIPC(
        await write(
          `SELECT i AS "数 量", 1 AS a, 2 AS a, 3 AS "A", 4 AS "q""'." FROM range(${count}) r(i)`,
        ),
      );
      expect(table.names).toEqual(['数 量', 'a', 'a_1', 'A_2', `q"'.`]);
      expect(table.numRows).toBe(count);
    }
  });

  it('has all rows in their order, and the page that is asked for', async () => {
    const sql = `SELECT i::INTEGER AS i, 'row ' || i AS s, CASE WHEN i % 3 = 0 THEN NULL ELSE i / 7 END AS d
      FROM range(300000) t(i)`;
    const table = tableFromIPC(await write(sql));
    expect(table.numRows).toBe(300_000);
    const column = (name: string) => table.getChild(name).toArray();
    const [i, s, d] = [column('i'), column('s'), column('d')];
    let wrong = -1;
    for (let at = 299_999; at >= 0; at--) {
      const isRight =
        i[at] === at && s[at] === `row ${at}` && d[at] === (at % 3 === 0 ? null : at / 7);
      if (!isRight) wrong = at;
    }
    expect(wrong).toBe(-1);
    const page = tableFromIPC(await write(sql, { offset: 122_870, limit: 3_000 }));
    expect([page.numRows, page.at(0)?.['i'], page.at(2_999)?.['i']]).toEqual([
      3_000, 122_870, 125_869,
    ]);
    expect(tableFromIPC(await write(sql, { offset: 300_000, limit: 5 })).numRows).toBe(0);
  });

  it('shows nothing of what lay in the place of a NULL', async () => {
    const stream = await write(
      `SELECT CASE WHEN i % 2 = 0 THEN i + 72340172838076673 END AS v, CASE WHEN i % 2 = 0 THEN i::DECIMAL(30,0) END AS w
      FROM range(5000) t(i)`,
    );
    for (const column of tableFromIPC(stream).children) {
      for (const { values, length } of column.data) {
        const words = (values as BigInt64Array).length / length;
        const places = Array.from(values as BigInt64Array);
        expect(places.every((value, at) => Math.floor(at / words) % 2 === 0 || value === 0n)).toBe(
          true,
        );
      }
    }
  });
});
