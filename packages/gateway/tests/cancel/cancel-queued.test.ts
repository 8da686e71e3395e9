import { expect, it } from 'vitest';
import { maria, startCore } from '../support/start-core.ts';

it('case 2: a job that waits behind a running one ends at once, and the running one is unharmed (I5, I6)', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const running = await core.submit();
  await working.reached();
  const waiting = await core.submit();

  const verdict = await core.cancel(waiting);

  expect(verdict.kind).toBe('cancelled');
  expect(core.witness.pathOf(waiting)).toEqual(['queued', 'cancelled']);
  expect(core.engine.rungs).toEqual([]);
  expect(await core.stores.jobs.receiptOf(waiting)).toMatchObject({
    rung: null,
    phases: { delivered: null, observed: null },
    rungs: [],
  });

  working.release();
  expect((await core.ended(running)).state).toMatchObject({ ending: { how: 'succeeded' } });
  expect(core.engine.born).toEqual([running]);
});

it('a cancel and a claim race: one of them is first, and a job cancelled in the queue is never born (I5)', async () => {
  let raced: string | null = null;
  let delay = 0;
  const core = await startCore({
    slots: 1,
    aroundRunner: async (method, _rest, call) => {
      if (method !== 'claim' || !raced) return call();
      const asked = core.actions.requestCancel('project-1', raced, maria);
      raced = null;
      for (let turn = 0; turn < delay; turn++) await Promise.resolve();
      const [claimed] = await Promise.all([call(), asked]);
      return claimed;
    },
  });
  const seconds = new Set<string | undefined>();
  for (; delay < 40; delay++) {
    const working = core.stage.hold('work 1');
    await core.submit();
    await working.reached();
    const waiting = await core.submit();
    raced = waiting;
    working.release();
    await core.ended(waiting);
    const path = core.witness.pathOf(waiting);
    seconds.add(path[1]);
    expect(core.engine.born.includes(waiting)).toBe(path.includes('launching'));
  }
  expect(seconds).toEqual(new Set(['cancelled', 'launching']));
});
