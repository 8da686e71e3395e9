import { ClientLease, type Session } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, startNative, unknownId } from './start-native.ts';

describe('POST /jobs/{id}/lease', () => {
  it('lets the lease begin anew; without it the job is cancelled', async () => {
    const native = await startNative();
    const { clock, stage } = native.core;
    const working = stage.hold('work 1');
    const jobId = await native.submit({ client_lease_ms: 60_000 });
    await working.reached();
    const renewed = await native.post(`/jobs/${jobId.toUpperCase()}/lease`);
    expect([...Value.Errors(ClientLease, renewed.body)]).toEqual([]);
    expect(renewed).toMatchObject({
      status: 200,
      body: {
        client_lease_ms: 60_000,
        runs_out_at: new Date(clock.now() + 60_000).toISOString(),
      },
    });
    await clock.runUntil(native.core.ended(jobId, projectId));
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({
      status: 'cancelled',
      cancel: { by: 'sluice', reason: 'client_lost' },
    });
    expect(await native.post(`/jobs/${jobId}/lease`)).toMatchObject({
      status: 409,
      body: { code: 'no_lease' },
    });
  });

  it('is refused for a job without one, and does not tell others’ from none', async () => {
    const native = await startNative();
    const jobId = await native.submit();
    expect(await native.post(`/jobs/${jobId}/lease`)).toMatchObject({
      status: 409,
      body: { code: 'no_lease' },
    });
    expect((await native.post(`/jobs/${unknownId}/lease`)).status).toBe(404);
    expect((await native.post(`/jobs/${jobId}/lease`, {}, as('vera'))).status).toBe(404);
    expect((await native.post(`/jobs/${jobId}/lease`, {}, as('eve'))).status).toBe(404);
  });

  it.each([0, 999, 86_400_001, '60s'])('is not of %j', async (client_lease_ms) => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql: 'SELECT 1', client_lease_ms });
    expect(answer).toMatchObject({ status: 400, body: { field: 'client_lease_ms' } });
  });
});

describe('POST /sessions/{id}/lease', () => {
  it('lets the lease begin anew; without it the session is closed', async () => {
    const native = await startNative();
    const { clock } = native.core;
    const { id } = (await native.post('/sessions', { client_lease_ms: 60_000 })).body as Session;
    expect(await native.post(`/sessions/${id}/lease`)).toMatchObject({
      status: 200,
      body: { client_lease_ms: 60_000 },
    });
    const ended = native.core.actions.awaitSession(
      projectId,
      id,
      600_000,
      ({ state }) => state.status === 'ended',
    );
    await clock.runUntil(ended);
    expect((await native.get(`/sessions/${id}`)).body).toMatchObject({
      status: 'closed',
      close: { by: 'sluice', reason: 'client_lost' },
    });
    expect((await native.post(`/sessions/${id}/lease`)).status).toBe(409);
    expect((await native.post(`/sessions/${unknownId}/lease`)).status).toBe(404);
  });
});
