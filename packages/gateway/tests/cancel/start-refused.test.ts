import { expect, it } from 'vitest';
import type { JobError } from '../../src/core/job/ending.ts';
import { startCore } from '../support/start-core.ts';

const error: JobError = { code: 'semantic', message: 'no table named flight' };
const script = { refuses: () => error };

it('a job that the engine will not start is failed with its error, and nothing is born', async () => {
  const core = await startCore({ script });
  const jobId = await core.submit();
  expect((await core.ended(jobId)).state).toMatchObject({
    ending: { how: 'failed', error },
    startedAt: null,
  });
  expect(core.engine.born).toEqual([]);
});

it('a refused start is cancelled when somebody had asked for it (I3)', async () => {
  const core = await startCore({ script });
  const starting = core.stage.hold('start asked');
  const jobId = await core.submit();
  await starting.reached();
  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  starting.release();
  expect((await verdict).kind).toBe('cancelled');
});

it('what was seen first stays, although its writing fails at first (I1)', async () => {
  let hasFailed = false;
  const core = await startCore({
    script,
    aroundRunner: (method, _rest, call) => {
      if (method !== 'commit' || hasFailed) return call();
      hasFailed = true;
      return Promise.reject(new Error('the disk is full'));
    },
  });
  const jobId = await core.submit();
  const ended = await core.clock.runUntil(core.ended(jobId));
  expect(ended.state).toMatchObject({ ending: { how: 'failed', error } });
  expect(core.failures).toHaveLength(1);
  core.failures.length = 0;
});
