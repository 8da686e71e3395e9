import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RowsAt } from '../../src/core/job/ending.ts';
import type { JobEvent } from '../../src/core/job/transition.ts';
import { neverPlaced } from '../../src/core/session/session-receipt.ts';
import type { Lease } from '../../src/core/ports/lease-store.ts';
import type { Stores } from '../../src/stores/stores.ts';
import { openFreshState } from './fresh-state.ts';
import {
  aliceWantsOut,
  claimNext,
  commitMove,
  createQueue,
  submitJob,
  submittedAt,
} from './sample-job.ts';
import {
  closeWanted,
  commitSessionMove,
  createSession,
  openSession,
  submitStatements,
} from './sample-session.ts';
import { type Rows, storeDrivers } from './store-drivers.ts';

function succeeded(rows: RowsAt): JobEvent {
  const result = { columns: [], rowCount: 1, affectedRows: null, rows };
  return { kind: 'end_observed', observed: { kind: 'succeeded', result } };
}

/** A job of the project that has ended with these rows. */
async function endWith(stores: Stores, projectId: string, rows: RowsAt): Promise<void> {
  const queue = (await stores.queues.find(projectId, 'default')) ?? (await createQueue(stores));
  await submitJob(stores, queue, { projectId });
  const claimed = await claimNext(stores.jobs, 1, submittedAt, () => []);
  if (!claimed) throw new Error('nothing was claimed');
  const running = await commitMove(stores.jobs, claimed, { kind: 'operation_started', ref: 'r' });
  await commitMove(stores.jobs, running, succeeded(rows));
}

/** What the rows weigh, read from outside. */
function weigh({ results = [], jobs = [] }: Rows): ReadonlyMap<unknown, number> {
  const projects = new Map(jobs.map(({ id, project_id }) => [id, project_id]));
  const bytes = new Map<unknown, number>();
  for (const { job_id, engine_bytes, inline_lines } of results) {
    const weight = Number(engine_bytes ?? Buffer.byteLength((inline_lines ?? '') as string));
    const project = projects.get(job_id);
    bytes.set(project, (bytes.get(project) ?? 0) + weight);
  }
  return bytes;
}

function leaseOf(lease: Lease | 'taken'): Lease {
  if (lease === 'taken') throw new Error('the lease is taken');
  return lease;
}

describe.each(storeDrivers)('the use of a project on $name', (driver) => {
  it('counts the bytes of every result that is kept, wherever its rows lie', async () => {
    await using state = await openFreshState(driver);
    const { stores } = state;
    expect(await stores.quotas.useOf('project-a')).toMatchObject({ queuedJobs: 0, resultBytes: 0 });
    await endWith(stores, 'project-a', { at: 'engine', bytes: 1_000_000 });
    await endWith(stores, 'project-a', { at: 'inline', lines: ['["数"]', '[1]'] });
    await endWith(stores, 'project-a', { at: 'none' });
    await endWith(stores, 'project-b', { at: 'engine', bytes: 7 });

    const inline = Buffer.byteLength(JSON.stringify(['["数"]', '[1]']));
    const used = { queuedJobs: 0, resultBytes: 1_000_000 + inline };
    expect(await stores.quotas.useOf('project-a')).toMatchObject(used);
    expect(await stores.quotas.useOf('project-b')).toMatchObject({ resultBytes: 7 });
    expect(await (await state.reopen()).quotas.useOf('project-a')).toMatchObject(used);
  });

  it('counts no result that has expired or went with its job, whatever is swept in which order', async () => {
    await using state = await openFreshState(driver);
    const { stores } = state;
    const { token } = leaseOf(await stores.leases.acquire('test', submittedAt, 1_000_000));
    const { retention } = stores;
    const places: fc.Arbitrary<RowsAt> = fc.oneof(
      fc.record({ at: fc.constant('engine'), bytes: fc.nat() } as const),
      fc.record({
        at: fc.constant('inline'),
        lines: fc.array(fc.json(), { maxLength: 3 }),
      } as const),
      fc.constant({ at: 'none' } as const),
    );
    const ages = fc.nat({ max: 5_000 });
    const steps = fc.oneof(
      fc.record({
        kind: fc.constant('end'),
        rows: places,
        project: fc.constantFrom('a', 'b'),
      } as const),
      fc.record({ kind: fc.constant('expire'), age: ages } as const),
      fc.record({ kind: fc.constant('note'), age: ages } as const),
      fc.record({ kind: fc.constant('delete'), age: ages } as const),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(steps, { maxLength: 12 }), async (sequence) => {
        for (const step of sequence) {
          if (step.kind === 'end') await endWith(stores, step.project, step.rows);
          if (step.kind === 'expire')
            await retention.expireResults(token, submittedAt + step.age, 2);
          if (step.kind === 'note') {
            const found = await retention.resultsToRemove('', 3);
            await retention.noteRemoved(
              token,
              found.map(({ jobId }) => jobId),
            );
          }
          if (step.kind === 'delete') {
            const times = { before: submittedAt + step.age, now: submittedAt };
            await retention.deleteJobs(token, times, null, 3);
          }
          // What is remembered must not outlive the next step.
          for (const project of ['a', 'b']) await stores.quotas.resultBytesOf(project);
        }
        const kept = weigh(await state.rows());
        for (const project of ['a', 'b']) {
          const { resultBytes } = await stores.quotas.useOf(project);
          expect(resultBytes).toBe(kept.get(project) ?? 0);
          expect(await stores.quotas.resultBytesOf(project)).toBe(resultBytes);
        }
      }),
      { numRuns: 30 },
    );
  });

  it('counts the jobs that wait on every queue', async () => {
    await using state = await openFreshState(driver);
    const { stores } = state;
    const first = await createQueue(stores);
    const second = await createQueue(stores, { name: 'second' });
    for (const queue of [first, second, second]) await submitJob(stores, queue);
    expect(await stores.quotas.useOf('project-a')).toMatchObject({ queuedJobs: 3 });
    await claimNext(stores.jobs, 1, submittedAt, () => []);
    expect(await stores.quotas.useOf('project-a')).toMatchObject({ queuedJobs: 2 });
  });

  it('counts its sessions, and in which of them the most statements wait or were', async () => {
    await using state = await openFreshState(driver);
    const { stores } = state;
    const queue = await createQueue(stores);
    const useOf = async (projectId: string) => {
      const { sessions, queuedStatements, sessionStatements } =
        await stores.quotas.useOf(projectId);
      return [sessions, queuedStatements, sessionStatements];
    };
    expect(await useOf('project-a')).toEqual([0, 0, 0]);
    const [one, other] = [await openSession(stores, queue), await openSession(stores, queue)];
    await submitStatements(stores, queue, one, 3);
    await submitStatements(stores, queue, other, 2);
    expect(await useOf('project-a')).toEqual([2, 3, 3]);
    // One of the first runs: as many wait in both.
    await claimNext(stores.jobs, 1, submittedAt, () => []);
    expect(await useOf('project-a')).toEqual([2, 2, 3]);
    const waiting = await createSession(stores, queue);
    expect(await useOf('project-a')).toEqual([3, 2, 3]);
    const receipt = neverPlaced(waiting.id, aliceWantsOut);
    await commitSessionMove(stores.sessions, waiting, closeWanted, { receipt });
    expect(await useOf('project-a')).toEqual([2, 2, 3]);
    expect(await useOf('project-b')).toEqual([0, 0, 0]);
  });
});
