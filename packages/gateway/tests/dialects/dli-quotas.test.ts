import { expect, it } from 'vitest';
import { startDli } from './start-dli.ts';
import { startDliSessions } from './start-dli-sessions.ts';

it('a job too many is a restriction of the system, and waiting helps', async () => {
  const dli = await startDli({ slots: 1, quotas: { queued_jobs: 2 } });
  const working = dli.core.stage.hold('work 1');
  await dli.submit('SELECT 1');
  await working.reached();
  await dli.submit('SELECT 1');
  await dli.submit('SELECT 1');

  const answer = await dli.call('POST', 'jobs/submit-job', { sql: 'SELECT 1' });
  expect(answer).toMatchObject({ status: 400, headers: { 'retry-after': '5' } });
  expect(answer.body).toEqual({
    error_code: 'DLI.0009',
    error_msg:
      'The project is at its quota queued_jobs: 2 of 2 jobs wait in its queues. Wait until some of ' +
      'them have started, or cancel some. The operator of the server can set a higher quota.',
  });
});

it('a query whose rows have no room is a restriction of the system, and waiting does not help', async () => {
  const dli = await startDli({ quotas: { results_bytes: 7 } });
  await dli.run('SELECT 1');
  const answer = await dli.call('POST', 'jobs/submit-job', { sql: 'SELECT 1' });
  expect(answer).toMatchObject({
    status: 400,
    body: {
      error_code: 'DLI.0009',
      error_msg: expect.stringContaining('results_bytes: 7 of 7 bytes') as string,
    },
  });
  expect(answer.headers['retry-after']).toBeUndefined();
  expect(await dli.call('POST', 'jobs/submit-job', { sql: 'DELETE FROM t' })).toMatchObject({
    status: 200,
  });
});

it.each([
  ['database_bytes', 'INSERT INTO t SELECT 1', 'of its database are in use. Make room with DROP'],
  ['bucket_bytes', "COPY t TO 'a.csv'", 'lie in its bucket. Delete files of its buckets.'],
])(
  'what has no room in %s is a restriction of the system, and says what to do',
  async (quota, sql, words) => {
    const storage = { databaseBytes: 100, bucketBytes: 100, temporaryBytes: 0 };
    const dli = await startDli({ quotas: { [quota]: 100 }, script: { storage: () => storage } });
    const answer = await dli.call('POST', 'jobs/submit-job', { sql });
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual({
      error_code: 'DLI.0009',
      error_msg: expect.stringContaining(
        `at its quota ${quota}: 100 of 100 bytes ${words}`,
      ) as string,
    });
    expect(answer.headers['retry-after']).toBeUndefined();
  },
);

it('requests that come too fast are throttled as a gateway does, and cancels are not', async () => {
  const dli = await startDli({ quotas: { requests_per_second: 2 } });
  dli.core.stage.hold('work 1');
  const jobId = await dli.submit('SELECT 1');
  await dli.core.witness.saw(jobId, 'running');
  await dli.call('GET', 'jobs');

  const answer = await dli.call('GET', 'jobs');
  expect(answer).toMatchObject({
    status: 429,
    headers: { 'retry-after': '1' },
    body: {
      error_code: 'APIGW.0308',
      error_msg: expect.stringContaining('requests_per_second: 2 of 2') as string,
      request_id: expect.any(String) as string,
    },
  });
  const cancel = await dli.call('DELETE', `jobs/${jobId}`);
  expect(cancel).toMatchObject({ status: 200, body: { is_success: true } });
  // What it asks for tells whether it stops anything.
  const scale = { action: 'scale_out', cu_count: 16 };
  expect(await dli.call('PUT', 'queues/default/action', scale)).toMatchObject({ status: 429 });
  const restart = { action: 'restart', force: true };
  expect(await dli.call('PUT', 'queues/default/action', restart)).toMatchObject({ status: 200 });
  dli.core.clock.advance(1_000);
  expect(await dli.call('GET', 'jobs')).toMatchObject({ status: 200 });
});

it('a session, or a statement that waits, too many is a restriction of the system', async () => {
  const dli = await startDliSessions({ quotas: { sessions: 1, queued_statements: 1 } });
  const id = await dli.open();
  const working = dli.core.stage.hold('work 1');
  await dli.submitTo(id, 'SELECT 1');
  await working.reached();
  await dli.submitTo(id, 'SELECT 1');
  const statement = await dli.call('POST', `sessions/${id}/statements`, { code: 'SELECT 1' });
  expect(statement).toMatchObject({
    status: 400,
    headers: { 'retry-after': '5' },
    body: {
      error_code: 'DLI.0009',
      error_msg: expect.stringContaining('queued_statements: 1 of 1 statements wait') as string,
    },
  });
  const session = await dli.call('POST', 'sessions', { kind: 'sql', queue: 'default' });
  expect(session).toMatchObject({
    status: 400,
    headers: { 'retry-after': '30' },
    body: {
      error_code: 'DLI.0009',
      error_msg: expect.stringContaining('sessions: 1 of 1 sessions have not ended') as string,
    },
  });
});
