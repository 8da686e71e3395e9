import { describe, expect, it } from 'vitest';
import { failsWhenAsked, projectId, startDli } from './start-dli.ts';

const tags = [{ key: 'team', value: 'bi' }];
const sparkSchema =
  '{"type":"struct","fields":[{"name":"n","type":"integer","nullable":true,"metadata":{}}]}';

describe('GET jobs/{job_id}/status', () => {
  it('has every field of a job that finished, in its own type', async () => {
    const dli = await startDli();
    const { clock } = dli.core;
    const working = dli.core.stage.hold('work 1');
    const submittedAt = clock.now();
    const conf = ['a = 1', 'b=2'];
    const jobId = await dli.submit({ sql: 'SELECT 1', currentdb: 'sales', tags, conf });
    await working.reached();
    await dli.core.witness.saw(jobId, 'running');
    clock.advance(2_523);
    working.release();
    await dli.core.ended(jobId, projectId);
    clock.advance(10_000);
    expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toEqual({
      is_success: true,
      message: '',
      job_id: jobId,
      job_type: 'QUERY',
      job_mode: 'async',
      queue_name: 'default',
      owner: 'alice',
      status: 'FINISHED',
      start_time: submittedAt,
      end_time: submittedAt + 2_523,
      duration: 2_523,
      input_size: 0,
      result_count: 1,
      database_name: 'sales',
      detail: sparkSchema,
      statement: 'SELECT 1',
      engine_type: 'scripted',
      tags,
      user_conf: '{"a":"1","b":"2"}',
    });
  });

  it('counts the time of a job that runs', async () => {
    const dli = await startDli();
    const working = dli.core.stage.hold('work 1');
    const jobId = await dli.submit('SELECT 1');
    await working.reached();
    await dli.core.witness.saw(jobId, 'running');
    dli.core.clock.advance(700);
    const { body } = await dli.call('GET', `jobs/${jobId}/status`);
    expect(body).toMatchObject({ status: 'RUNNING', duration: 700, detail: '', result_count: 0 });
    expect(body).not.toHaveProperty('end_time');
  });

  it('tells a failed job by its message; the call itself is a success', async () => {
    const dli = await startDli({ script: { answer: failsWhenAsked } });
    const jobId = await dli.run('SELECT fail');
    expect(await dli.call('GET', `jobs/${jobId}/status`)).toMatchObject({
      status: 200,
      body: {
        is_success: true,
        status: 'FAILED',
        message: 'DLI.0005: There is no table fail.',
        detail: '',
      },
    });
  });

  it('tells rows written as the result count', async () => {
    const affected = {
      columns: [],
      rowCount: 0,
      affectedRows: 5_000_000_000,
      rows: { at: 'none' },
    } as const;
    const dli = await startDli({ script: { answer: () => affected } });
    const jobId = await dli.run('INSERT INTO t SELECT 1');
    expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toMatchObject({
      result_count: 5_000_000_000,
      detail: '',
    });
  });
});

it('GET jobs/{job_id}/detail has what all jobs have', async () => {
  const dli = await startDli();
  const start_time = dli.core.clock.now();
  const jobId = await dli.run({ sql: 'SELECT 1', tags });
  expect((await dli.call('GET', `jobs/${jobId}/detail`)).body).toEqual({
    is_success: true,
    message: '',
    job_id: jobId,
    owner: 'alice',
    start_time,
    database_name: 'default',
    duration: 0,
    tags,
  });
});

describe.each(['v1', 'v1.0'])('GET /%s/{project_id}/jobs/{job_id}/progress', (version) => {
  const path = (jobId: string) => `/${version}/${projectId}/jobs/${jobId}/progress`;

  it('is 0 before the work began, and 1 once it has ended', async () => {
    const dli = await startDli({ slots: 1 });
    const working = dli.core.stage.hold('work 1');
    const running = await dli.submit('SELECT 1');
    await working.reached();
    const waiting = await dli.submit('SELECT 1');
    expect((await dli.call('GET', path(waiting))).body).toEqual({
      is_success: true,
      message: '',
      job_id: waiting,
      status: 'LAUNCHING',
      progress: 0,
    });
    await dli.call('DELETE', `jobs/${waiting}`);
    expect((await dli.call('GET', path(waiting))).body).toMatchObject({
      status: 'CANCELLED',
      progress: 1,
    });
    await dli.core.witness.saw(running, 'running');
    // The scripted engine does not say how far it is.
    expect((await dli.call('GET', path(running))).body).toEqual({
      is_success: true,
      message: '',
      job_id: running,
      status: 'RUNNING',
    });
  });
});
