import { expect, it } from 'vitest';
import { cancelWaitMs, type Core, maria, startCore } from '../support/start-core.ts';
import { type CoreGateway, leaseTtlMs } from '../support/start-gateway-over.ts';

// A gateway that is frozen for ever is as good as dead; the next one has its name, as on one machine.
// On real processes the same is played in tests/recovery/conformance.test.ts.

it('case 13: the gateway dies between accepting a cancel and acting: the next one carries it out (I2)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  const first = core.stage.hold('rung interrupt');
  await core.actions.requestCancel('project-1', jobId, maria);
  core.freeze();
  const next = await core.startAnother({ holder: 'first' });
  first.release();

  expect(await endingAt(core, next, jobId)).toMatchObject({
    ending: { how: 'cancelled' },
    intent: { by: 'maria' },
  });
  expect(core.engine.born).toEqual([jobId]);
  await dieLate(core);
});

it('case 14: the gateway dies after acting, before recording: one ending, and the right one (I1)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const recording = core.stage.hold('release checked');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  await core.actions.requestCancel('project-1', jobId, maria);
  await recording.reached();
  expect([...core.engine.alive]).toEqual([]);
  core.freeze();
  recording.release();
  const next = await core.startAnother({ holder: 'first' });

  expect(await endingAt(core, next, jobId)).toMatchObject({ ending: { how: 'cancelled' } });
  // The first one took the rung, and nobody knows any more when.
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    rung: 'interrupt',
    rungs: [],
    phases: { delivered: null },
  });
  await dieLate(core);
  expect(core.witness.pathOf(jobId).filter((word) => word === 'cancelled')).toHaveLength(1);
});

it('case 35: a cancel that is asked again of the next gateway hits no other job (I1)', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const first = await core.submit();
  await working.reached();
  await core.witness.saw(first, 'running');
  await core.cancel(first);
  core.freeze();
  const next = await core.startAnother({ holder: 'first' });
  const order = { projectId: 'project-1', owner: 'maria', sql: 'SELECT 1' };
  const submitted = await next.actions.submitJob(order);
  if (submitted.kind !== 'accepted') throw new Error(submitted.kind);
  const { id: second } = submitted.job;
  expect(second).not.toBe(first);
  await core.witness.saw(second, 'running');
  core.clock.advance(1);

  const again = await next.actions.cancelJob('project-1', first, maria, cancelWaitMs);

  expect(again).toMatchObject({ kind: 'ended_otherwise', job: { id: first } });
  expect((await core.read(second)).state.status).toBe('running');
  working.release();
  expect(await endingAt(core, next, second)).toMatchObject({ ending: { how: 'succeeded' } });
  await dieLate(core);
});

async function endingAt(core: Core, gateway: CoreGateway, jobId: string): Promise<unknown> {
  const awaiting = gateway.actions.awaitEnding('project-1', jobId, 60_000);
  const awaited = await core.clock.runUntil(awaiting);
  return awaited.kind === 'unknown' ? awaited : awaited.job.state;
}

/** What it still wanted to write is refused: another has its lease. */
async function dieLate(core: Core): Promise<void> {
  core.thaw();
  core.clock.advance(leaseTtlMs);
  await core.failed('holding the lease');
  core.failures.length = 0;
}
