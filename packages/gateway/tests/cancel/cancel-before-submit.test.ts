import { expect, it } from 'vitest';
import { cancelByKey } from '../../src/core/actions/cancel-by-key.ts';
import { cancelWaitMs, maria, startCore } from '../support/start-core.ts';
import { watchCalls } from '../support/watch-calls.ts';

const order = { projectId: 'project-1', owner: 'maria', sql: 'SELECT 1', key: 'nightly' };
const dayMs = 24 * 60 * 60 * 1_000;

it('case 28: a cancel that comes before its submit wins: the job is born cancelled (I12)', async () => {
  const core = await startCore();
  const { actions } = core;
  expect(await actions.cancelByKey('project-1', 'nightly', maria, cancelWaitMs)).toMatchObject({
    kind: 'entombed',
  });
  core.clock.advance(dayMs - 1);

  const submitted = await actions.submitJob(order);

  expect(submitted).toMatchObject({
    kind: 'accepted',
    job: { state: { status: 'ended', ending: { how: 'cancelled' }, intent: { by: 'maria' } } },
  });
  if (submitted.kind !== 'accepted') return;
  expect(await core.stores.jobs.receiptOf(submitted.job.id)).toMatchObject({
    ending: 'cancelled',
    rung: null,
  });
  expect(core.stage.passed).toEqual([]);
});

it('case 28: a tombstone is used once, and lasts a day', async () => {
  const core = await startCore();
  await core.actions.cancelByKey('project-1', 'nightly', maria, cancelWaitMs);
  core.clock.advance(dayMs);
  const jobId = await core.submit(order);
  expect((await core.ended(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
});

it('case 28: a cancel by key after the submit is a cancel like any other', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit(order);
  await working.reached();
  const verdict = await core.actions.cancelByKey('project-1', 'nightly', maria, cancelWaitMs);
  expect(verdict).toMatchObject({ kind: 'cancelled', job: { id: jobId } });
});

it('case 28: a cancel by key and its submit race: the job is cancelled whoever comes first (I12)', async () => {
  const core = await startCore({ script: { workSteps: 50 } });
  const verdicts = new Set<string>();
  for (let delay = 0; delay < 40; delay++) {
    const key = `nightly-${delay}`;
    const working = core.stage.hold('work 1');
    const cancelling = core.actions.cancelByKey('project-1', key, maria, cancelWaitMs);
    for (let turn = 0; turn < delay; turn++) await Promise.resolve();
    const [verdict, submitted] = await Promise.all([
      cancelling,
      core.actions.submitJob({ ...order, key }),
    ]);
    if (submitted.kind !== 'accepted') throw new Error(submitted.kind);
    verdicts.add(verdict.kind);
    expect((await core.ended(submitted.job.id)).state).toMatchObject({
      ending: { how: 'cancelled' },
      intent: { by: 'maria' },
    });
    working.release();
  }
  expect([...verdicts].filter((kind) => kind !== 'cancelled' && kind !== 'entombed')).toEqual([]);
});

it('case 28: the call whose tombstone the submit found says that the job is cancelled', async () => {
  const core = await startCore();
  const jobs = watchCalls(core.stores.jobs, async (method, _rest, call) => {
    const answer = await call();
    if (method === 'entomb') {
      await core.submit(order);
      core.clock.advance(1);
    }
    return answer;
  });
  const ports = { jobs, news: core.news, clock: core.clock };
  const verdict = await cancelByKey(ports, 'project-1', 'nightly', maria, cancelWaitMs);
  expect(verdict).toMatchObject({ kind: 'cancelled' });
});
