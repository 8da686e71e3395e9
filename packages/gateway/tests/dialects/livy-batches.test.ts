import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { type Livy, startLivy } from './start-livy.ts';

const file = 'obs://lake/job.py';

async function submit(livy: Livy, order: object = {}): Promise<number> {
  const { status, body } = await livy.post('/batches', { file, ...order });
  expect(status).toBe(201);
  return (body as { id: number }).id;
}

async function jobOf(livy: Livy, number: number) {
  const job = await livy.core.stores.jobs.findBatch(projectId, number);
  if (!job) throw new Error(`no batch ${number}`);
  return job;
}

describe('batches by Livy', () => {
  it('are made with 201 and their address, and show what every client reads', async () => {
    const livy = await startLivy();
    livy.core.stage.hold('work 1');
    const answer = await livy.post('/batches', {
      file,
      args: ['a'],
      pyFiles: ['obs://lake/lib.py'],
      name: 'nightly',
      proxyUser: null,
      executorMemory: '2G',
    });
    const { id } = answer.body as { id: number };
    expect(answer.headers.get('location')).toBe(`/livy/batches/${id}`);
    expect(answer.body).toEqual({
      id: expect.any(Number),
      name: 'nightly',
      owner: 'alice',
      proxyUser: null,
      state: 'starting',
      appId: null,
      appInfo: { driverLogUrl: null, sparkUiUrl: null },
      log: [],
    });
    await livy.core.quiet();
    const { body } = await livy.get(`/batches/${id}`);
    const { id: appId, request } = await jobOf(livy, id);
    expect(request.program).toMatchObject({ args: ['a'], files: ['obs://lake/lib.py'] });
    expect(body).toMatchObject({ state: 'running', appId, log: ['stdout: ', 'stderr: '] });
    expect((await livy.get(`/batches/${id}/state`)).body).toEqual({ id, state: 'running' });
    livy.core.stage.open();
    await livy.core.ended(appId, projectId);
    expect((await livy.get(`/batches/${id}/state`)).body).toEqual({ id, state: 'success' });
    // Schedulers read it again for this key.
    expect((await livy.get(`/batches/${id}`)).body).toMatchObject({ appId });
  });

  it('are listed under "sessions", the oldest first', async () => {
    const livy = await startLivy();
    const ids = [await submit(livy), await submit(livy), await submit(livy)];
    const { body } = await livy.get('/batches?from=1&size=1');
    expect(body).toMatchObject({ from: 1, total: 3, sessions: [{ id: ids[1] }] });
  });

  it('are made once for each Idempotency-Key', async () => {
    const livy = await startLivy();
    const headers = { 'idempotency-key': 'k-1' };
    const [first, second] = [
      await livy.call('POST', '/batches', { file }, headers),
      await livy.call('POST', '/batches', { file }, headers),
    ];
    expect(second).toMatchObject({ status: 201, body: { id: (first.body as { id: number }).id } });
  });

  it('are deleted when they were seen to stop, and are not there any more', async () => {
    const livy = await startLivy();
    livy.core.stage.hold('work 1');
    const id = await submit(livy);
    await livy.core.quiet();
    const { id: jobId } = await jobOf(livy, id);
    expect(await livy.call('DELETE', `/batches/${id}`)).toMatchObject({
      status: 200,
      body: { msg: 'deleted' },
    });
    expect(livy.core.engine.alive.size).toBe(0);
    for (const rest of ['', '/state', '/log']) {
      expect((await livy.get(`/batches/${id}${rest}`)).status).toBe(404);
    }
    livy.core.clock.advance(1);
    expect((await livy.call('DELETE', `/batches/${id}`)).status).toBe(404);
    expect((await livy.get('/batches')).body).toMatchObject({ total: 0, sessions: [] });
    expect((await livy.core.read(jobId, projectId)).state).toMatchObject({
      ending: { how: 'cancelled' },
    });
  });

  it('are killed where another stopped them, and dead where they failed', async () => {
    const livy = await startLivy({
      script: { answer: () => ({ code: 'program', message: 'It ended with 1.', exitStatus: 1 }) },
    });
    const failing = await submit(livy);
    await livy.core.ended((await jobOf(livy, failing)).id, projectId);
    livy.core.stage.hold('work 1');
    const stopped = await submit(livy);
    await livy.core.quiet();
    const { id } = await jobOf(livy, stopped);
    const wish = { by: 'bob', reason: 'user', requestId: 'r' } as const;
    await livy.core.actions.cancelJob(projectId, id, wish, 30_000);
    expect((await livy.get(`/batches/${failing}/state`)).body).toMatchObject({ state: 'dead' });
    expect((await livy.get(`/batches/${stopped}/state`)).body).toMatchObject({ state: 'killed' });
  });

  it('are deleted once where they have ended, with their ending in a header, and only here', async () => {
    const livy = await startLivy();
    const [kept, ended] = [await submit(livy), await submit(livy)];
    const { id } = await jobOf(livy, ended);
    for (const number of [kept, ended])
      await livy.core.ended((await jobOf(livy, number)).id, projectId);
    const first = await livy.call('DELETE', `/batches/${ended}`);
    expect(first).toMatchObject({ status: 200, body: { msg: 'deleted' } });
    expect(first.headers.get('x-sluice-ending')).toBe('succeeded');
    for (const rest of ['', '/state', '/log']) {
      expect((await livy.get(`/batches/${ended}${rest}`)).status).toBe(404);
    }
    expect((await livy.call('DELETE', `/batches/${ended}`)).status).toBe(404);
    expect((await livy.get('/batches')).body).toMatchObject({ total: 1, sessions: [{ id: kept }] });
    expect((await livy.get('/batches?from=1')).body).toMatchObject({ total: 1, sessions: [] });
    expect((await livy.core.read(id, projectId)).state).toMatchObject({
      ending: { how: 'succeeded' },
    });
  });

  it('are deleted by two at once, once each wish is carried out, and not again by their key', async () => {
    const livy = await startLivy();
    livy.core.stage.hold('work 1');
    const headers = { 'idempotency-key': 'k-1' };
    const made = await livy.call('POST', '/batches', { file }, headers);
    const { id } = made.body as { id: number };
    await livy.core.quiet();
    const both = await Promise.all([1, 2].map(() => livy.call('DELETE', `/batches/${id}`)));
    expect(both.map(({ status }) => status)).toEqual([200, 200]);
    expect(await livy.call('POST', '/batches', { file }, headers)).toMatchObject({
      status: 400,
      body: { msg: expect.stringContaining('has been deleted') as string },
    });
  });

  it('have their log by lines, to its last one', async () => {
    const livy = await startLivy({
      script: { log: (_job, stream) => (stream === 'stdout' ? 'one\ntwo\n' : 'oh\n') },
    });
    const id = await submit(livy);
    const all = ['stdout: ', 'one', 'two', 'stderr: ', 'oh'];
    expect((await livy.get(`/batches/${id}/log`)).body).toEqual({
      id,
      from: 0,
      total: 5,
      log: all,
    });
    const page = await livy.get(`/batches/${id}/log?from=3&size=100`);
    expect(page.body).toEqual({ id, from: 3, total: 5, log: all.slice(3) });
    const last = await livy.get(`/batches/${id}/log?size=1`);
    expect(last.body).toEqual({ id, from: 4, total: 5, log: ['oh'] });
    const past = await livy.get(`/batches/${id}/log?from=9`);
    expect(past.body).toEqual({ id, from: 9, total: 5, log: [] });
  });

  it.each([
    [{}, 400],
    [{ file: '' }, 400],
    [{ file, args: 'a' }, 400],
    [{ file, name: 'two\nlines' }, 400],
    [{ file, conf: { 'spark.x': ['1'] } }, 400],
    [{ file, conf: { 'a b': '1' } }, 400],
    [{ file, numExecutors: 'x' }, 400],
    [{ file, driverCores: 1.5 }, 400],
    [{ file, executorMemory: 2 }, 400],
    [{ file, jars: 'obs://lake/a.jar' }, 400],
    [{ file, archives: [5] }, 400],
    [{ file, queue: 'none' }, 400],
    [{ file, proxyUser: 'bob' }, 403],
  ])('refuse %j with %i and a message', async (order, status) => {
    const livy = await startLivy();
    const answer = await livy.post('/batches', order);
    expect(answer).toMatchObject({ status, body: { msg: expect.any(String) } });
  });
});
