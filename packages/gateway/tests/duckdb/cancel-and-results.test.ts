import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { collectBytes } from '../support/collect-bytes.ts';
import { type DuckdbWorld, startDuckdb } from '../support/start-duckdb.ts';

describe('cancel and results on DuckDB', () => {
  let world: DuckdbWorld;
  beforeAll(async () => {
    world = await startDuckdb();
  });
  afterAll(() => world.close());

  it('case 20: a cancel while a result is read is refused, and the reader gets all of it', async () => {
    const job = await world.run('SELECT i FROM range(300000) t(i)');
    const { signal } = new AbortController();
    const page = { offset: 0, limit: 300_000 };
    const answer = await world.actions.readResult(world.projectId, job.id, page, signal);
    if (answer.kind !== 'rows') throw new Error(answer.kind);
    const verdicts: string[] = [];
    let count = 0;
    for await (const _ of answer.rows) {
      count += 1;
      if (count === 1_000) verdicts.push((await world.cancel(job)).kind);
    }
    expect({ count, verdicts }).toEqual({ count: 300_000, verdicts: ['ended_otherwise'] });
  });

  it('case 20: a reader that leaves holds nothing', async () => {
    const job = await world.run('SELECT i, md5(i::VARCHAR) FROM range(500000) t(i)');
    for (let round = 0; round < 5; round++) {
      const left = new AbortController();
      const page = { offset: 0, limit: 500_000 };
      const answer = await world.actions.readResult(world.projectId, job.id, page, left.signal);
      if (answer.kind !== 'rows') throw new Error(answer.kind);
      await expect(
        (async () => {
          let count = 0;
          for await (const _ of answer.rows) if (++count === 10) left.abort();
        })(),
      ).rejects.toThrow('went away');
    }
    // Another reader still finds the file, so none of the five has kept it.
    const page = { offset: 499_999, limit: 5 };
    const { signal } = new AbortController();
    const answer = await world.actions.readResult(world.projectId, job.id, page, signal);
    expect(answer.kind === 'rows' && (await Array.fromAsync(answer.rows))).toHaveLength(1);
  });

  it('case 20: a reader of CSV that leaves holds nothing', async () => {
    const job = await world.run('SELECT i, md5(i::VARCHAR) FROM range(1000000) t(i)');
    const page = { offset: 0, limit: 1_000_000 };
    for (let round = 0; round < 5; round++) {
      const left = new AbortController();
      const parts = world.engine.results.readCsv(job, page, left.signal);
      if (!parts) throw new Error('not written as CSV');
      const reading = (async () => {
        for await (const _ of parts) left.abort();
      })();
      await expect(reading).rejects.toThrow('went away');
    }
    // Another reader still finds the file, so none of the five has kept it.
    const { signal } = new AbortController();
    const last = world.engine.results.readCsv(job, { offset: 999_999, limit: 5 }, signal);
    if (!last) throw new Error('not written as CSV');
    expect(String(await collectBytes(last))).toMatch(/^999999,/);
  });

  it('a cancel does not wait behind readers that take nothing (I9)', async () => {
    const read = await world.run('SELECT i, md5(i::VARCHAR) FROM range(1000000) t(i)');
    const left = new AbortController();
    const page = { offset: 0, limit: 1_000_000 };
    // More than the host has cores, or the instance of results has threads: each has its first part only.
    const readers = Array.from({ length: 12 }, () =>
      world.engine.results.readCsv(read, page, left.signal),
    );
    const iterators = readers.map((parts) => {
      if (!parts) throw new Error('not written as CSV');
      return parts[Symbol.asyncIterator]();
    });
    await Promise.all(iterators.map((parts) => parts.next()));

    const job = await world.submit('SELECT count(*) FROM range(100000000000)');
    await world.running(job);
    expect((await world.cancel(job)).kind).toBe('cancelled');
    left.abort();
    for (const parts of iterators) {
      await expect(Array.fromAsync({ [Symbol.asyncIterator]: () => parts })).rejects.toThrow(
        'went away',
      );
    }
  });

  it('a cancelled job and a running one have no result', async () => {
    const page = { offset: 0, limit: 1 };
    const { signal } = new AbortController();
    const job = await world.submit('SELECT count(*) FROM range(100000000000)');
    await world.running(job);
    const early = await world.actions.readResult(world.projectId, job.id, page, signal);
    expect(early).toMatchObject({ kind: 'no_result', job: { state: { status: 'running' } } });
    await world.cancel(job);
    const late = await world.actions.readResult(world.projectId, job.id, page, signal);
    expect(late).toMatchObject({ kind: 'no_result', job: { state: { status: 'ended' } } });
  });
});
