import { expect, it } from 'vitest';
import { requestCancel } from '../../src/core/actions/request-cancel.ts';
import { LeaseLostError } from '../../src/core/runner/move-job.ts';
import { type Core, maria, startCore } from '../support/start-core.ts';
import { type CoreGateway, leaseTtlMs, tickMs } from '../support/start-gateway-over.ts';

it('a second gateway is refused while the first one’s lease has not run out', async () => {
  const core = await startCore();
  core.clock.advance(leaseTtlMs - 1);
  await expect(core.startAnother({ holder: 'second' })).rejects.toBeInstanceOf(LeaseLostError);
});

it('the lease is kept while jobs drain, however long their grace', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const drained = core.runner.drain(4 * leaseTtlMs);
  for (let passedMs = 0; passedMs < 3 * leaseTtlMs; passedMs += tickMs) {
    await core.quiet();
    core.clock.advance(tickMs);
  }
  await expect(core.startAnother({ holder: 'second' })).rejects.toBeInstanceOf(LeaseLostError);
  working.release();
  await drained;
  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
});

it('cases 15 and 16: the owner is gone, another adopts its job and carries the cancel out (I2)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  core.freeze();
  await requestCancelFromOutside(core, jobId);
  core.clock.advance(leaseTtlMs);

  const second = await core.startAnother({ holder: 'second' });

  const awaited = await second.actions.awaitEnding('project-1', jobId, 60_000);
  expect(awaited).toMatchObject({
    kind: 'ended',
    job: { state: { ending: { how: 'cancelled' }, intent: { by: 'maria' } } },
  });
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ rung: 'interrupt' });
  await hearsThatItIsLost(core);
});

it('the old owner, awake again, writes nothing, releases nothing and claims nothing (I1, I7)', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  core.freeze();
  core.clock.advance(leaseTtlMs);
  const second = await core.startAnother({ holder: 'second' });
  working.release();
  await second.actions.awaitEnding('project-1', jobId, 60_000);
  const written = core.witness.written.length;
  const releases = releasesOf(core, jobId);

  core.thaw();
  await hearsThatItIsLost(core);
  const next = await core.submit();

  // Its news does not reach the new owner, which looks by itself.
  const awaited = second.actions.awaitEnding('project-1', next, 60_000);
  expect(await core.clock.runUntil(awaited)).toMatchObject({
    kind: 'ended',
    job: { state: { ending: { how: 'succeeded' } } },
  });
  const writtenSince = core.witness.written.slice(written).map(({ after }) => after.id);
  expect(new Set(writtenSince)).toEqual(new Set([next]));
  expect(releasesOf(core, jobId)).toBe(releases);
  expect(leaseTokenOf(core, next)).toBe(2);
  expect(core.runner.isLeading).toBe(false);
});

it('an old owner that does not know it yet releases nothing and claims nothing (I7)', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');

  // The same holder may take the lease at once, as a restarted gateway does.
  const second = await core.startAnother({ holder: 'first' });
  working.release();
  await second.actions.awaitEnding('project-1', jobId, 60_000);
  const next = await core.submit();
  await core.clock.runUntil(second.actions.awaitEnding('project-1', next, 60_000));

  expect(leaseTokenOf(core, jobId)).toBe(2);
  expect(leaseTokenOf(core, next)).toBe(2);
  expect(releasesOf(core, jobId)).toBe(1);
  await hearsThatItIsLost(core);
});

it('an old owner that had nothing to do does not know it either, and claims nothing (I7)', async () => {
  const core = await startCore();
  const second = await core.startAnother({ holder: 'first' });
  const jobId = await core.submit();
  await core.clock.runUntil(second.actions.awaitEnding('project-1', jobId, 60_000));
  expect(leaseTokenOf(core, jobId)).toBe(2);
});

it('an old owner that drains leaves the jobs of the new one alone', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');
  core.freeze();
  core.clock.advance(leaseTtlMs);
  const second = await core.startAnother({ holder: 'second' });
  core.thaw();

  await core.runner.drain(0);

  working.release();
  const awaited = await second.actions.awaitEnding('project-1', jobId, 60_000);
  expect(awaited).toMatchObject({
    job: { state: { ending: { how: 'succeeded' }, intent: null } },
  });
  core.failures.length = 0;
});

it('a job that its old owner ends during the adoption is nobody’s to adopt (I1)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  await core.witness.saw(jobId, 'running');

  await core.startAnother({
    holder: 'first',
    aroundRunner: async (method, _rest, call) => {
      if (method === 'commit') {
        working.release();
        await core.witness.saw(jobId, 'succeeded');
      }
      return call();
    },
  });

  expect(core.witness.pathOf(jobId)).toEqual(['queued', 'launching', 'running', 'succeeded']);
});

it('case 11: an operation that an old owner starts after its job was ended is stopped (I3)', async () => {
  const core = await startCore();
  const starting = core.stage.hold('start agreed');
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await starting.reached();
  core.freeze();
  core.clock.advance(leaseTtlMs);
  const second = await core.startAnother({ holder: 'second' });
  await second.actions.awaitEnding('project-1', jobId, 60_000);
  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'failed' } });

  const rung = core.stage.hold('rung interrupt');
  const settling = core.stage.hold('settled');
  starting.release();
  await working.reached();
  core.thaw();
  await rung.reached();
  rung.release();
  await settling.reached();

  expect([...core.engine.committed]).toEqual([]);
  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'failed' } });
  settling.release();
  await hearsThatItIsLost(core);
});

async function requestCancelFromOutside(core: Core, jobId: string): Promise<void> {
  const news = {
    publish: () => {},
    toldAt: () => null,
    isLatest: () => false,
    subscribe: () => () => {},
  };
  await requestCancel(
    { jobs: core.stores.jobs, news, clock: core.clock },
    'project-1',
    jobId,
    maria,
  );
}

/** The gateway gives up, says why, and nothing else fails. */
async function hearsThatItIsLost(gateway: CoreGateway & Core): Promise<void> {
  gateway.thaw();
  gateway.clock.advance(leaseTtlMs / 2);
  await gateway.failed('holding the lease');
  expect(gateway.runner.isLeading).toBe(false);
  expect(await gateway.runner.drain(0)).toBe(0);
  expect(gateway.failures.map(({ what }) => what)).toEqual(['holding the lease']);
  gateway.failures.length = 0;
}

function releasesOf({ stage }: Core, jobId: string): number {
  return stage.passed.filter(
    (passage) => passage.jobId === jobId && passage.point === 'release asked',
  ).length;
}

/** The last lease under which a job was driven. */
function leaseTokenOf({ witness }: Core, jobId: string): number | undefined {
  return witness.written
    .filter(({ after }) => after.id === jobId)
    .flatMap(({ after: { state } }) => ('leaseToken' in state ? [state.leaseToken] : []))
    .at(-1);
}
