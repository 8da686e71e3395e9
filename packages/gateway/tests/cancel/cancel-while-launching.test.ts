import { expect, it } from 'vitest';
import type { Claimed } from '../../src/core/ports/job-store.ts';
import { startCore } from '../support/start-core.ts';

it('case 10: a cancel before the start is made: nothing is born later (I3)', async () => {
  const core = await startCore();
  const starting = core.stage.hold('start asked');
  const jobId = await core.submit();
  await starting.reached();

  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  starting.release();

  expect((await verdict).kind).toBe('cancelled');
  expect(core.engine.born).toEqual([]);
  expect(core.witness.pathOf(jobId)).toEqual(['queued', 'launching', 'cancelling', 'cancelled']);
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    rung: null,
    phases: { delivered: null, observed: null },
  });
});

for (const point of ['start agreed', 'start made'] as const) {
  it(`case 11: a cancel at '${point}': the late birth is stopped before "cancelled" is said (I3)`, async () => {
    const core = await startCore();
    const starting = core.stage.hold(point);
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    await starting.reached();

    const verdict = core.cancel(jobId);
    await core.witness.saw(jobId, 'cancelling');
    starting.release();
    await working.reached();

    expect((await verdict).kind).toBe('cancelled');
    expect(core.engine.born).toEqual([jobId]);
    expect([...core.engine.alive]).toEqual([]);
    expect(core.engine.rungs).toEqual([{ jobId, rung: 'interrupt' }]);
    expect([...core.engine.committed]).toEqual([]);
  });
}

it('case 10: a cancel that lands right after the claim, before the drive can hear it, is carried out (I2)', async () => {
  const core = await startCore({
    aroundRunner: async (method, _rest, call) => {
      const answer = await call();
      const [claimed] = method === 'claim' ? (answer as Claimed).jobs : [];
      if (claimed) {
        await core.actions.requestCancel('project-1', claimed.id, {
          by: 'maria',
          reason: 'user',
          requestId: 'request-1',
        });
      }
      return answer;
    },
  });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'cancelled' } });
});
