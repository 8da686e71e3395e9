import { Job, type Problem, QueueList } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, type Native, startNative } from './start-native.ts';

async function isRestarting(native: Native): Promise<boolean | undefined> {
  const { body } = await native.get('/queues');
  expect([...Value.Errors(QueueList, body)]).toEqual([]);
  return (body as QueueList).queues.find(({ name }) => name === 'default')?.restarting;
}

describe('POST /queues/{name}/restart', () => {
  it('is a job that cancels the others, is listed, and cannot be cancelled', async () => {
    const native = await startNative({ slots: 1 });
    const settling = native.core.stage.hold('settled');
    const working = native.core.stage.hold('work 1');
    const running = await native.submit();
    await working.reached();
    const waiting = await native.submit();

    const answer = await native.post('/queues/Default/restart', { force: true });
    expect(answer.status).toBe(202);
    expect([...Value.Errors(Job, answer.body)]).toEqual([]);
    expect(answer.body).toMatchObject({
      kind: 'maintenance',
      status: 'queued',
      queue: 'default',
      engine: 'maintenance',
      owner: 'alice',
      sql: 'RESTART QUEUE default',
      statement_class: 'restart_queue',
    });
    const { id } = answer.body as Job;
    await native.core.witness.saw(running, 'cancelling');
    expect(await isRestarting(native)).toBe(true);
    const listed = await native.get('/jobs?class=restart_queue&status=running&queue=default');
    expect(listed.body).toMatchObject({ total: 1, jobs: [{ id }] });

    const cancel = await native.post(`/jobs/${id}/cancel`);
    expect(cancel).toMatchObject({ status: 409, body: { code: 'not_cancellable', job_id: id } });
    const again = await native.post('/queues/default/restart', { force: true });
    expect(again).toMatchObject({ status: 409, body: { code: 'queue_restarting', job_id: id } });

    settling.release();
    await native.core.ended(id, projectId);
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ status: 'succeeded' });
    for (const jobId of [running, waiting]) {
      expect((await native.get(`/jobs/${jobId}/cancellation`)).body).toMatchObject({
        by: 'alice',
        reason: 'queue_restarted',
        ending: 'cancelled',
      });
    }
    expect(await isRestarting(native)).toBe(false);
    const late = await native.post(`/jobs/${id}/cancel`);
    expect(late).toMatchObject({ status: 409, body: { code: 'already_ended' } });
  });

  it('is refused where jobs run and it is not forced', async () => {
    const native = await startNative({ slots: 1 });
    const working = native.core.stage.hold('work 1');
    const running = await native.submit();
    await working.reached();
    for (const body of [undefined, {}, { force: false }]) {
      const answer = await native.post('/queues/default/restart', body);
      expect(answer).toMatchObject({ status: 409, body: { code: 'queue_busy' } });
      expect((answer.body as Problem).detail).toContain('"force": true');
    }
    working.release();
    await native.core.ended(running, projectId);
    expect((await native.post('/queues/default/restart')).status).toBe(202);
  });

  it('takes the right to restart, and a queue of one’s own project', async () => {
    const native = await startNative();
    for (const user of ['vera', 'oscar'] as const) {
      const answer = await native.post('/queues/default/restart', { force: true }, as(user));
      expect(answer).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
    await native.post('/queues', { name: 'theirs', engine: 'scripted' }, as('eve'));
    for (const name of ['theirs', 'nowhere', 'maintenance']) {
      const answer = await native.post(`/queues/${name}/restart`, { force: true });
      expect(answer).toMatchObject({ status: 400, body: { code: 'no_queue' } });
    }
    expect((await native.get('/jobs')).body).toMatchObject({ total: 0 });
  });

  it('names what is wrong with its request', async () => {
    const native = await startNative();
    for (const [body, field] of [
      [{ force: 'true' }, 'force'],
      [{ force: 1 }, 'force'],
      [{ forced: true }, 'forced'],
      [[], 'body'],
    ] as const) {
      const answer = await native.post('/queues/default/restart', body);
      expect(answer).toMatchObject({ status: 400, body: { code: 'invalid_request', field } });
    }
    const named = await native.post('/queues/a-b/restart');
    expect(named).toMatchObject({ status: 400, body: { field: 'name' } });
    const huge = await native.post('/queues/default/restart', { force: 'x'.repeat(1_000_000) });
    expect(huge).toMatchObject({ status: 400, body: { field: 'force' } });
  });

  it('lets nobody make a queue of the engine that does it, or see where it waits', async () => {
    const native = await startNative();
    const made = await native.post('/queues', { name: 'mine', engine: 'maintenance' });
    expect(made).toMatchObject({ status: 400, body: { code: 'no_engine' } });
    expect((made.body as Problem).detail).not.toMatch(/there is .*maintenance/);
    const { queues } = (await native.get('/queues')).body as QueueList;
    expect(queues.map(({ name }) => name)).toEqual(['default']);
  });
});
