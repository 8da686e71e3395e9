import { expect, it } from 'vitest';
import type { CancelReason } from '../../src/core/job/cancel-intent.ts';
import { intentOf } from '../../src/core/job/job.ts';
import { startCore } from '../support/start-core.ts';
import { tickMs } from '../support/start-gateway-over.ts';

it('a job past its run limit is cancelled with the reason timeout', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit({ runTimeoutMs: 10_000 });
  await working.reached();
  await core.witness.saw(jobId, 'running');

  core.clock.advance(9_999);
  await core.quiet();
  expect(core.witness.pathOf(jobId)).not.toContain('cancelling');
  core.clock.advance(tickMs);

  expect((await core.ended(jobId)).state).toMatchObject({
    ending: { how: 'cancelled' },
    intent: { by: 'sluice', reason: 'timeout' },
  });
});

it('a job past its queued limit ends cancelled with the reason timeout, and no engine hears of it', async () => {
  const core = await startCore({ slots: 0 });
  const jobId = await core.submit({ queuedTimeoutMs: 10_000 });

  await core.quiet();
  core.clock.advance(10_000);

  expect((await core.ended(jobId)).state).toMatchObject({
    ending: { how: 'cancelled' },
    intent: { by: 'sluice', reason: 'timeout' },
    startedAt: null,
  });
  expect(core.stage.passed).toEqual([]);
});

it('a request can only tighten the limit of its queue', async () => {
  const core = await startCore({ slots: 0, queue: { runTimeoutMs: 500, queuedTimeoutMs: 700 } });
  const jobId = await core.submit({ runTimeoutMs: 900, queuedTimeoutMs: 600 });
  const { request } = await core.read(jobId);
  expect([request.runTimeoutMs, request.queuedTimeoutMs]).toEqual([500, 600]);
});

const orders: { first: CancelReason; second: CancelReason }[] = [
  { first: 'user', second: 'timeout' },
  { first: 'timeout', second: 'user' },
];
for (const { first, second } of orders) {
  it(`case 19: ${first} wins against ${second}, and its reason stays for ever`, async () => {
    const core = await startCore();
    const settling = core.stage.hold('settled');
    const working = core.stage.hold('work 1');
    const jobId = await core.submit({ runTimeoutMs: 10_000 });
    await working.reached();
    await core.witness.saw(jobId, 'running');

    const ask = async (reason: CancelReason) => {
      if (reason === 'user') {
        await core.actions.requestCancel('project-1', jobId, {
          by: 'maria',
          reason,
          requestId: 'request-1',
        });
      } else {
        await core.quiet();
        core.clock.advance(10_000);
        await core.witness.saw(jobId, 'cancelling');
      }
    };
    await ask(first);
    await settling.reached();
    await ask(second);
    settling.release();

    const ended = await core.ended(jobId);
    expect(intentOf(ended)).toMatchObject({ reason: first });
    expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ intent: { reason: first } });
  });
}

it('case 19: asked in the same turn, one of the two is the reason, everywhere', async () => {
  const core = await startCore();
  const working = core.stage.hold('work 1');
  const jobId = await core.submit({ runTimeoutMs: 10_000 });
  await working.reached();
  await core.witness.saw(jobId, 'running');
  await core.quiet();

  core.clock.advance(10_000);
  const verdict = await core.cancel(jobId);

  expect(verdict.kind).toBe('cancelled');
  const reason = intentOf(await core.read(jobId))?.reason;
  expect(['user', 'timeout']).toContain(reason);
  expect(await core.stores.jobs.receiptOf(jobId)).toMatchObject({ intent: { reason } });
});
