import { expect, it } from 'vitest';
import type { Claimed } from '../../src/core/ports/job-store.ts';
import { startCore } from '../support/start-core.ts';

it('a job that ends within the grace is not touched', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();
  const drained = core.runner.drain(10_000);
  await core.clock.asleepFor(10_000);
  working.release();
  await drained;
  expect((await core.read(jobId)).state).toMatchObject({
    ending: { how: 'succeeded' },
    intent: null,
  });
});

it('a job that outlives the grace is cancelled with the reason shutdown; what waits stays for the next start', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const running = await core.submit();
  await working.reached();
  const waiting = await core.submit();

  const drained = core.runner.drain(10_000);
  await core.clock.asleepFor(10_000);
  core.clock.advance(10_000);
  await drained;
  working.release();

  expect((await core.read(running)).state).toMatchObject({
    ending: { how: 'cancelled' },
    intent: { by: 'sluice', reason: 'shutdown' },
  });
  expect((await core.read(waiting)).state).toEqual({ status: 'queued' });
  expect(core.runner.isLeading).toBe(false);

  const next = await core.startAnother({ holder: 'next' });
  const awaited = await next.actions.awaitEnding('project-1', waiting, 60_000);
  expect(awaited).toMatchObject({ job: { state: { ending: { how: 'succeeded' } } } });
});

it('a job that is being claimed when the drain begins is driven to its ending', async () => {
  const core = await startCore({
    aroundRunner: async (method, _rest, call) => {
      const answer = await call();
      if (method === 'claim' && (answer as Claimed).jobs.length > 0)
        drained.resolve(core.runner.drain(0));
      return answer;
    },
  });
  const drained = Promise.withResolvers<number>();
  const jobId = await core.submit();
  const ended = await core.ended(jobId);
  expect(await drained.promise).toBe(0);
  expect(ended.state).toMatchObject({ status: 'ended' });
});

it('a job that cannot be stopped does not hold up the drain for ever: the next start goes on (I9)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const settling = core.stage.hold('settled');
  const jobId = await core.submit();
  await working.reached();

  const left = await core.clock.runUntil(core.runner.drain(0));

  expect(left).toBe(1);
  expect((await core.read(jobId)).state).toMatchObject({
    status: 'cancelling',
    intent: { reason: 'shutdown' },
  });
  const next = await core.startAnother({ holder: 'next' });
  settling.release();
  const awaited = await next.actions.awaitEnding('project-1', jobId, 60_000);
  expect(awaited).toMatchObject({ job: { state: { ending: { how: 'cancelled' } } } });
});
