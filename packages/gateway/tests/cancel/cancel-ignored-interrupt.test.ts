import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

const rungWaitMs = 5_000;

it('case 5: work that ignores the interrupt is stopped by the next rung, which the receipt names', async () => {
  const core = await startCore({ script: { obeys: 'kill' } });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const verdict = core.cancel(jobId);
  await core.clock.asleepFor(rungWaitMs);
  expect(core.engine.rungs).toEqual([{ jobId, rung: 'interrupt' }]);
  expect(core.engine.alive.has(jobId)).toBe(true);
  const askedAt = core.clock.now();
  core.clock.advance(rungWaitMs);

  expect((await verdict).kind).toBe('cancelled');
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    rung: 'kill',
    phases: { accepted: askedAt, delivered: askedAt, observed: askedAt + rungWaitMs },
    rungs: [
      { rung: 'interrupt', at: askedAt, answer: 'told' },
      { rung: 'kill', at: askedAt + rungWaitMs, answer: 'told' },
    ],
  });
});

it('case 38: a rung that never answers does not hold up the next: the clock is the gateway’s own (I9)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const deaf = core.stage.hold('rung interrupt');
  const jobId = await core.submit();
  await working.reached();

  const verdict = core.cancel(jobId);
  await deaf.reached();
  await core.clock.asleepFor(rungWaitMs);
  core.clock.advance(rungWaitMs);

  expect((await verdict).kind).toBe('cancelled');
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    rung: 'kill',
    rungs: [
      { rung: 'interrupt', answer: 'unreachable' },
      { rung: 'kill', answer: 'told' },
    ],
  });
});

it('the last rung is taken again while the work is still there, and the caller hears "not confirmed" (I9)', async () => {
  const core = await startCore({ script: { obeys: 'kill' } });
  const working = core.stage.hold('work 1');
  const settling = core.stage.hold('settled');
  const jobId = await core.submit();
  await working.reached();

  const verdict = await core.clock.runUntil(core.cancel(jobId));

  expect(verdict).toMatchObject({
    kind: 'not_confirmed',
    job: { state: { status: 'cancelling' } },
  });
  expect(core.engine.rungs.filter(({ rung }) => rung === 'kill').length).toBeGreaterThan(2);
  settling.release();
  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'cancelled' } });
});

it('a rung that fails is no answer, and the next is tried (I9)', async () => {
  const core = await startCore({
    script: {
      at: (point) =>
        point === 'rung interrupt' ? Promise.reject(new Error('no route')) : undefined,
    },
  });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const verdict = core.cancel(jobId);
  await core.clock.asleepFor(rungWaitMs);
  core.clock.advance(rungWaitMs);

  expect((await verdict).kind).toBe('cancelled');
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    rungs: [{ answer: 'unreachable' }, { rung: 'kill', answer: 'told' }],
  });
});
