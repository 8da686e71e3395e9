import { expect, it } from 'vitest';
import { intentOf } from '../../src/core/job/job.ts';
import { maria, startCore } from '../support/start-core.ts';

/** One by one. */
const waitingCount = 2_000;
const runningCount = 4;
const overdueCount = 2_000;
/** By one call. */
const bulkCount = 10_000;

it(`case 29: ${waitingCount} queued jobs and ${runningCount} running ones, all cancelled: each exactly once, in bounded time (I1)`, async () => {
  const core = await startCore({ slots: runningCount });
  const working = core.stage.hold('work 1');
  const jobIds = await Promise.all(
    Array.from({ length: waitingCount + runningCount }, () => core.submit()),
  );
  await working.reached();
  const startedAt = performance.now();

  const verdicts = await Promise.all(jobIds.map((jobId) => core.cancel(jobId)));

  const tookMs = performance.now() - startedAt;
  expect(new Set(verdicts.map(({ kind }) => kind))).toEqual(new Set(['cancelled']));
  const endings = core.witness.written.filter(({ after }) => after.state.status === 'ended');
  expect(endings.length).toBe(jobIds.length);
  expect(new Set(endings.map(({ after }) => after.id)).size).toBe(jobIds.length);
  expect(core.engine.committed.size).toBe(0);
  // Many times what it takes on two cores; a cancel that costs more the more there are takes longer.
  expect(tookMs).toBeLessThan(60_000);
}, 120_000);

it(`case 29: ${bulkCount} queued jobs by one call: each exactly once, and no other call waits for it (I1, I9)`, async () => {
  const core = await startCore({ slots: runningCount });
  const working = core.stage.hold('work 1');
  const jobIds = await Promise.all(
    Array.from({ length: bulkCount + runningCount }, () => core.submit()),
  );
  await working.reached();
  const kept = await core.submit({ owner: 'ana' });
  const startedAt = performance.now();
  const writtenBefore = core.witness.written.length;

  const cancelling = core.actions.cancelMatching('project-1', { owner: 'maria' }, maria, 30_000);
  const isOver = new AbortController();
  void cancelling.finally(() => isOver.abort());
  while (!isOver.signal.aborted) await core.cancel(await core.submit({ owner: 'ana' }));
  const { cancelled, others } = await cancelling;

  const tookMs = performance.now() - startedAt;
  expect(others).toEqual([]);
  expect(new Set(cancelled.map(({ jobId }) => jobId))).toEqual(new Set(jobIds));
  expect(cancelled.length).toBe(jobIds.length);
  expect(core.engine.committed.size).toBe(0);
  // In one piece all of them would be written in a row; others come in between, all the way.
  const owners = core.witness.written.slice(writtenBefore).map(({ after }) => after.request.owner);
  expect(longestRun(owners, 'maria')).toBeLessThan(bulkCount / 5);
  expect(tookMs).toBeLessThan(60_000);
  working.release();
  await core.ended(kept);
}, 180_000);

it(`${overdueCount} queued jobs past their limit end in one look`, async () => {
  const core = await startCore({ slots: 0 });
  const jobIds = await Promise.all(
    Array.from({ length: overdueCount }, () => core.submit({ queuedTimeoutMs: 10_000 })),
  );
  await core.quiet();

  core.clock.advance(10_000);
  const ended = await Promise.all(jobIds.map((jobId) => core.ended(jobId)));

  const reasons = ended.map((job) => intentOf(job)?.reason);
  expect(new Set(reasons)).toEqual(new Set(['timeout']));
  expect(core.runner.isLeading).toBe(true);
});

function longestRun(words: readonly string[], word: string): number {
  let [longest, run] = [0, 0];
  for (const each of words) {
    run = each === word ? run + 1 : 0;
    longest = Math.max(longest, run);
  }
  return longest;
}
