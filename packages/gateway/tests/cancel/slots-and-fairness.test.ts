import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

it('no more jobs run than the queue has slots, and a slot given back is taken at once', async () => {
  const core = await startCore({ slots: 3 });
  const jobIds = await Promise.all(Array.from({ length: 20 }, () => core.submit()));
  for (const jobId of jobIds) {
    expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
  }
});

it('one job beside another project’s many waits for one slot, not for all of them', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  await Promise.all(Array.from({ length: 100 }, () => core.submit()));
  await working.reached();
  const theirs = await core.submit({ projectId: 'project-2', owner: 'ana' });
  working.release();

  await core.ended(theirs, 'project-2');

  expect(core.engine.born.indexOf(theirs)).toBe(1);
});

it('inside a project the highest priority runs first, then the oldest', async () => {
  const core = await startCore({ slots: 1 });
  const working = core.stage.hold('work 1');
  const first = await core.submit();
  await working.reached();
  const low = await core.submit({ priority: -1 });
  const normal = await core.submit();
  const high = await core.submit({ priority: 7 });
  working.release();

  await core.ended(low);

  expect(core.engine.born).toEqual([first, high, normal, low]);
});

it('a steady stream of short jobs keeps neither the lease nor the time-outs waiting', async () => {
  const core = await startCore({
    slots: 2,
    script: {
      at: (point) => {
        // Every job takes ten seconds, and another is always waiting.
        if (point === 'work 1') core.clock.advance(10_000);
        return undefined;
      },
    },
  });
  const jobIds = await Promise.all(Array.from({ length: 20 }, () => core.submit()));
  const late = await core.submit({ priority: -100, queuedTimeoutMs: 50_000 });
  await core.ended(late);
  expect((await core.read(late)).state).toMatchObject({ intent: { reason: 'timeout' } });
  expect(core.runner.isLeading).toBe(true);
  for (const jobId of jobIds) await core.ended(jobId);
  await expect(core.startAnother({ holder: 'second' })).rejects.toThrow('another gateway');
});
