import { AwaitingSubmit } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { startNative } from './start-native.ts';

describe('POST /jobs/by-key/{key}/cancel', () => {
  it('cancels the job that has the key', async () => {
    const native = await startNative();
    const working = native.core.stage.hold('work 1');
    const jobId = await native.submit({ key: 'nightly' });
    await working.reached();
    const answer = await native.post('/jobs/by-key/nightly/cancel');
    expect(answer).toMatchObject({
      status: 200,
      body: { verdict: 'cancelled', job: { id: jobId, status: 'cancelled' } },
    });
  });

  it('wins over a submit that comes after it', async () => {
    const native = await startNative();
    const asked = native.core.clock.now();
    const answer = await native.post('/jobs/by-key/nightly/cancel');
    expect(answer.status).toBe(202);
    expect([...Value.Errors(AwaitingSubmit, answer.body)]).toEqual([]);
    const dayMs = 24 * 60 * 60 * 1_000;
    expect(answer.body).toEqual({
      verdict: 'awaiting_submit',
      key: 'nightly',
      expires_at: new Date(asked + dayMs).toISOString(),
    });

    const submitted = await native.post('/jobs', { sql: 'SELECT 1', key: 'nightly' });
    expect(submitted).toMatchObject({
      status: 201,
      body: { status: 'cancelled', cancel: { by: 'alice' } },
    });
    const { id } = submitted.body as { id: string };
    expect(native.core.engine.born).toEqual([]);
    expect((await native.get(`/jobs/${id}/cancellation`)).body).toMatchObject({
      job_id: id,
      ending: 'cancelled',
    });
  });
});
