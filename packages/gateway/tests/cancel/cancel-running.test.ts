import { expect, it } from 'vitest';
import { startCore } from '../support/start-core.ts';

it('case 1: a running job is stopped, its receipt names the rung, and nothing is committed (I3, I4)', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit({ sql: 'CREATE TABLE copy AS SELECT * FROM flights' });
  await working.reached();

  const verdict = await core.cancel(jobId);

  expect(verdict).toMatchObject({ kind: 'cancelled', job: { id: jobId } });
  expect(core.witness.pathOf(jobId)).toEqual([
    'queued',
    'launching',
    'running',
    'cancelling',
    'cancelled',
  ]);
  expect([...core.engine.alive]).toEqual([]);
  expect([...core.engine.committed]).toEqual([]);
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({
    jobId,
    intent: { by: 'maria', reason: 'user', requestId: 'request-1' },
    ending: 'cancelled',
    rung: 'interrupt',
    rungs: [{ rung: 'interrupt', answer: 'told' }],
    checks: [
      { held: { kind: 'operation', ref: jobId }, isGone: true, read: 'alive: ' },
      { held: { kind: 'slot', queue: 'default' }, isGone: true, read: '0 of 2 slots in use' },
    ],
    collateral: [],
  });
});
