import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

it('case 27: the next job does not start while a rung of the one before is still on its way (I6)', async () => {
  const core = await startCore({ slots: 1 });
  const settling = core.stage.hold('settled');
  const rung = core.stage.hold('rung interrupt');
  const working = core.stage.hold('work 1');
  const first = await core.submit();
  await working.reached();
  working.release();
  await settling.reached();
  const next = await core.submit();
  const verdict = core.cancel(first);
  await rung.reached();

  // The work ends by itself, with the interrupt still in the air.
  settling.release();
  expect(core.witness.pathOf(next)).toEqual(['queued']);
  rung.release();

  expect((await verdict).kind).toBe('ended_otherwise');
  expect((await core.ended(next)).state).toMatchObject({ ending: { how: 'succeeded' } });
  expect(core.engine.rungs.map(({ jobId }) => jobId)).toEqual([first]);
});

it('case 27: no rung is taken once the work was seen to end, however long its release takes', async () => {
  const core = await startCore();
  const releasing = core.stage.hold('release asked');
  const jobId = await core.submit();
  await releasing.reached();

  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  core.clock.advance(20_000);
  releasing.release();

  expect((await verdict).kind).toBe('ended_otherwise');
  expect(core.engine.rungs).toEqual([]);
});
