import { expect, it } from 'vitest';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';

it('case 8: a cancel of an id that nobody has is unknown, and touches nothing', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit();
  await working.reached();

  const verdict = await core.cancel('00000000-0000-4000-8000-000000000000');

  expect(verdict).toEqual({ kind: 'unknown' });
  working.release();
  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
});

it('case 9: another project’s job and an unknown id answer alike, and the job goes on (I10)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit({ key: 'nightly' });
  await working.reached();
  const { actions } = core;

  const byId = await actions.cancelJob('project-2', jobId, maria, cancelWaitMs);
  const unknown = await actions.cancelJob('project-2', 'no-such-job', maria, cancelWaitMs);
  expect(byId).toEqual(unknown);
  expect(await actions.awaitEnding('project-2', jobId, cancelWaitMs)).toEqual({ kind: 'unknown' });
  expect(await actions.receiptOf('project-2', jobId)).toBeNull();
  expect(await actions.findJobByKey('project-2', 'nightly')).toBeNull();
  const byKey = await actions.cancelByKey('project-2', 'nightly', maria, cancelWaitMs);
  expect(byKey).toMatchObject({ kind: 'entombed' });

  working.release();
  expect((await core.ended(jobId)).state).toMatchObject({
    ending: { how: 'succeeded' },
    intent: null,
  });
});
