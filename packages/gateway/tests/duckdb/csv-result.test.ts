import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exactly } from '../../src/core/actions/exactly.ts';
import { partsToCsv, rowsToCsv } from '../../src/dialects/native/rows-to-csv.ts';
import { collectBytes } from '../support/collect-bytes.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

/** Every value in turn for each of many rows, in every plain type. */
const strange = `
  SELECT
    i % 2 = 0 AS b,
    (i - 64)::TINYINT AS t,
    i::BIGINT * 922337203685477 AS l,
    i::HUGEINT * 9223372036854775807 AS h,
    ((i - 50) / 100)::DECIMAL(12,2) AS d,
    [NULL, 0.0, '-0'::DOUBLE, 0.1, 1e-5, -1e-4, 1e15, 123456789012345680.0, 1e21, 1e300, -2.5e-8,
      'nan'::DOUBLE, 'inf'::DOUBLE, '-inf'::DOUBLE, i / 7, 1e15 / (i + 1), sqrt(i) * 1e-4][i % 17 + 1] AS f,
    ['', NULL, 'plain', 'a,b', 'say "yes"', chr(13) || chr(10), chr(0), 'a' || chr(0) || '1e21' || chr(0),
      '中文', ' edge ', 'null', '\\N'][i % 12 + 1] AS s,
    [DATE '2024-02-29', 'infinity'::DATE, '0044-03-15 (BC)'::DATE, NULL][i % 4 + 1] AS day,
    [TIMESTAMP '2024-02-29 12:00:00.5', 'infinity'::TIMESTAMP, NULL,
      TIMESTAMP '1969-12-31 23:59:59.999999'][i % 4 + 1] AS at,
    TIMESTAMP_MS '2024-02-29 12:00:00.120' AS ms,
    TIME '12:00:00.000001' AS clock,
    '00000000-0000-0000-0000-00000000000A'::UUID AS u
  FROM (SELECT (i % 120)::INTEGER AS i FROM range(130000) r(i))`;

describe('a result as CSV', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(async () => world.close());

  /** By DuckDB itself, and from the rows as JSON. */
  async function bothWays(sql: string, page = { offset: 0, limit: Number.MAX_SAFE_INTEGER }) {
    const job = await world.run(sql);
    const { ending } = job.state;
    if (ending.how !== 'succeeded') throw new Error(JSON.stringify(ending));
    const { columns, rowCount } = ending.result;
    const names = columns.map(({ name }) => name);
    const left = new AbortController().signal;
    const count = Math.min(page.limit, rowCount - page.offset);
    const parts = world.engine.results.readCsv(job, page, left);
    return {
      quick:
        parts &&
        String(
          await collectBytes(
            partsToCsv(
              names,
              exactly(count, parts, ({ rows }) => rows),
            ),
          ),
        ),
      exact: await text(
        Readable.from(rowsToCsv(names, world.engine.results.readRows(job, page, left))),
      ),
    };
  }

  it('is letter by letter what its rows say, whatever they hold', async () => {
    const { quick, exact } = await bothWays(strange);
    expect(exact.split('\r\n').length).toBeGreaterThan(130_000);
    // Not toBe on the whole: a difference in a text of megabytes takes minutes to be told.
    expect(quick === exact).toBe(true);
    const page = await bothWays(strange, { offset: 122_870, limit: 3_000 });
    expect(page.quick).toBe(page.exact);
  });

  it('spells every DOUBLE as JavaScript does', async () => {
    // Exponents on both sides of each change of form; the digits are as they fall.
    const { quick, exact } = await bothWays(`
      SELECT (CASE WHEN i % 2 = 0 THEN 1 ELSE -1 END) * (i * 7919 % 10007 / 10007.0 * 9 + 1)::DOUBLE
        * pow(10, i % 60 - 30)::DOUBLE AS f, pow(10, i % 640 - 330)::DOUBLE AS p,
        pow(2, i % 2100 - 1080)::DOUBLE AS q, (i % 64 * 15625000000000000)::DOUBLE AS w
      FROM range(40000) t(i)`);
    const lines = quick?.split('\r\n');
    expect(exact.split('\r\n').filter((line, at) => line !== lines?.[at])).toEqual([]);
  });

  it('puts no more long text together than a block may hold', async () => {
    const sql = `SELECT i, CASE WHEN i % 7000 < 100 THEN repeat(chr(65 + (i % 26)::INTEGER), 100000) ELSE 'x' END AS s
      FROM range(8000) t(i)`;
    const { quick, exact } = await bothWays(sql);
    expect(exact.length).toBeGreaterThan(20_000_000);
    expect(quick === exact).toBe(true);
  });

  it('keeps the order of rows that were stored in many groups', async () => {
    const job = await world.run('SELECT i FROM range(1000000) t(i)');
    const page = { offset: 100_000, limit: 800_000 };
    const parts =
      world.engine.results.readCsv(job, page, new AbortController().signal) ?? Readable.from([]);
    const whole = exactly(800_000, parts, ({ rows }) => rows);
    const lines = String(await collectBytes(partsToCsv(['i'], whole))).split('\r\n');
    expect(lines.length).toBe(800_002);
    expect(lines.slice(1, -1).findIndex((line, at) => line !== String(100_000 + at))).toBe(-1);
  });

  it('is left to the rows where DuckDB writes a type differently', async () => {
    const { quick } = await bothWays(`SELECT [i] AS list FROM range(2000) t(i)`);
    expect(quick).toBeNull();
  });
});
