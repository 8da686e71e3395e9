import { expect, it } from 'vitest';
import type { JobId } from '../../src/core/job/job.ts';
import { type Dli, failsWhenAsked, projectId, startDli } from './start-dli.ts';

interface List {
  readonly job_count: number;
  readonly jobs: readonly { readonly job_id: JobId; readonly statement: string }[];
}

it('GET jobs finds jobs by every filter, in every order, page by page', async () => {
  const dli = await startDli({ slots: 1, script: { answer: failsWhenAsked } });
  const times = await submitSome(dli);

  const found = async (query: string) => {
    const { status, body, text } = await dli.call('GET', `jobs?${query}`);
    if (status !== 200) throw new Error(text);
    const { job_count, jobs } = body as List;
    expect(jobs).toHaveLength(job_count);
    return jobs.map(({ statement }) => statement);
  };
  const [select, insert, failed, created, running, queued] = statements;

  // Newest first unless asked otherwise.
  const all = [queued, running, created, failed, insert, select];
  expect(await found('')).toEqual(all);
  expect(await found('start=0&end=0&job-type=ALL')).toEqual(all);
  expect(await found('order=start_time_asc')).toEqual(all.toReversed());
  expect(await found('order=duration_desc&job-status=FINISHED')).toEqual([insert, created, select]);
  expect(await found('order=duration_asc&job-status=FINISHED')).toEqual([select, created, insert]);

  expect(await found('job-status=RUNNING')).toEqual([running]);
  expect(await found('job-status=LAUNCHING')).toEqual([queued]);
  expect(await found('job-status=FAILED')).toEqual([failed]);
  expect(await found('job-status=CANCELLED')).toEqual([]);
  expect(await found('job-status=SCALING')).toEqual([]);
  expect(await found('job-type=INSERT')).toEqual([insert]);
  expect(await found('job_types=DDL&job_types=INSERT')).toEqual([created, insert]);
  expect(await found('job_types=DDL,INSERT')).toEqual([created, insert]);
  expect(await found('job_types=DDL,INSERT&job-type=DDL')).toEqual([created]);
  expect(await found('job_types=INSERT&job-type=DDL')).toEqual([]);
  expect(await found(`start=${times.get(failed)}`)).toEqual([queued, running, created]);
  expect(await found(`end=${times.get(failed)}`)).toEqual([insert, select]);
  expect(await found('sql_pattern=ORDERS')).toEqual([insert, select]);
  expect(await found('sql_pattern=%25')).toEqual([queued]);
  expect(await found('queue_name=DEFAULT')).toEqual(all);
  expect(await found('queue_name=another')).toEqual([]);
  expect(await found('owner=alice')).toEqual(all);
  expect(await found('owner=bob')).toEqual([]);
  expect(await found('engine-type=scripted')).toEqual(all);
  expect(await found('engine_type=spark')).toEqual([]);
  expect(await found('db_name=sales')).toEqual([insert]);
  expect(await found('table_name=orders')).toEqual([]);
  expect(await found('tags=team%3Dbi')).toEqual([insert, select]);
  expect(await found('tags=team=bi,env=a%20b')).toEqual([insert]);
  expect(await found('tags=team%253Dbi%252Cenv%253Da%2520b')).toEqual([insert]);
  const [job] = (await list(dli, 'job-type=INSERT')).jobs;
  expect(await found(`job-id=${job?.job_id}`)).toEqual([insert]);
  expect(await found('job-id=00000000-0000-4000-8000-000000000000')).toEqual([]);

  const second = await list(dli, 'page-size=4&current-page=2');
  expect(second.job_count).toBe(6);
  expect(second.jobs.map(({ statement }) => statement)).toEqual([insert, select]);
  expect(await list(dli, 'page-size=4&current-page=3')).toMatchObject({ job_count: 6, jobs: [] });
});

it('GET jobs has every field of a job, and nothing of another project', async () => {
  const dli = await startDli();
  const start_time = dli.core.clock.now();
  await dli.core.ended(await dli.core.submit({ projectId: 'another' }), 'another');
  const job_id = await dli.run('SELECT 1');
  expect((await dli.call('GET', 'jobs')).body).toEqual({
    is_success: true,
    message: '',
    job_count: 1,
    jobs: [
      {
        job_id,
        job_type: 'QUERY',
        queue_name: 'default',
        owner: 'alice',
        status: 'FINISHED',
        message: '',
        start_time,
        end_time: start_time,
        duration: 0,
        input_size: 0,
        result_count: 1,
        database_name: 'default',
        detail:
          '{"type":"struct","fields":[{"name":"n","type":"integer","nullable":true,"metadata":{}}]}',
        statement: 'SELECT 1',
        engine_type: 'scripted',
        tags: [],
      },
    ],
  });
});

const statements = [
  'SELECT 1 FROM orders',
  'INSERT INTO Orders SELECT 1',
  'SELECT fail',
  'CREATE TABLE t (a INT)',
  'SELECT 2',
  "SELECT '%'",
] as const;

async function list(dli: Dli, query: string): Promise<List> {
  return (await dli.call('GET', `jobs?${query}`)).body as List;
}

/** Three jobs that finished after 1, 3 and 2 ms, one that failed, one that runs, one that waits. */
async function submitSome(dli: Dli): Promise<ReadonlyMap<string, number>> {
  const { clock, stage, witness } = dli.core;
  const [select, insert, failed, created, running, queued] = statements;
  const times = new Map<string, number>();
  const submit = async (sql: string, more: object = {}) => {
    clock.advance(1_000);
    times.set(sql, clock.now());
    return dli.submit({ sql, ...more });
  };
  const runFor = async (ms: number, sql: string, more?: object) => {
    const working = stage.hold('work 1');
    const jobId = await submit(sql, more);
    await witness.saw(jobId, 'running');
    clock.advance(ms);
    working.release();
    await dli.core.ended(jobId, projectId);
  };
  const bi = { key: 'team', value: 'bi' };
  await runFor(1, select, { tags: [bi] });
  await runFor(3, insert, { currentdb: 'sales', tags: [bi, { key: 'env', value: 'a b' }] });
  await runFor(0, failed);
  await runFor(2, created);
  stage.hold('work 1');
  const jobId = await submit(running);
  await witness.saw(jobId, 'running');
  await submit(queued);
  return times;
}
