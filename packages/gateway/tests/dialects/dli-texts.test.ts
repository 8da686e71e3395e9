import { beforeEach, expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { type Dli, startDli } from './start-dli.ts';

let dli: Dli;
beforeEach(async () => {
  dli = await startDli();
});

const refused = (error_code: string) => ({ status: 400, body: { error_code } });
const done = { status: 200, body: { is_success: true, message: '' } };
const asViewer = { 'x-auth-token': tokens.victor };

it('keeps templates of SQL', async () => {
  const made = { sql: 'SELECT 1', sql_name: '日报', description: 'daily', group: 'bi' };
  const answer = await dli.call('POST', 'sqls', made);
  expect(answer).toMatchObject({ ...done, body: { group: 'bi' } });
  const { sql_id } = answer.body as { sql_id: string };
  expect(await dli.call('POST', 'sqls', made)).toMatchObject(refused('DLI.0006'));
  await dli.call('POST', 'sqls', { sql: 'SELECT 2', sql_name: 'other' });
  expect((await dli.call('GET', 'sqls')).body).toMatchObject({ sql_count: 2 });
  const path = `sqls/${sql_id}`;
  expect(await dli.call('PUT', path, { sql: 'SELECT 3' })).toMatchObject(done);
  expect(await dli.call('PUT', path, { sql_name: 'other' })).toMatchObject(refused('DLI.0006'));
  expect((await dli.call('GET', `sqls?keyword=${encodeURIComponent('日')}`)).body).toEqual({
    is_success: true,
    message: '',
    sql_count: 1,
    sqls: [{ ...made, sql: 'SELECT 3', sql_id, owner: 'alice' }],
  });
  expect(await dli.call('POST', 'sqls-deletion', { sql_ids: [sql_id, '99'] })).toMatchObject(
    refused('DLI.0002'),
  );
  expect(await dli.call('POST', 'sqls-deletion', { sql_ids: [sql_id] })).toMatchObject(done);
  expect((await dli.call('GET', 'sqls')).body).toMatchObject({ sql_count: 1 });
  expect(await dli.call('PUT', path, { sql: 'SELECT 1' })).toMatchObject(refused('DLI.0002'));
});

it('puts variables into statements, once', async () => {
  const make = (var_name: string, var_value: string) =>
    dli.call('POST', 'variables', { var_name, var_value });
  expect(await make('day', "'2024-01-02'")).toMatchObject(done);
  expect(await make('deep', '{{day}}')).toMatchObject(done);
  expect(await make('day', 'x')).toMatchObject(refused('DLI.0999'));
  const jobId = await dli.submit("SELECT {{day}}, {{ deep }}, '{{none}}'");
  expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toMatchObject({
    statement: "SELECT '2024-01-02', {{day}}, '{{none}}'",
  });
  const checked = await dli.call('POST', 'jobs/check-sql', { sql: '{{word}} 1' });
  expect(checked).toMatchObject(refused('DLI.0004'));
  await make('word', 'SELECT');
  expect((await dli.call('POST', 'jobs/check-sql', { sql: '{{word}} 1' })).status).toBe(200);
});

it('refuses what would become longer than any text may be, before it is built', async () => {
  await dli.call('POST', 'variables', { var_name: 'bomb', var_value: 'x'.repeat(65_536) });
  const sql = `SELECT '${'{{bomb}}'.repeat(7_900)}'`;
  for (const path of ['jobs/submit-job', 'jobs/check-sql']) {
    expect(await dli.call('POST', path, { sql })).toMatchObject(refused('DLI.0004'));
  }
  const args = Array<string>(10).fill('{{bomb}}'.repeat(7_900));
  const batch = { file: 'obs://lake/jobs/etl.py', queue: 'default', args };
  expect(await dli.call('POST', 'batches', batch)).toMatchObject(refused('DLI.0001'));
  expect((await dli.call('GET', 'jobs')).body).toMatchObject({ job_count: 0 });
});

it('changes, lists and deletes variables', async () => {
  await dli.call('POST', 'variables', { var_name: 'a', var_value: '1' });
  await dli.call('POST', 'variables', { var_name: 'b', var_value: '2', is_sensitive: 'false' });
  expect(await dli.call('PUT', 'variables/a', { var_value: '3' })).toMatchObject(done);
  expect(await dli.call('PUT', 'variables/a', { var_value: '3', var_name: 'b' })).toMatchObject(
    refused('DLI.0001'),
  );
  expect(await dli.call('PUT', 'variables/c', { var_value: '3' })).toMatchObject(
    refused('DLI.0999'),
  );
  expect((await dli.call('GET', 'variables?limit=1')).body).toMatchObject({
    count: 2,
    global_vars: [
      {
        var_name: 'a',
        var_value: '3',
        user_id: expect.stringMatching(/./) as string,
        user_name: 'alice',
        is_sensitive: false,
      },
    ],
  });
  expect(await dli.call('DELETE', 'variables/a')).toMatchObject(done);
  expect(await dli.call('DELETE', 'variables/a')).toMatchObject(refused('DLI.0999'));
  expect((await dli.call('GET', 'variables?offset=1')).body).toMatchObject({
    count: 1,
    global_vars: [],
  });
});

it.each([
  ['variables', { var_name: '_a', var_value: '' }, 'DLI.0001'],
  ['variables', { var_name: 'a' }, 'DLI.0001'],
  ['variables', { var_name: 'a', var_value: 1 }, 'DLI.0001'],
  ['variables', { var_name: 'a', var_value: '', is_sensitive: true }, 'DLI.0007'],
  ['sqls', { sql_name: 'a' }, 'DLI.0001'],
  ['sqls', { sql: ' ', sql_name: 'a' }, 'DLI.0001'],
  ['sqls', { sql: 'SELECT 1', sql_name: '' }, 'DLI.0001'],
  ['sqls-deletion', { sql_ids: [] }, 'DLI.0001'],
  ['sqls-deletion', { sql_ids: ['x'] }, 'DLI.0001'],
])('%s refuses %j: %s', async (path, body, code) => {
  expect(await dli.call('POST', path, body)).toMatchObject(refused(code));
});

it('is for who may submit', async () => {
  const body = { var_name: 'a', var_value: '1' };
  expect(await dli.call('POST', 'variables', body, asViewer)).toMatchObject(refused('DLI.0003'));
  expect(await dli.call('GET', 'sqls', undefined, asViewer)).toMatchObject(refused('DLI.0003'));
});
