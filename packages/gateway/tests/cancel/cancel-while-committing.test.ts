import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

it('case 37: an intent that lands when the work is committed: it succeeded, and the intent is kept (I4)', async () => {
  const core = await startCore();
  const committed = core.stage.hold('committed');
  const jobId = await core.submit({ sql: 'INSERT INTO flights VALUES (1)' });
  await committed.reached();

  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  committed.release();

  expect(await verdict).toMatchObject({
    kind: 'ended_otherwise',
    job: {
      state: { ending: { how: 'succeeded', result: { rowCount: 1 } }, intent: { by: 'maria' } },
    },
  });
  expect([...core.engine.committed]).toEqual([jobId]);
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ ending: 'succeeded' });
});

it('case 37: an interrupt that lands before the commit: nothing is committed, and it is cancelled (I4)', async () => {
  const core = await startCore();
  const committing = core.stage.hold('committing');
  const jobId = await core.submit({ sql: 'INSERT INTO flights VALUES (1)' });
  await committing.reached();

  expect((await core.cancel(jobId)).kind).toBe('cancelled');
  expect([...core.engine.committed]).toEqual([]);
});

it('case 37: an intent during the commit whose interrupt comes too late: it succeeded (I4)', async () => {
  const core = await startCore();
  const committing = core.stage.hold('committing');
  const rung = core.stage.hold('rung interrupt');
  const jobId = await core.submit({ sql: 'INSERT INTO flights VALUES (1)' });
  await committing.reached();

  const verdict = core.cancel(jobId);
  await rung.reached();
  committing.release();
  await core.stage.hold('settled').reached();
  core.stage.open();

  expect((await verdict).kind).toBe('ended_otherwise');
  expect((await core.read(jobId)).state).toMatchObject({ ending: { how: 'succeeded' } });
});

it('case 37: a statement that fails by itself while it is being cancelled is failed, with its error', async () => {
  const error = { code: 'runtime', message: 'division by zero' } as const;
  const core = await startCore({ script: { answer: () => error } });
  const committed = core.stage.hold('committed');
  const jobId = await core.submit();
  await committed.reached();

  const verdict = core.cancel(jobId);
  await core.witness.saw(jobId, 'cancelling');
  committed.release();

  expect(await verdict).toMatchObject({
    kind: 'ended_otherwise',
    job: { state: { ending: { how: 'failed', error }, intent: { by: 'maria' } } },
  });
});
