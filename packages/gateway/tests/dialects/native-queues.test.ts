import { type AuditList, type Job, type Problem, Queue, QueueList, Whoami } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { startNative } from './start-native.ts';

describe('POST /queues', () => {
  it('makes a queue of the project, its name in lower case', async () => {
    const native = await startNative();
    const answer = await native.post('/queues', {
      name: 'Reports',
      engine: 'Scripted',
      slots: 100,
      session_places: 3,
      default_database: 'sales',
      queued_timeout_ms: 60_000,
      run_timeout_ms: 1,
      evict_max_ms: 30_000,
      programs: { executables: true, cpu_seconds: 60, memory_bytes: null },
      description: 'for 报表',
      type: 'general',
      tags: [{ key: 'team', value: 'bi' }],
    });
    expect(answer.status).toBe(201);
    expect([...Value.Errors(Queue, answer.body)]).toEqual([]);
    expect(answer.body).toMatchObject({
      name: 'reports',
      engine: 'scripted',
      slots: 100,
      session_places: 3,
      default_database: 'sales',
      queued_timeout_ms: 60_000,
      run_timeout_ms: 1,
      evict_max_ms: 30_000,
      programs: {
        executables: true,
        cpu_seconds: 60,
        memory_bytes: null,
        file_bytes: 10_737_418_240,
        processes: 256,
      },
      description: 'for 报表',
      type: 'general',
      tags: [{ key: 'team', value: 'bi' }],
      owner: 'alice',
      shared: false,
    });
    const job = await native.post('/jobs', { sql: 'SELECT 1', queue: 'REPORTS' });
    expect(job).toMatchObject({ status: 201, body: { queue: 'reports', database: 'sales' } });
  });

  it('fills in what is absent', async () => {
    const native = await startNative();
    const { body } = await native.post('/queues', { name: 'q', engine: 'scripted' });
    expect(body).toMatchObject({
      slots: 4,
      session_places: 500,
      default_database: 'default',
      queued_timeout_ms: null,
      run_timeout_ms: null,
      evict_max_ms: null,
      description: '',
      type: 'sql',
      tags: [],
    });
  });

  it('refuses a name that is taken, in whatever case and also by a shared queue', async () => {
    const native = await startNative();
    await native.post('/queues', { name: 'reports', engine: 'scripted' });
    for (const name of ['REPORTS', 'default']) {
      const answer = await native.post('/queues', { name, engine: 'scripted' });
      expect(answer).toMatchObject({ status: 409, body: { code: 'queue_exists', field: 'name' } });
    }
  });

  it('refuses an engine that is not there, and says which are', async () => {
    const native = await startNative();
    const answer = await native.post('/queues', { name: 'q' });
    expect(answer).toMatchObject({
      status: 400,
      body: {
        code: 'no_engine',
        field: 'engine',
        detail: 'There is no engine named duckdb; there is scripted.',
      },
    });
  });
});

describe('PATCH /queues/{name}', () => {
  it('sets what is named, for what is submitted from then on', async () => {
    const native = await startNative();
    await native.post('/queues', { name: 'etl', engine: 'scripted', run_timeout_ms: 5_000 });
    const change = {
      slots: 2,
      run_timeout_ms: null,
      evict_max_ms: 1_000,
      programs: { grace_ms: 250, executables: true },
      tags: [{ key: 'team', value: 'etl' }],
    };
    const answer = await native.patch('/queues/ETL', change);
    expect([...Value.Errors(Queue, answer.body)]).toEqual([]);
    expect(answer).toMatchObject({ status: 200, body: { name: 'etl', ...change } });
    expect(await native.get('/queues/Etl')).toMatchObject({ status: 200, body: answer.body });
    const shown = (await native.get('/queues')).body as QueueList;
    expect(shown.queues).toContainEqual(answer.body);
    const order = { file: 'obs://lake/job.py', queue: 'etl' };
    const batch = (await native.post('/batches', order)).body;
    expect(batch).toMatchObject({ program: { grace_ms: 250 } });
    const own = (await native.post('/batches', { ...order, grace_ms: 1 })).body;
    expect(own).toMatchObject({ program: { grace_ms: 1 } });
    const audit = await native.get('/audit?limit=10');
    expect(audit.text).toContain('update_queue');
  });

  it('lets a job start when there is a slot more', async () => {
    const native = await startNative();
    await native.post('/queues', { name: 'etl', engine: 'scripted', slots: 1 });
    native.core.stage.hold('work 1');
    const order = { sql: 'SELECT 1', queue: 'etl' };
    await native.post('/jobs', order);
    const { id } = (await native.post('/jobs', order)).body as { id: string };
    await native.core.quiet();
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ status: 'queued' });
    await native.patch('/queues/etl', { slots: 2 });
    native.core.clock.advance(1_000);
    await native.core.quiet();
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ status: 'running' });
  });

  it.each([
    [400, { code: 'no_queue' }, 'nowhere', { slots: 1 }],
    [409, { code: 'queue_shared', field: 'name' }, 'default', { slots: 1 }],
    [400, { code: 'invalid_request', field: 'slots' }, 'etl', { slots: 0 }],
    [400, { code: 'invalid_request', field: 'engine' }, 'etl', { engine: 'duckdb' }],
    [400, { code: 'invalid_request' }, 'etl', { programs: { grace_ms: 600_001 } }],
  ])('refuses with %i %j: %s %j', async (status, body, name, change) => {
    const native = await startNative();
    await native.post('/queues', { name: 'etl', engine: 'scripted' });
    expect(await native.patch(`/queues/${name}`, change)).toMatchObject({ status, body });
  });
});

