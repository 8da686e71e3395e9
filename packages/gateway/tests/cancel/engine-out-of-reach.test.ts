import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

const releaseRetryMs = 250;

it('case 24: an engine that goes out of reach during a cancel makes a lost job, never a cancelled one (I3)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const rung = core.stage.hold('rung interrupt');
  const jobId = await core.submit();
  await working.reached();
  const verdict = core.cancel(jobId);
  await rung.reached();

  core.engine.goOutOfReach();
  rung.release();

  // What it runs may still be there: until it is seen to be gone, the job has no ending.
  await core.clock.asleepFor(releaseRetryMs);
  expect(core.witness.pathOf(jobId).at(-1)).toBe('cancelling');
  core.engine.perish();

  expect(await core.clock.runUntil(verdict)).toMatchObject({
    kind: 'ended_otherwise',
    job: { state: { ending: { how: 'lost', error: { code: 'engine' } }, intent: { by: 'maria' } } },
  });
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    ending: 'lost',
    rungs: [{ rung: 'interrupt', answer: 'unreachable' }],
  });
});

it('case 24: work that committed while nobody could see it is lost, and not called cancelled (I4)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  core.engine.goOutOfReach();
  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');

  working.release();

  expect((await core.clock.runUntil(verdict)).kind).toBe('ended_otherwise');
  expect(core.engine.committed.has(jobId)).toBe(true);
  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'lost' } });
});

it('case 24: an engine that dies before the start is seen makes a lost job', async () => {
  const core = await startCore();
  const starting = core.stage.hold('start asked');
  const jobId = await core.submit();
  await starting.reached();
  core.engine.goOutOfReach();
  starting.release();
  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'lost' }, intent: null });
});
