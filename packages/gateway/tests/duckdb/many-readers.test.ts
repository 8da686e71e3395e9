import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EndedJob } from '../../src/core/job/job.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';
import { allRows } from './columnar-result.ts';

const readers = 16;
const rowCount = 24_000;
/** All of it for each of them is more than the instance of results may have. */
const rowBytes = 4_000;

describe('many readers of one large result', () => {
  let world: DuckdbWorld;
  let job: EndedJob;
  beforeAll(async () => {
    world = await startDuckdb();
    job = await world.run(
      `SELECT i, repeat(chr(65 + (i % 26)::INTEGER), ${rowBytes}) AS s FROM range(${rowCount}) t(i)`,
    );
  });
  afterAll(async () => world.close());

  async function open(form: 'rows' | 'csv' | 'parquet' | 'arrow', left: AbortSignal) {
    const answer = await world.actions.readResult(world.projectId, job.id, allRows, left);
    if (answer.kind !== 'rows') throw new Error(answer.kind);
    const read = { rows: answer.rows, csv: answer.csv, parquet: null, arrow: null }[form];
    const parts = read ?? answer.columnar(form === 'arrow' ? 'arrow' : 'parquet');
    if (!parts) throw new Error(`no ${form} of this result`);
    return parts[Symbol.asyncIterator]() as AsyncIterator<unknown>;
  }

  it.each(['rows', 'csv', 'parquet', 'arrow'] as const)(
    'have all begun before one of them goes on, as %s',
    async (form) => {
      const leaving = new AbortController();
      const others = Array.from({ length: readers }, async () => {
        const reader = await open(form, leaving.signal);
        await reader.next();
        return reader;
      });
      const begun = await Promise.all(others);
      const all = await open(form, new AbortController().signal);
      let count = 0;
      for (let next = await all.next(); !next.done; next = await all.next()) {
        count += form === 'rows' ? 1 : (next.value as { readonly rows: number }).rows;
      }
      expect(count).toBe(rowCount);
      leaving.abort();
      await Promise.allSettled(begun.map(async (reader) => reader.return?.()));
    },
  );
});