describe('GET /queues', () => {
  it("lists the project's own and the shared ones", async () => {
    const native = await startNative();
    await native.post('/queues', { name: 'reports', engine: 'scripted' });
    const { status, body } = await native.get('/queues');
    expect({ status, errors: [...Value.Errors(QueueList, body)] }).toEqual({
      status: 200,
      errors: [],
    });
    const { queues } = body as QueueList;
    expect(queues.map(({ name, shared }) => ({ name, shared }))).toEqual([
      { name: 'default', shared: true },
      { name: 'reports', shared: false },
    ]);
  });
});

describe('GET /queues with a filter', () => {
  it.each([
    ['type=general', ['etl']],
    ['type=sql', ['default', 'etl_night']],
    ['q=TL', ['etl', 'etl_night']],
    ['tag=team:bi', ['etl', 'etl_night']],
    ['tag=team:bi&tag=cost:a:b', ['etl_night']],
    ['tag=team:bi&type=general&q=etl', ['etl']],
    ['tag=team:other', []],
  ])('finds with %s the queues %j', async (query, names) => {
    const native = await startNative();
    const team = { key: 'team', value: 'bi' };
    const etl = { engine: 'scripted', tags: [team] };
    await native.post('/queues', { ...etl, name: 'etl', type: 'general' });
    const tags = [team, { key: 'cost', value: 'a:b' }];
    await native.post('/queues', { ...etl, name: 'etl_night', tags });
    const { queues } = (await native.get(`/queues?${query}`)).body as QueueList;
    expect(queues.map(({ name }) => name)).toEqual(names);
  });

  it('refuses one that it does not know', async () => {
    const native = await startNative();
    for (const query of ['type=spark', 'tag=team', 'owner=alice']) {
      expect(await native.get(`/queues?${query}`)).toMatchObject({ status: 400 });
    }
  });
});

describe('GET /queues/{name}', () => {
  it('shows one of them, whatever the case of its name, and refuses what is not there', async () => {
    const native = await startNative();
    const shared = await native.get('/queues/DEFAULT');
    expect(shared).toMatchObject({ status: 200, body: { name: 'default', shared: true } });
    const unknown = { status: 404, body: { code: 'not_found' } };
    expect(await native.get('/queues/nowhere')).toMatchObject(unknown);
  });
});

describe('GET /whoami', () => {
  it('says whom the credential speaks for', async () => {
    const native = await startNative();
    const { body } = await native.get('/whoami');
    expect([...Value.Errors(Whoami, body)]).toEqual([]);
    expect(body).toEqual({
      user: 'alice',
      domain: 'acme',
      project_id: projectId,
      project: 'lake-0123',
      role: 'admin',
    });
  });
});

describe('DELETE /queues/{name}', () => {
  it('takes a queue away on which nothing waits or runs, and its name is free then', async () => {
    const native = await startNative();
    const order = { name: 'etl', engine: 'scripted' };
    await native.post('/queues', order);
    const working = native.core.stage.hold('work 1');
    const id = await native.submit({ queue: 'etl' });
    await working.reached();
    const busy = await native.delete('/queues/etl');
    expect(busy).toMatchObject({ status: 409, body: { code: 'queue_busy' } });
    expect((busy.body as Problem).detail).toContain('has 1 jobs that have not ended');
    working.release();
    await native.core.ended(id, projectId);

    expect(await native.delete('/queues/ETL')).toMatchObject({ status: 204, text: '' });
    const gone = { status: 404, body: { code: 'not_found' } };
    expect(await native.delete('/queues/etl')).toMatchObject(gone);
    const submit = await native.post('/jobs', { sql: 'SELECT 1', queue: 'etl' });
    expect(submit).toMatchObject({ status: 400, body: { code: 'no_queue' } });
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ queue: 'etl' });
    expect((await native.post('/queues', order)).status).toBe(201);
    const { entries } = (await native.get('/audit?action=delete_queue')).body as AuditList;
    expect(entries.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['etl', 'rejected'],
      ['etl', 'done'],
      ['etl', 'rejected'],
    ]);
  });

  it('refuses one that all projects have', async () => {
    const native = await startNative();
    const answer = await native.delete('/queues/default');
    expect(answer).toMatchObject({ status: 409, body: { code: 'queue_shared' } });
  });

  it('refuses a submit whose queue went while its text was read', async () => {
    const native = await startNative();
    await native.post('/queues', { name: 'etl', engine: 'scripted' });
    for (let round = 0; round < 10; round++) {
      const submit = native.post('/jobs', { sql: 'SELECT 1', queue: 'etl' });
      const [answer, deleted] = await Promise.all([submit, native.delete('/queues/etl')]);
      const { id = null, code = null } = answer.body as Partial<Job & Problem>;
      // Taken and run to its end, or refused: nothing else.
      expect([201, 'no_queue']).toContain(code ?? answer.status);
      if (id !== null) await native.core.ended(id, projectId);
      if (deleted.status === 204) await native.post('/queues', { name: 'etl', engine: 'scripted' });
    }
  });
});
