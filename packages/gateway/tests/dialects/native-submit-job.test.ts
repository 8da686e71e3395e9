import { Job } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { startNative, unknownId } from './start-native.ts';

describe('POST /jobs', () => {
  it('makes a job of all that was asked for', async () => {
    const native = await startNative({ queue: { name: 'q_sql', runTimeoutMs: 90_000 } });
    const answer = await native.post('/jobs', {
      sql: 'SELECT 1',
      queue: 'Q_SQL',
      database: 'sales',
      tags: [{ key: 'team', value: 'bi:1' }],
      conf: ['spark.sql.shuffle.partitions = 200'],
      priority: -100,
      key: 'nightly:2026-11-22',
      queued_timeout_ms: 5_000,
      run_timeout_ms: 120_000,
    });
    expect(answer.status).toBe(201);
    expect([...Value.Errors(Job, answer.body)]).toEqual([]);
    expect(answer.body).toMatchObject({
      status: 'queued',
      queue: 'q_sql',
      engine: 'scripted',
      database: 'sales',
      owner: 'alice',
      sql: 'SELECT 1',
      statement_class: 'query',
      tags: [{ key: 'team', value: 'bi:1' }],
      conf: ['spark.sql.shuffle.partitions = 200'],
      priority: -100,
      key: 'nightly:2026-11-22',
    });
    const { request } = await native.core.read((answer.body as Job).id, projectId);
    expect(request).toMatchObject({ projectId, queuedTimeoutMs: 5_000, runTimeoutMs: 90_000 });
  });

  it('takes what is absent from the queue', async () => {
    const native = await startNative({ queue: { defaultDatabase: 'lake' } });
    const { body } = await native.post('/jobs', { sql: 'SELECT 1' });
    const absent = {
      queue: 'default',
      database: 'lake',
      priority: 0,
      key: null,
      tags: [],
      conf: [],
    };
    expect(body).toMatchObject(absent);
  });

  it('takes a statement of a megabyte', async () => {
    const native = await startNative();
    const sql = `SELECT '${'中'.repeat(350_000)}'`;
    const jobId = await native.run({ sql });
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({ sql, status: 'succeeded' });
  });

  it('makes one job of a submit that is repeated with its key', async () => {
    const native = await startNative();
    const first = await native.post('/jobs', { sql: 'SELECT 1', key: 'k-1' });
    const second = await native.post('/jobs', { sql: 'SELECT 1' }, { 'idempotency-key': 'k-1' });
    expect([first.status, second.status]).toEqual([201, 200]);
    expect((second.body as Job).id).toBe((first.body as Job).id);
    await native.core.ended((first.body as Job).id, projectId);
    expect(native.core.engine.born).toEqual([(first.body as Job).id]);
  });

  it('refuses a key that stands for another request, and names its job', async () => {
    const native = await startNative();
    const jobId = await native.submit({ key: 'k-1' });
    const answer = await native.post('/jobs', { sql: 'SELECT 2', key: 'k-1' });
    expect(answer).toMatchObject({ status: 409, body: { code: 'key_taken', job_id: jobId } });
  });

  it('takes the key twice when it is the same, and refuses two', async () => {
    const native = await startNative();
    const order = { sql: 'SELECT 1', key: 'k-1' };
    const same = await native.post('/jobs', order, { 'idempotency-key': 'k-1' });
    expect(same).toMatchObject({ status: 201, body: { key: 'k-1' } });
    const other = await native.post('/jobs', order, { 'idempotency-key': 'k-2' });
    expect(other).toMatchObject({ status: 400, body: { code: 'invalid_request', field: 'key' } });
  });

  it('refuses a queue that is not there', async () => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql: 'SELECT 1', queue: 'Nowhere' });
    expect(answer).toMatchObject({ status: 400, body: { code: 'no_queue', field: 'queue' } });
    expect(answer.text).toContain('There is no queue named nowhere');
  });

  it('refuses a statement that the engine cannot parse, in its words', async () => {
    const native = await startNative();
    const answer = await native.post('/jobs', { sql: 'SELEKT 1' });
    expect(answer).toMatchObject({
      status: 400,
      body: { code: 'syntax_error', detail: 'cannot parse: SELEKT 1', title: 'Bad Request' },
    });
    expect((await native.get('/jobs')).body).toMatchObject({ total: 0 });
  });
});

describe('GET /jobs/{id}', () => {
  it('shows a job by its id, in upper case too, and by its key', async () => {
    const native = await startNative();
    const jobId = await native.run({ key: 'a.b_c:d-1' });
    for (const path of [jobId, jobId.toUpperCase(), 'by-key/a.b_c:d-1', 'by-key/a.b_c%3Ad-1']) {
      const answer = await native.get(`/jobs/${path}`);
      expect(answer.status).toBe(200);
      expect([...Value.Errors(Job, answer.body)]).toEqual([]);
      expect(answer.body).toMatchObject({
        id: jobId,
        status: 'succeeded',
        result: { columns: [{ name: 'n', type: 'int', engine_type: 'INTEGER' }], row_count: 1 },
      });
    }
  });

  it('says of a job that failed why', async () => {
    const error = { code: 'runtime', message: 'division by zero' } as const;
    const native = await startNative({ script: { answer: () => error } });
    const jobId = await native.run();
    expect((await native.get(`/jobs/${jobId}`)).body).toMatchObject({
      status: 'failed',
      error: { code: 'runtime_error', message: 'division by zero' },
      result: null,
    });
  });

  it('knows a key of 128 characters', async () => {
    const native = await startNative();
    const key = 'k'.repeat(128);
    const jobId = await native.submit({ key });
    expect((await native.get(`/jobs/by-key/${key}`)).body).toMatchObject({ id: jobId });
  });

  it('does not tell a job of another project from none', async () => {
    const native = await startNative();
    const foreign = await native.core.submit({ projectId: 'project-2', key: 'theirs' });
    for (const [path, name] of [
      [foreign, foreign],
      [unknownId, unknownId],
      ['by-key/theirs', 'theirs'],
      ['by-key/none', 'none'],
    ] as const) {
      const { status, body } = await native.get(`/jobs/${path}`);
      const kind = path.startsWith('by-key') ? 'key' : 'id';
      expect({ status, body }).toMatchObject({
        status: 404,
        body: {
          code: 'not_found',
          detail: `There is no job with the ${kind} ${name} in this project.`,
        },
      });
    }
  });
});
