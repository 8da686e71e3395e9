import { describe, expect, it } from 'vitest';
import type { ResultSummary } from '../../src/core/job/ending.ts';
import type { Script } from '../../src/engines/scripted/script.ts';
import { failsWhenAsked, projectId, startDli } from './start-dli.ts';

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const synchronous = ['dli.sql.sqlasync.enabled=false'];

describe('POST jobs/submit-job', () => {
  it.each([
    ['SELECT 1', 'QUERY'],
    ['INSERT INTO t SELECT 1', 'INSERT'],
    ['UPDATE t SET a = 1', 'UPDATE'],
    ['DELETE FROM t', 'DELETE'],
    ['CREATE TABLE t (a INT)', 'DDL'],
    ['COPY t TO x', 'EXPORT'],
  ])('accepts %s as a job of type %s', async (sql, job_type) => {
    const dli = await startDli();
    const answer = await dli.call('POST', 'jobs/submit-job', { sql });
    expect(answer).toMatchObject({ status: 200 });
    expect(answer.body).toEqual({
      is_success: true,
      message: '',
      job_id: expect.stringMatching(uuid) as string,
      job_type,
      job_mode: 'async',
    });
  });

  it('keeps what was asked for, and ignores fields that it does not know', async () => {
    const dli = await startDli({ queue: { name: 'q_sql', runTimeoutMs: 90_000 } });
    const tags = [{ key: 'team', value: 'bi' }];
    const conf = ['spark.sql.shuffle.partitions = 200', 'dli.sql.job.timeout=60'];
    const jobId = await dli.submit({
      sql: 'SELECT 1',
      currentdb: 'sales',
      queue_name: 'Q_SQL',
      engine_type: 'Scripted',
      current_catalog: 'dli',
      unheard_of: { of: [1] },
      tags,
      conf,
    });
    const { request } = await dli.core.read(jobId, projectId);
    expect(request).toMatchObject({
      projectId,
      owner: 'alice',
      sql: 'SELECT 1',
      queueName: 'q_sql',
      database: 'sales',
      runTimeoutMs: 60_000,
      key: null,
      tags,
      conf,
    });
  });

  it("takes the queue's database for an absent or empty currentdb", async () => {
    const dli = await startDli({ queue: { defaultDatabase: 'lake' } });
    for (const body of [{ sql: 'SELECT 1' }, { sql: 'SELECT 1', currentdb: '' }]) {
      const { request } = await dli.core.read(await dli.submit(body), projectId);
      expect(request.database).toBe('lake');
    }
  });

  it('takes a statement of a megabyte', async () => {
    const dli = await startDli();
    const sql = `SELECT '${'x'.repeat(1_000_000)}'`;
    const jobId = await dli.run(sql);
    const status = await dli.call('GET', `jobs/${jobId}/status`);
    expect(status.body).toMatchObject({ statement: sql, status: 'FINISHED' });
  });

  it('cancels a job past the time-out of its conf, and says why', async () => {
    const dli = await startDli();
    const { clock, stage } = dli.core;
    const working = stage.hold('work 1');
    const jobId = await dli.submit({ sql: 'SELECT 1', conf: ['dli.sql.job.timeout = 5'] });
    await working.reached();
    await dli.core.witness.saw(jobId, 'running');
    const started = clock.now();
    await clock.runUntil(dli.core.ended(jobId, projectId));
    expect(clock.now() - started).toBeGreaterThanOrEqual(5_000);
    expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toMatchObject({
      status: 'CANCELLED',
      message: 'DLI.0019: The job was cancelled, since it was past its time limit.',
    });
  });
});

describe('a synchronous DDL', () => {
  it('answers with its schema and its rows as text', async () => {
    const dli = await startDli({ script: { answer: () => described } });
    const answer = await dli.call('POST', 'jobs/submit-job', {
      sql: 'CREATE TABLE t (a INT)',
      conf: synchronous,
    });
    const { job_id } = answer.body as { job_id: string };
    expect(answer.body).toEqual({
      is_success: true,
      message: '',
      job_id,
      job_type: 'DDL',
      job_mode: 'sync',
      schema: [{ col_name: 'string' }, { n: 'bigint' }, { n: 'bigint' }],
      rows: [
        ['id', '9007199254740993', null],
        ['中', '0.10', ''],
      ],
    });
    const status = await dli.call('GET', `jobs/${job_id}/status`);
    expect(status.body).toMatchObject({ job_mode: 'sync', status: 'FINISHED' });
  });

  it('says how many rows there are when it has more than a thousand', async () => {
    const lines = Array.from({ length: 1_001 }, (_, n) => `["t",${n},null]`);
    const many = { ...described, rowCount: 1_001, rows: { at: 'inline', lines } } as const;
    const dli = await startDli({ script: { answer: () => many } });
    const body = { sql: 'CREATE TABLE t (a INT)', conf: synchronous };
    const answer = await dli.call('POST', 'jobs/submit-job', body);
    expect(answer.body).toMatchObject({ message: 'the first 1000 of 1001 rows' });
    expect((answer.body as { rows: unknown[] }).rows).toHaveLength(1_000);
  });

  it('that fails is an error with its code', async () => {
    const dli = await startDli({ script: { answer: failsWhenAsked } });
    expect(
      await dli.call('POST', 'jobs/submit-job', { sql: 'DROP TABLE fail', conf: synchronous }),
    ).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0005', error_msg: 'There is no table fail.' },
    });
  });

  it('that is cancelled meanwhile is an error that says who did it', async () => {
    const dli = await startDli();
    const working = dli.core.stage.hold('work 1');
    const body = { sql: 'DROP TABLE t', conf: synchronous };
    const answer = dli.call('POST', 'jobs/submit-job', body);
    const { id } = await working.reached();
    expect((await dli.call('DELETE', `jobs/${id}`)).status).toBe(200);
    expect((await answer).body).toEqual({
      error_code: 'DLI.0999',
      error_msg: `The job ${id} was cancelled by alice before it was done.`,
    });
  });

  it('that takes too long is answered as asynchronous, and goes on', async () => {
    const dli = await startDli();
    const { clock, stage } = dli.core;
    const working = stage.hold('work 1');
    const asked = clock.now();
    const body = { sql: 'DROP TABLE t', conf: synchronous };
    const answer = dli.call('POST', 'jobs/submit-job', body);
    const { id } = await working.reached();
    expect((await clock.runUntil(answer)).body).toEqual({
      is_success: true,
      message: '',
      job_id: id,
      job_type: 'DDL',
      job_mode: 'async',
    });
    expect(clock.now() - asked).toBe(60_000);
    working.release();
    await dli.core.ended(id, projectId);
    expect((await dli.call('GET', `jobs/${id}/status`)).body).toMatchObject({ status: 'FINISHED' });
  });

  it('is what only a DDL can be', async () => {
    const dli = await startDli();
    const body = { sql: 'SELECT 1', conf: synchronous };
    const answer = await dli.call('POST', 'jobs/submit-job', body);
    expect(answer.body).toMatchObject({ job_mode: 'async' });
  });
});

const described: ResultSummary = {
  columns: [
    { name: 'col_name', type: 'string', engineType: 'VARCHAR' },
    { name: 'n', type: 'bigint', engineType: 'BIGINT' },
    { name: 'n', type: 'bigint', engineType: 'BIGINT' },
  ],
  rowCount: 2,
  affectedRows: null,
  rows: { at: 'inline', lines: ['["id",9007199254740993,null]', '["中",0.10,""]'] },
} satisfies ReturnType<NonNullable<Script['answer']>>;
