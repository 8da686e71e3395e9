import { describe, expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { type Dli, projectId, startDli } from './start-dli.ts';

function act(dli: Dli, body: unknown, name = 'default', token = tokens.alice) {
  return dli.call('PUT', `queues/${name}/action`, body, { 'x-auth-token': token });
}

describe('PUT queues/{queue_name}/action', () => {
  it.each([true, 'true'])(
    'a restart with force %j is a job of type RESTART_QUEUE',
    async (force) => {
      const dli = await startDli({ slots: 1 });
      const settling = dli.core.stage.hold('settled');
      const working = dli.core.stage.hold('work 1');
      const running = await dli.submit('SELECT 1');
      await working.reached();
      const waiting = await dli.submit('SELECT 2');

      const answer = await act(dli, { action: 'restart', force });
      expect(answer.status).toBe(200);
      const { job_id } = answer.body as { job_id: string };
      expect(answer.body).toEqual({
        is_success: true,
        message:
          'Submit restart job success, it need some time to cancel jobs, ' +
          'please wait for a while and check job status',
        job_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      });
      await dli.core.witness.saw(running, 'cancelling');
      const status = await dli.call('GET', `jobs/${job_id}/status`);
      expect(status.body).toMatchObject({
        status: 'RUNNING',
        job_type: 'RESTART_QUEUE',
        queue_name: 'default',
      });
      const listed = await dli.call('GET', 'jobs?job-type=RESTART_QUEUE');
      expect(listed.body).toMatchObject({ job_count: 1, jobs: [{ job_id }] });
      const cancel = await dli.call('DELETE', `jobs/${job_id}`);
      expect(cancel).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('RESTART_QUEUE') },
      });
      const again = await act(dli, { action: 'restart', force });
      expect(again).toMatchObject({ status: 400, body: { error_code: 'DLI.0012' } });

      settling.release();
      await dli.core.ended(job_id, projectId);
      expect((await dli.call('GET', `jobs/${job_id}/status`)).body).toMatchObject({
        status: 'FINISHED',
      });
      for (const jobId of [running, waiting]) {
        expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toMatchObject({
          status: 'CANCELLED',
          message: 'The job was cancelled, since its queue was restarted.',
        });
      }
    },
  );

  it.each([{}, { force: false }, { force: 'false' }])('without force: %j', async (force) => {
    const dli = await startDli({ slots: 1 });
    const working = dli.core.stage.hold('work 1');
    const running = await dli.submit('SELECT 1');
    await working.reached();
    const busy = await act(dli, { action: 'restart', ...force });
    expect(busy).toMatchObject({ status: 400, body: { error_code: 'DLI.0012' } });
    working.release();
    await dli.core.ended(running, projectId);

    const answer = await act(dli, { action: 'restart', ...force });
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ is_success: true, message: 'Restart success' });
    const listed = await dli.call('GET', 'jobs?job-type=RESTART_QUEUE');
    expect(listed.body).toMatchObject({ job_count: 1, jobs: [{ status: 'FINISHED' }] });
  });

  it('says what it does not do, and for whom not', async () => {
    const dli = await startDli();
    for (const action of ['restart', 'scale_out', 'scale_in']) {
      expect(await act(dli, { action, force: true }, 'nowhere')).toMatchObject({
        status: 400,
        body: { error_code: 'DLI.0002', error_msg: 'There is no queue named nowhere' },
      });
    }
    expect(await act(dli, { action: 'scale_out', cu_count: 16 })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('none may scale') },
    });
    const body = { action: 'restart', force: true };
    expect(await act(dli, body, 'default', tokens.victor)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0003', error_msg: expect.stringContaining('RESTART') },
    });
    expect((await dli.call('GET', 'jobs')).body).toMatchObject({ job_count: 0 });
  });

  it('is on record as what it was, with how much', async () => {
    const dli = await startDli();
    await act(dli, { action: 'scale_out', cu_count: 16 });
    await act(dli, { action: 'restart', force: true });
    await dli.core.quiet();
    const entries = await dli.core.stores.audit.list({ projectId }, { before: null, limit: 9 });
    expect(entries.map(({ action, target }) => [action, target])).toEqual([
      ['restart_queue', 'default'],
      ['scale_queue', 'default: scale_out 16 CU'],
    ]);
  });

  it.each([
    [undefined, 'body'],
    [{}, 'action'],
    [{ action: 'stop' }, 'action'],
    [{ action: 'restart', force: 'yes' }, 'force'],
    [{ action: 'restart', force: 1 }, 'force'],
    [{ action: 'scale_out' }, 'cu_count'],
    [{ action: 'scale_out', cu_count: 3 }, 'cu_count'],
    [{ action: 'scale_in', cu_count: -4 }, 'cu_count'],
    [{ action: 'restart', force: 'x'.repeat(1_000_000) }, 'force'],
  ])('names what is wrong with %j', async (body, field) => {
    const dli = await startDli();
    const answer = await act(dli, body);
    expect(answer).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } });
    expect(answer.text).toContain(field);
  });
});
