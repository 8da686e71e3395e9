import { expect, it } from 'vitest';
import { intentOf } from '../../src/core/job/job.ts';
import { startCore } from '../support/start-core.ts';

const waitingCount = 10_000;
const runningCount = 4;
const overdueCount = 2_000;

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
  // Six times what it takes on two cores; a cancel that costs more the more there are takes minutes.
  expect(tookMs).toBeLessThan(60_000);
}, 120_000);

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
