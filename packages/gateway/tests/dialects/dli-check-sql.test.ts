import { expect, it } from 'vitest';
import { startDli } from './start-dli.ts';

it('POST jobs/check-sql says what a statement is, and makes no job', async () => {
  const dli = await startDli();
  const body = { sql: 'SELECT 1', currentdb: 'default' };
  expect(await dli.call('POST', 'jobs/check-sql', body)).toMatchObject({
    status: 200,
    text: '{"is_success":true,"message":"the sql is ok","job_type":"QUERY"}',
  });
  expect((await dli.call('GET', 'jobs')).body).toMatchObject({ job_count: 0, jobs: [] });
});

it.each(['check-sql', 'submit-job'])(
  'POST jobs/%s refuses broken SQL, and makes no job',
  async (call) => {
    const dli = await startDli();
    expect(await dli.call('POST', `jobs/${call}`, { sql: 'SELEKT 1' })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0004', error_msg: 'cannot parse: SELEKT 1' },
    });
    expect((await dli.call('GET', 'jobs')).body).toMatchObject({ job_count: 0, jobs: [] });
  },
);
