import { expect, it } from 'vitest';
import type { Step } from '../../src/core/ports/job-store.ts';
import { maria, startCore } from '../support/start-core.ts';

const shortMs = 20;

/** A core that tells which writes of jobs its runner asked for, its claims aside. */
async function startShort() {
  const steps: Step[] = [];
  const core = await startCore({
    shortMs,
    aroundRunner: (method, rest, call) => {
      if (method === 'commit') steps.push(rest[0] as Step);
      return call();
    },
  });
  return { core, steps };
}

it('what ends soon has its start and its end written at once, with the times of both', async () => {
  const { core, steps } = await startShort();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const startedAt = core.clock.now();
  core.clock.advance(shortMs - 1);
  working.release();

  const job = await core.ended(jobId);

  expect(steps).toHaveLength(1);
  expect(core.witness.pathOf(jobId)).toEqual(['queued', 'launching', 'running', 'succeeded']);
  expect(job).toMatchObject({
    revision: 4,
    state: { startedAt, endedAt: startedAt + shortMs - 1 },
  });
});

it('what takes longer is seen to run, since when it did', async () => {
  const { core, steps } = await startShort();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const startedAt = core.clock.now();
  expect((await core.read(jobId)).state.status).toBe('launching');
  core.clock.advance(shortMs);
  await core.witness.saw(jobId, 'running');
  expect((await core.read(jobId)).state).toMatchObject({ operation: { startedAt } });
  working.release();

  await core.ended(jobId);

  expect(steps).toHaveLength(2);
});

it('a cancel that comes before its start is written stops it, and is kept (I2, I3)', async () => {
  const { core, steps } = await startShort();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  expect(await core.cancel(jobId, maria)).toMatchObject({ kind: 'cancelled' });

  expect(core.witness.pathOf(jobId)).toEqual([
    'queued',
    'launching',
    'cancelling',
    'cancelling',
    'cancelled',
  ]);
  expect(core.engine.rungs.map(({ rung }) => rung)).toEqual(['interrupt']);
  // The first was stale, since the wish was there.
  expect(steps.at(-1)?.before.state.status).toBe('cancelling');
});
