import { type Cancelled, Receipt } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { startNative, unknownId } from './start-native.ts';

describe('GET /jobs/{id}/cancellation', () => {
  it('shows the wish while the cancel goes on, and then all of the receipt', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const asked = native.core.stage.hold('release asked');
    const jobId = await native.submit();
    await working.reached();
    const answering = native.post(`/jobs/${jobId}/cancel`);
    await asked.reached();

    const open = await native.get(`/jobs/${jobId}/cancellation`);
    expect([...Value.Errors(Receipt, open.body)]).toEqual([]);
    expect(open.body).toMatchObject({
      by: 'alice',
      ending: null,
      rung: null,
      phases: { delivered: null, observed: null, released: null },
      checks: [],
    });

    asked.release();
    const { receipt } = (await answering).body as Cancelled;
    const closed = await native.get(`/jobs/${jobId.toUpperCase()}/cancellation`);
    expect([...Value.Errors(Receipt, closed.body)]).toEqual([]);
    expect(closed.body).toEqual(receipt);
    expect(receipt.request_id).toBe((open.body as Receipt).request_id);
    expect(receipt.rungs).toMatchObject([{ rung: 'interrupt', answer: 'told' }]);
    expect(receipt.checks.map(({ held, is_gone }) => [held.kind, is_gone])).toEqual([
      ['operation', true],
      ['slot', true],
    ]);
  });

  it('is not there for a job that nobody cancelled, nor for one of another project', async () => {
    const native = await startNative({ slots: 1 });
    const ended = await native.run();
    const working = native.core.stage.hold('work 1');
    const running = await native.submit();
    await working.reached();
    const foreign = await native.core.submit({ projectId: 'project-2' });
    await native.core.cancel(foreign).catch(() => {});
    for (const jobId of [ended, running, foreign, unknownId]) {
      const answer = await native.get(`/jobs/${jobId}/cancellation`);
      expect(answer).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
  });
});
