import { expect, it } from 'vitest';
import { isEnded } from '../src/core/job/job.ts';
import { maria, startCore } from './support/start-core.ts';

/** A core whose claims are on their way to the disk until the test lets them arrive there. */
async function startOverSlowDisk() {
  const disk = Promise.withResolvers<void>();
  const core = await startCore({
    script: { mayStartAhead: ({ request }) => request.statementClass === 'query' },
    decorateJobs: (jobs) => ({
      ...jobs,
      claim: async (...rest) => {
        const { jobs: claimed, onDisk } = await jobs.claim(...rest);
        return { jobs: claimed, onDisk: Promise.all([onDisk, disk.promise]).then(() => {}) };
      },
    }),
  });
  return { core, disk };
}

it('only what leaves nothing that lasts starts while its claim is on its way to the disk', async () => {
  const { core, disk } = await startOverSlowDisk();
  const reading = core.stage.hold('work 1');
  const read = await core.submit({ sql: 'SELECT 1' });
  const write = await core.submit({ sql: 'INSERT INTO t VALUES (1)' });
  await reading.reached();
  await core.quiet();
  expect(core.engine.born).toEqual([read]);

  disk.resolve();
  reading.release();
  const ended = [await core.ended(read), await core.ended(write)];
  expect(core.engine.born).toEqual([read, write]);
  expect(ended.map(({ state }) => state)).toMatchObject([
    { ending: { how: 'succeeded' } },
    { ending: { how: 'succeeded' } },
  ]);
});

it('a cancel stops what has started before its claim was on disk (I2, I3)', async () => {
  const { core, disk } = await startOverSlowDisk();
  const reading = core.stage.hold('work 1');
  const jobId = await core.submit({ sql: 'SELECT 1' });
  await reading.reached();

  const cancelling = core.cancel(jobId, maria);
  const answer = await core.clock.runUntil(cancelling);
  expect(answer.kind).toBe('cancelled');
  expect(isEnded(await core.read(jobId))).toBe(true);
  disk.resolve();
});
