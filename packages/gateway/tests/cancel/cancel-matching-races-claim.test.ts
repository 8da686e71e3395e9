import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';

it('a job that is claimed before its slice comes is cancelled as a running one (I5)', async () => {
  const core = await startCore({
    slots: 1,
    aroundActions: async (method, _rest, call) => {
      if (method === 'cancelWaiting') {
        // The one that runs ends by itself, and the next in line is claimed before the slice is written.
        working.release();
        await core.witness.saw(next, 'running');
        await nextWorking.reached();
      }
      return call();
    },
  });
  const working = core.stage.hold('work 1');
  const running = await core.submit();
  await working.reached();
  const next = await core.submit();
  const nextWorking = core.stage.hold('work 1', next);
  const last = await core.submit();

  const filter = { statuses: ['queued'] } as const;
  const done = await core.actions.cancelMatching('project-1', filter, maria, cancelWaitMs);

  expect(done).toMatchObject({ cancelled: [{ jobId: last }, { jobId: next }], others: [] });
  expect(core.witness.pathOf(last)).toEqual(['queued', 'cancelled']);
  expect(core.witness.pathOf(next)).toContain('cancelling');
  expect(core.engine.born).toEqual([running, next]);
  expect((await core.read(running)).state).toMatchObject({ ending: { how: 'succeeded' } });
});

it('a bulk cancel and a claim race: what it cancels in the queue is never born (I5)', async () => {
  let raced: PromiseWithResolvers<unknown> | null = null;
  let delay = 0;
  const core = await startCore({
    slots: 1,
    aroundRunner: async (method, _rest, call) => {
      if (method !== 'claim' || !raced) return call();
      raced.resolve(core.actions.cancelMatching('project-1', {}, maria, cancelWaitMs));
      raced = null;
      for (let turn = 0; turn < delay; turn++) await Promise.resolve();
      // Of writes that are asked for in one turn of the event loop a claim goes before a bulk.
      for (let turn = 30; turn < delay; turn++) await setImmediate();
      return call();
    },
  });
  const seconds = new Set<string | undefined>();
  for (; delay < 40; delay++) {
    const working = core.stage.hold('work 1');
    await core.submit();
    await working.reached();
    const jobIds = await Promise.all([core.submit(), core.submit(), core.submit()]);
    const cancelling = Promise.withResolvers<unknown>();
    raced = cancelling;
    working.release();
    await cancelling.promise;

    for (const jobId of jobIds) {
      await core.ended(jobId);
      const path = core.witness.pathOf(jobId);
      seconds.add(path[1]);
      expect(core.engine.born.includes(jobId)).toBe(path.includes('running'));
    }
  }
  expect(seconds).toEqual(new Set(['cancelled', 'launching']));
});

it('what is submitted after the call is not meant by it', async () => {
  let late: string | null = null;
  const core = await startCore({
    slots: 0,
    aroundActions: async (method, _rest, call) => {
      if (method === 'cancelWaiting') late ??= await core.submit();
      return call();
    },
  });
  const early = await core.submit();
  const done = await core.actions.cancelMatching('project-1', {}, maria, cancelWaitMs);
  expect(done).toMatchObject({ cancelled: [{ jobId: early }], others: [] });
  expect((await core.read(late ?? '')).state.status).toBe('queued');
});
