import { expect, it } from 'vitest';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';

it('a job does not end while it still holds something, and the caller hears "not confirmed" meanwhile (I3, I9)', async () => {
  let isLetGo = false;
  const core = await startCore({ slots: 1, script: { letsGo: () => isLetGo } });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const waiting = await core.submit();

  const first = await core.clock.runUntil(core.cancel(jobId));

  expect(first).toMatchObject({ kind: 'not_confirmed', job: { state: { status: 'cancelling' } } });
  expect([...core.engine.alive]).toEqual([]);
  expect(await core.stores.jobs.receiptOf(jobId)).toBeNull();
  expect(await core.stores.jobs.ledgerOf(jobId)).toHaveLength(1);
  // The slot is part of what it holds.
  expect(core.witness.pathOf(waiting)).toEqual(['queued']);

  isLetGo = true;
  working.release();
  const second = core.actions.cancelJob('project-1', jobId, maria, cancelWaitMs);
  expect((await core.clock.runUntil(second)).kind).toBe('cancelled');
  expect((await core.ended(waiting)).state).toMatchObject({ ending: { how: 'succeeded' } });
});
