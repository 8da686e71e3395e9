import { expect, it } from 'vitest';
import type { MatchFilter } from '../../src/core/actions/cancel-matching.ts';
import { intentOf, isEnded, type Job } from '../../src/core/job/job.ts';
import { type Core, cancelWaitMs, maria, startCore } from '../support/start-core.ts';

function cancelMatching(core: Core, filter: MatchFilter = {}, waitMs = cancelWaitMs) {
  return core.actions.cancelMatching('project-1', filter, maria, waitMs);
}

async function listed(core: Core, filter: MatchFilter = {}) {
  const { total, jobs } = await core.actions.listMatching('project-1', filter);
  const ids = (await Array.fromAsync(jobs)).map(({ id }) => id);
  expect(ids).toHaveLength(total);
  return ids;
}

it('a cancel of all stops what runs and what waits, each with its own intent and receipt (I2, I3)', async () => {
  const core = await startCore({ slots: 2 });
  const working = core.stage.hold('work 1');
  const running = [await core.submit(), await core.submit()];
  await working.reached();
  const waiting = [await core.submit(), await core.submit(), await core.submit()];
  await core.quiet();
  const foreign = await core.submit({ projectId: 'project-2' });

  const done = await cancelMatching(core);

  expect(done.others).toEqual([]);
  const ids = done.cancelled.map(({ jobId }) => jobId);
  expect(ids.sort()).toEqual([...running, ...waiting].sort());
  for (const jobId of ids) {
    expect(intentOf(await core.read(jobId))).toMatchObject(maria);
    const receipt = await core.stores.jobs.receiptOf(jobId);
    expect(receipt).toMatchObject({ jobId, ending: 'cancelled', intent: maria });
    expect(receipt?.rung).toBe(running.includes(jobId) ? 'interrupt' : null);
  }
  for (const jobId of waiting) {
    expect(core.witness.pathOf(jobId)).toEqual(['queued', 'cancelled']);
  }
  working.release();
  expect((await core.ended(foreign, 'project-2')).state).toMatchObject({
    ending: { how: 'succeeded' },
  });
});

it('a filter hits what it says and nothing else, and its dry run lists just that (I6)', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const tags = [{ key: 'run', value: '7' }];
  const running = await core.submit({ tags });
  await working.reached();
  const tagged = await core.submit({ tags, owner: 'ana' });
  core.clock.advance(60_000);
  const young = await core.submit({ owner: 'ana' });

  expect(await listed(core)).toEqual([running, tagged, young]);
  expect(await listed(core, { tags })).toEqual([running, tagged]);
  expect(await listed(core, { owner: 'ana' })).toEqual([tagged, young]);
  expect(await listed(core, { statuses: ['running'] })).toEqual([running]);
  expect(await listed(core, { olderThanMs: 59_999 })).toEqual([running, tagged]);
  expect(await listed(core, { olderThanMs: 60_000 })).toEqual([]);
  expect(await listed(core, { olderThanMs: 1, submittedBefore: 0 })).toEqual([]);
  expect(core.witness.written.filter(({ after }) => intentOf(after))).toEqual([]);

  const done = await cancelMatching(core, { owner: 'ana', olderThanMs: 1 });
  expect(done).toMatchObject({ cancelled: [{ jobId: tagged }], others: [] });
  expect(core.engine.rungs).toEqual([]);
  expect(await listed(core)).toEqual([running, young]);
});

it('what was seen to stop, what ended by itself and what goes on are told apart', async () => {
  const core = await startCore({ slots: 2, script: { obeys: 'kill' } });
  const committing = core.stage.hold('committed');
  const commits = await core.submit();
  await committing.reached();
  const working = core.stage.hold('work 1');
  const ignores = await core.submit();
  await working.reached();
  const waits = await core.submit();

  const cancelling = cancelMatching(core, {}, 1_000);
  await core.witness.saw(commits, 'cancelling');
  committing.release();
  await core.ended(commits);
  await core.clock.asleepFor(1_000);
  core.clock.advance(1_000);
  const done = await cancelling;

  expect(done.cancelled).toEqual([{ jobId: waits, confirmedMs: 0 }]);
  expect(done.others).toMatchObject([
    { kind: 'ended_otherwise', job: { id: commits, state: { ending: { how: 'succeeded' } } } },
    { kind: 'not_confirmed', job: { id: ignores, state: { status: 'cancelling' } } },
  ]);
  // The cancel goes on: the next rung comes in its time, and a second call waits for its ending.
  const again = core.clock.runUntil(cancelMatching(core));
  expect(await again).toMatchObject({ cancelled: [{ jobId: ignores }], others: [] });
});

it('two that mean the same jobs at once both hear that they are cancelled (I1)', async () => {
  const core = await startCore({ slots: 0 });
  const jobIds = await Promise.all(Array.from({ length: 450 }, () => core.submit()));

  const both = await Promise.all([cancelMatching(core), cancelMatching(core)]);

  for (const { cancelled, others } of both) {
    expect(others).toEqual([]);
    expect(new Set(cancelled.map(({ jobId }) => jobId))).toEqual(new Set(jobIds));
  }
  const endings = core.witness.written.filter(({ after }) => after.state.status === 'ended');
  expect(endings).toHaveLength(jobIds.length);
});

it.each(['cancelWaiting', 'find'])(
  'one that another ends as cancelled before this one asks is cancelled for both: %s',
  async (asks) => {
    const written = Promise.withResolvers<void>();
    const held = Promise.withResolvers<void>();
    let first: Promise<unknown> | null = null;
    const core = await startCore({
      slots: asks === 'find' ? 1 : 0,
      // The ending bears its time before it is written, and until then others see a live job.
      aroundRunner: async (method, rest, call) => {
        const [step] = rest as [{ after?: Job }];
        if (method === 'commit' && step.after && isEnded(step.after)) await hold();
        return call();
      },
      aroundActions: async (method, _rest, call) => {
        if (!first && method === 'cancelWaiting') await hold();
        else if (first && method === asks) {
          written.resolve();
          await first;
        }
        return call();
      },
    });
    const hold = async () => {
      held.resolve();
      await written.promise;
    };
    const working = core.stage.hold('work 1');
    const jobId = await core.submit();
    if (asks === 'find') await working.reached();

    const cancelling = cancelMatching(core);
    await held.promise;
    first = cancelling;
    core.clock.advance(1);
    const second = await cancelMatching(core);

    for (const { cancelled, others } of [await cancelling, second]) {
      expect(cancelled).toEqual([{ jobId, confirmedMs: 0 }]);
      expect(others).toEqual([]);
    }
  },
);

it('nothing that matches is nothing that is cancelled', async () => {
  const core = await startCore();
  await core.ended(await core.submit());
  expect(await cancelMatching(core)).toMatchObject({ cancelled: [], others: [] });
  expect(await listed(core)).toEqual([]);
});

it('a cancel of many with long texts lets others write between them (I9)', async () => {
  const slices: number[] = [];
  const core = await startCore({
    slots: 0,
    aroundActions: (method, rest, call) => {
      if (method === 'cancelWaiting') slices.push((rest[1] as readonly string[]).length);
      return call();
    },
  });
  const sql = `select '${'x'.repeat(600_000)}'`;
  for (let count = 0; count < 8; count++) await core.submit({ sql });
  for (let count = 0; count < 4; count++) await core.submit();

  expect((await cancelMatching(core)).cancelled).toHaveLength(12);

  expect(slices).toEqual([3, 3, 6]);
});
