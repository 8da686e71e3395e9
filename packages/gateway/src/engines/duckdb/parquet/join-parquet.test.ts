import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DuckDBConnection } from '@duckdb/node-api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ResultBlock } from '../result-frames.ts';
import { connectInMemory, queryLines } from '../types/query-in-memory.ts';
import { joinParquet } from './join-parquet.ts';

describe('Parquet files joined into one', () => {
  const directory = mkdtempSync(join(tmpdir(), 'sluice-test-parquet-'));
  let connection: DuckDBConnection;
  beforeAll(async () => {
    connection = await connectInMemory();
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  /** Some rows are of few values, and so have a dictionary and a filter beside it. */
  async function part(from: number, until: number): Promise<ResultBlock> {
    const file = join(directory, 'part.parquet');
    await connection.run(
      `COPY (SELECT i, 'value ' || (i % 3) AS few, [i, NULL] AS list, {'s': 'text ' || i} AS deep
      FROM range(${from}, ${until}) t(i)) TO '${file}' (FORMAT parquet)`,
    );
    return { rows: until - from, bytes: readFileSync(file) };
  }

  async function joined(parts: readonly ResultBlock[]): Promise<string> {
    const blocks = await Array.fromAsync(joinParquet(each(parts)));
    const rows = blocks.reduce((sum, block) => sum + block.rows, 0);
    expect(rows).toBe(parts.reduce((sum, block) => sum + block.rows, 0));
    expect(blocks.every(({ bytes }) => bytes.length > 0)).toBe(true);
    const file = join(directory, 'joined.parquet');
    writeFileSync(file, Buffer.concat(blocks.map(({ bytes }) => bytes)));
    return file;
  }

  it.each([1, 2, 40])('have the rows of all %d in their order', async (count) => {
    const parts: ResultBlock[] = [];
    for (let at = 0; at < count; at++) parts.push(await part(at * 500, (at + 1) * 500));
    const file = await joined(parts);
    const sound = `i = place AND few = 'value ' || (i % 3) AND list[1] = i AND deep.s = 'text ' || i`;
    const rows = `SELECT *, row_number() OVER () - 1 AS place FROM '${file}'`;
    expect(
      await queryLines(connection, `SELECT count_if(${sound}), count(*) FROM (${rows})`),
    ).toEqual([`[${count * 500},${count * 500}]`]);
    const last = count * 500 - 1;
    const found = `SELECT few FROM '${file}' WHERE i = ${last} AND few = 'value ${last % 3}'`;
    expect(await queryLines(connection, found)).toEqual([`["value ${last % 3}"]`]);
    const numbers = `SELECT num_rows, num_row_groups FROM parquet_file_metadata('${file}')`;
    expect(await queryLines(connection, numbers)).toEqual([`[${count * 500},${count}]`]);
  });

  it('have columns where none of them has rows', async () => {
    const file = await joined([await part(0, 0)]);
    const columns = `SELECT column_name FROM (DESCRIBE FROM '${file}')`;
    expect(await queryLines(connection, columns)).toEqual([
      '["i"]',
      '["few"]',
      '["list"]',
      '["deep"]',
    ]);
  });

  it('are refused where one has no end', async () => {
    const { rows, bytes } = await part(0, 500);
    for (const length of [0, 8, bytes.length - 1]) {
      const cut = { rows, bytes: bytes.subarray(0, length) };
      await expect(joined([cut])).rejects.toThrow('no end');
    }
    await expect(joined([])).rejects.toThrow('one at least');
  });
});

async function* each(parts: readonly ResultBlock[]): AsyncGenerator<ResultBlock> {
  yield* parts;
}
