import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Job } from '../../src/core/job/job.ts';
import type { JobEvent } from '../../src/core/job/transition.ts';
import type { Queue } from '../../src/core/ports/queue-store.ts';
import { Sweeper } from '../../src/core/sweep/sweeper.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { type FreshState, openFreshState } from '../contracts/fresh-state.ts';
import {
  aliceWantsOut,
  claimNext,
  cancelWanted,
  commitMove,
  createQueue,
  submitJob,
  submittedAt,
} from '../contracts/sample-job.ts';
import { type Rows, storeDrivers } from '../contracts/store-drivers.ts';
import { HandClock } from '../support/hand-clock.ts';
import { dayMs, keep, yearLater } from './year-later.ts';

const old = 300;

describe.each(storeDrivers)('a sweep on $name', (driver) => {
  it('that is killed between slices, or in one, leaves whole jobs, and the next one ends it', async () => {
    await using state = await openFreshState(driver);
    const { stores } = state;
    const queue = await createQueue(stores, { slots: 9 });
    const kept = await keepSome(stores, queue);
    const over = await Promise.all(Array.from({ length: old }, () => succeed(stores, queue)));
    const before = await state.rows();
    const token = await lease(stores);

    const seen: number[] = [];
    for (const slices of [1, 2, 4]) {
      await state.stores.close();
      await sweepUntil(slices, driver.name, state.place, token);
      await state.reopen();
      const rows = await state.rows();
      expectWhole(rows);
      expectKept(rows, before, kept);
      seen.push(rows['jobs']?.length ?? 0);
    }
    expect(seen[0]).toBeLessThan(before['jobs']?.length ?? 0);
    expect(seen.at(-1)).toBeGreaterThan(kept.length);

    await sweepOnce(state, token);
    const rows = await state.rows();
    expectWhole(rows);
    expectKept(rows, before, kept);
    expect(rows['jobs']).toHaveLength(kept.length);
    const gone = new Set(over.map(({ id }) => id));
    const named = Object.values(rows)
      .flat()
      .filter((row) => gone.has(String(row['job_id'])));
    expect(named).toEqual([]);
  }, 60_000);
});

/** One that waits, one that runs, one that is being stopped, and one that has ended just now. */
async function keepSome(stores: Stores, queue: Queue): Promise<readonly Job[]> {
  const { jobs } = stores;
  const claim = () => claimNext(jobs, 1, submittedAt, () => [{ kind: 'path', path: '/x' }]);
  const stopped = await submitJob(stores, queue);
  const claimed = await claim();
  if (claimed) await commitMove(jobs, claimed, cancelWanted);
  const running = await submitJob(stores, queue);
  await claim();
  const young = await succeed(stores, queue, yearLater - dayMs);
  return [stopped, running, await submitJob(stores, queue), young];
}

async function succeed(stores: Stores, queue: Queue, at = submittedAt + 2_000): Promise<Job> {
  const { jobs } = stores;
  const tags = [{ key: 'team', value: 'bi' }];
  const queued = await submitJob(stores, queue, { key: crypto.randomUUID(), tags });
  const claimed = await commitMove(jobs, queued, { kind: 'claimed', leaseToken: 1 });
  const running = await commitMove(jobs, claimed, { kind: 'operation_started', ref: 'r' });
  const rows = { at: 'inline', lines: ['[1]'] } as const;
  const result = { columns: [], rowCount: 1, affectedRows: null, rows };
  const end: JobEvent = { kind: 'end_observed', observed: { kind: 'succeeded', result } };
  return commitMove(jobs, running, end, at);
}

async function lease({ leases }: Stores): Promise<number> {
  const taken = await leases.acquire('test', 0, 1);
  if (taken === 'taken') throw new Error('somebody has the lease of a fresh state');
  return taken.token;
}

async function sweepUntil(slices: number, driver: string, place: string, token: number) {
  const script = fileURLToPath(new URL('sweep-until-killed.ts', import.meta.url));
  const child = fork(script, [driver, place, String(token)]);
  let taken = 0;
  child.on('message', () => {
    taken += 1;
    if (taken === slices) child.kill('SIGKILL');
  });
  const [, signal] = await once(child, 'exit');
  expect(signal).toBe('SIGKILL');
}

async function sweepOnce({ stores }: FreshState, leaseToken: number): Promise<void> {
  const clock = new HandClock();
  clock.advance(yearLater - clock.now());
  const failures: unknown[] = [];
  const everyMs = 600_000;
  const sweeper = Sweeper.start(
    {
      retention: stores.retention,
      remains: new Map(),
      buckets: { sweep: async () => {}, removeOlder: async () => {} },
      clock,
    },
    { keep, leaseToken, everyMs },
    (...failed) => failures.push(failed),
  );
  for (let pass = 0; pass < 2; pass++) {
    await clock.runUntil(clock.asleepFor(everyMs));
    clock.advance(everyMs);
  }
  await clock.runUntil(clock.asleepFor(everyMs));
  await sweeper.stop();
  expect(failures).toEqual([]);
}

/** No row names a job that is gone, but for the feed; and what is counted is there. */
function expectWhole(rows: Rows): void {
  const jobs = new Set(rows['jobs']?.map(({ id }) => id));
  const seqs = new Set(rows['jobs']?.map(({ seq }) => seq));
  for (const table of ['job_tags', 'cancel_intents', 'receipts', 'results', 'keys']) {
    const orphans = rows[table]?.filter(
      ({ job_seq: seq, job_id: id }) => !(seq === undefined ? jobs.has(id) : seqs.has(seq)),
    );
    expect({ table, orphans }).toEqual({ table, orphans: [] });
  }
  const sum = (table: string, column: string) =>
    rows[table]?.reduce((total, row) => total + Number(row[column]), 0);
  const ended = rows['jobs']?.filter((row) => row['ended_at'] !== null);
  expect(sum('job_counts', 'jobs')).toBe(ended?.length);
  const inline = rows['results']?.filter((row) => row['rows_at'] === 'inline');
  expect(sum('project_usage', 'result_bytes')).toBe((inline?.length ?? 0) * '["[1]"]'.length);
}

function expectKept(rows: Rows, before: Rows, kept: readonly Job[]): void {
  const ids = new Set(kept.map(({ id }) => id));
  const of = (all: Rows, table: string) =>
    all[table]?.filter((row) => ids.has(String(idOf(all, row))));
  for (const table of ['jobs', 'results', 'cancel_intents', 'job_tags']) {
    expect(of(rows, table)).toEqual(of(before, table));
  }
  expect(rows['cancel_intents']).toMatchObject([{ by: aliceWantsOut.by }]);
}

/** The id of the job whose row it is, of what belongs to it as well. */
function idOf({ jobs = [] }: Rows, row: Rows[string][number]): unknown {
  return row['job_id'] ?? (jobs.find(({ seq }) => seq === row['job_seq']) ?? row)['id'];
}
