import { expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { failsWhenAsked, projectId, startDli } from './start-dli.ts';

const refused = (error_code: string) => ({ status: 400, body: { error_code } });

it('submits, reads and cancels at the deprecated addresses', async () => {
  const dli = await startDli({ script: { answer: failsWhenAsked } });
  const submitted = await dli.call('POST', 'queues/Default/jobs/submit-job', { sql: 'SELECT 1' });
  expect(submitted.body).toMatchObject({ is_success: true, job_type: 'QUERY', job_mode: 'async' });
  const { job_id } = submitted.body as { job_id: string };
  await dli.core.ended(job_id, projectId);
  const shown = {
    status: 200,
    body: { job_id, row_count: 1, schema: [{ n: 'int' }], rows: [[1]] },
  };
  for (const path of [`jobs/${job_id}`, `queues/default/jobs/${job_id}`]) {
    expect(await dli.call('GET', path)).toMatchObject(shown);
    expect((await dli.call('GET', `${path}?current-page=2`)).body).toMatchObject({ rows: [] });
    expect(await dli.call('GET', `${path}?page-size=101`)).toMatchObject(refused('DLI.0001'));
    expect((await dli.call('GET', `${path}?current-page=21&page-size=100`)).body).toMatchObject({
      row_count: 1,
      rows: [],
    });
  }
  expect(await dli.call('DELETE', `queues/default/jobs/${job_id}`)).toMatchObject(
    refused('DLI.0007'),
  );
  for (const method of ['GET', 'DELETE'] as const) {
    const elsewhere = await dli.call(method, `queues/elsewhere/jobs/${job_id}`);
    expect(elsewhere).toMatchObject(refused('DLI.0002'));
    expect(elsewhere.text).toContain('but on default');
  }
  for (const path of [
    `jobs/${job_id}`,
    `jobs/${job_id}/preview`,
    `queues/default/jobs/${job_id}`,
  ]) {
    expect(await dli.call('GET', `${path}?queue-name=nosuch`)).toMatchObject(refused('DLI.0002'));
    expect(await dli.call('GET', `${path}?queue-name=Default`)).toMatchObject({ status: 200 });
  }
  expect(
    await dli.call('POST', 'queues/nosuch/jobs/submit-job', { sql: 'SELECT 1' }),
  ).toMatchObject(refused('DLI.0002'));
});

it('cancels there as truly as elsewhere', async () => {
  const dli = await startDli();
  const working = dli.core.stage.hold('work 1');
  const jobId = await dli.submit('SELECT 1');
  await working.reached();
  expect(await dli.call('DELETE', `queues/default/jobs/${jobId}`)).toMatchObject({
    text: '{"is_success":true,"message":""}',
  });
  expect(dli.core.engine.alive.size).toBe(0);
});

it.each([
  ['GET', '/v3/{p}/elastic-resource-pools', 'Elastic resource pools'],
  ['PUT', '/v3/{p}/elastic-resource-pools/a/queues/b', 'Elastic resource pools'],
  ['POST', '/v2.0/{p}/datasource/enhanced-connections', 'Datasource connections'],
  ['GET', '/v3/{p}/datasource/auth-infos', 'Datasource connections'],
  ['POST', '/v3/{p}/dli_queue/resource-instances/filter', 'Tags of resources'],
  ['GET', '/v3/{p}/dli_queue/q/tags?limit=1', 'Tags of resources'],
  ['GET', '/v3/{p}/quotas', '/api/v1/quotas'],
  ['GET', '/v3/{p}/catalogs/dli', 'Catalogs'],
  ['POST', '/v3/{p}/templates', 'Templates of Spark jobs'],
  ['DELETE', '/v3/{p}/queues/q/properties', 'Properties of queues'],
  ['POST', '/v1/{p}/queues/q/plans/batch-delete', 'Plans of queues'],
  ['PUT', '/v1.0/{p}/queues/q', 'Networks of queues'],
  ['GET', '/v1.0/{p}/queues/q/connection-test/1', 'Connection tests'],
  ['GET', '/v1.0/{p}/databases/d/tables/t/partitions', 'Partitions'],
  ['PUT', '/v1.0/{p}/databases/d/owner', 'Owners and users'],
  ['GET', '/v1.0/{p}/databases/d/tables/t/users/u', 'Owners and users'],
  ['PUT', '/v1.0/{p}/user-authorization', 'Privileges on data'],
  ['POST', '/v1.0/{p}/streaming/jobs/stop', 'Flink jobs'],
  ['GET', '/v1/{p}/sql-defend-sys-rules', 'SQL defend rules'],
  ['GET', '/v2/{p}/agency', 'Agencies'],
  ['POST', '/v1/{p}/edgesrv/messages', 'Edge services'],
] as const)('%s %s is said not to be supported', async (method, path, says) => {
  const dli = await startDli();
  const answer = await dli.call(method, path.replace('{p}', projectId), {});
  expect(answer).toMatchObject(refused('DLI.0007'));
  expect(answer.text).toContain(says);
});

const unpublished = 'The API does not exist or has not been published in the environment';

it.each([
  ['GET', '/v3/{p}/nosuch', unpublished],
  ['GET', '/v1.0/{p}/queues/q/nosuch', unpublished],
  // A known path with another method.
  ['PATCH', '/v1.0/{p}/queues/q', 'The API does not exist'],
  ['GET', '/v1/{p}/queues/q', unpublished],
] as const)('%s %s is no call of the service', async (method, path, error_msg) => {
  const dli = await startDli();
  const headers = { 'x-auth-token': tokens.alice };
  const answer = await dli.call(method as 'GET', path.replace('{p}', projectId), {}, headers);
  expect(answer).toMatchObject({ status: 404, body: { error_code: 'APIGW.0101', error_msg } });
});
