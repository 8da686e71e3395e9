import { statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

const checkpointBytes = 16 * 1_024 * 1_024;

let world: DuckdbWorld | undefined;
afterEach(() => world?.close());

function walBytes({ dataDir, projectId }: DuckdbWorld): number {
  const wal = join(dataDir, 'projects', projectId, 'lake.duckdb.wal');
  return statSync(wal, { throwIfNoEntry: false })?.size ?? 0;
}

it('a change of the catalog is in the database file soon', async () => {
  world = await startDuckdb();
  await world.run('CREATE TABLE t (i INT)');
  expect(walBytes(world)).toBeGreaterThan(0);
  while (walBytes(world) > 0) await pause(5);
});

it('the write-ahead file is written into the database also where somebody writes all the time', async () => {
  const started = await startDuckdb({ slots: 8 });
  world = started;
  const bytes = () => walBytes(started);
  const over = new AbortController();
  const tables = 'abcdefgh'.split('');
  for (const table of tables)
    await started.run(`CREATE TABLE ${table} AS SELECT range AS i FROM range(50000)`);
  let written = 0;
  const writing = tables.map(async (table) => {
    while (!over.signal.aborted) {
      const job = await started.run(`UPDATE ${table} SET i = i + 1`);
      expect(job.state.ending.how).toBe('succeeded');
      written++;
    }
  });
  let longest = 0;
  while (longest < checkpointBytes || bytes() > longest / 2) {
    longest = Math.max(longest, bytes());
    await pause(5);
  }
  over.abort();
  await Promise.all(writing);
  const sums = await started.rows(
    tables.map((table) => `SELECT sum(i) AS s FROM ${table}`).join(' UNION ALL '),
  );
  const total = sums.reduce((sum, line) => sum + Number((JSON.parse(line) as [string])[0]), 0);
  expect(total).toBe((tables.length * (50_000 * 49_999)) / 2 + 50_000 * written);
});
