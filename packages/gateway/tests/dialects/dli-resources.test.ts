import { Readable } from 'node:stream';
import { beforeEach, expect, it } from 'vitest';
import { resolveResource } from '../../src/core/actions/resolve-resource.ts';
import { tokens } from './call-dli.ts';
import { type Dli, projectId, startDli } from './start-dli.ts';

let dli: Dli;
beforeEach(async () => {
  dli = await startDli();
  for (const key of ['jars/etl.jar', 'jars/util.jar', 'jobs/main.py', 'a b.txt'])
    await putFile(key);
});

async function putFile(key: string): Promise<void> {
  const upload = { length: null, sha256: null, part: null, limit: null };
  const content = Readable.from([Buffer.from(key)]);
  const file = { bucket: 'lake', key };
  expect((await dli.core.buckets.put(projectId, file, { ...upload, content })).kind).toBe('put');
}

const jars = { paths: ['obs://lake/jars/etl.jar'], kind: 'jar', group: 'jobs' };
const put = (body: object, path = 'resources') => dli.call('POST', path, body);
const get = (path: string) => dli.call('GET', path);

const resolved = (text: string, group: string | null = null) =>
  resolveResource(dli.core.stores, projectId, text, group);
const give = (body: object, token = tokens.alice) =>
  dli.call('PUT', 'resources/owner', body, { 'x-auth-token': token });

it('names files in a group, as the reference shows it', async () => {
  const made = await put({ ...jars, is_async: 'false' });
  expect(made).toMatchObject({
    status: 200,
    body: {
      group_name: 'jobs',
      status: 'READY',
      resources: ['etl.jar'],
      details: [
        {
          resource_type: 'jar',
          resource_name: 'etl.jar',
          status: 'READY',
          is_async: false,
          underlying_name: expect.stringMatching(/^[0-9a-f-]{36}_etl\.jar$/),
        },
      ],
      is_async: false,
      owner: 'alice',
    },
  });
  expect((await get('resources/etl.jar?group=jobs')).body).toMatchObject({
    resource_name: 'etl.jar',
    status: 'READY',
    owner: 'alice',
  });
  expect((await get('resources/jobs%2Fetl.jar')).status).toBe(200);
  expect((await get('resources/etl.jar')).status).toBe(200);
});

it('names what has no group, for old clients and the other addresses', async () => {
  expect((await put({ paths: ['obs://lake/jobs/main.py'], kind: 'pyFile' })).body).toEqual({
    resource_names: ['main.py'],
  });
  const paths = ['https://lake.obs.example.com/jars/etl.jar', 'obs://lake/jars/util.jar'];
  const module = await put({ paths, group: 'libs' }, 'resources/jars');
  expect(module.body).toMatchObject({
    group_name: 'libs',
    resources: ['etl.jar', 'util.jar'],
    module_name: 'libs',
    module_type: 'jar',
    description: '',
  });
  const listed = (await get('resources')).body as { groups: object[]; total: number };
  expect(listed).toMatchObject({ modules: [], total: 3, groups: [{ group_name: 'libs' }] });
  expect((await get('resources?kind=pyFile')).body).toMatchObject({ total: 1, groups: [] });
});

it('replaces one of the same name, and keeps whose it is and when it was made', async () => {
  const first = (await put(jars)).body as { details: [{ underlying_name: string }] };
  dli.core.clock.advance(1_000);
  const again = (await put({ ...jars, kind: 'file' })).body as typeof first;
  expect(again).toMatchObject({ resources: ['etl.jar'], details: [{ resource_type: 'file' }] });
  expect(again.details[0].underlying_name).not.toBe(first.details[0].underlying_name);
  const [{ createdAt, updatedAt } = { createdAt: 0, updatedAt: 0 }] =
    await dli.core.stores.resources.list(projectId);
  expect(updatedAt - createdAt).toBe(1_000);
});

it('has failed when its file is gone', async () => {
  await put(jars);
  await dli.core.buckets.delete(projectId, { bucket: 'lake', key: 'jars/etl.jar' });
  expect((await get('resources/etl.jar')).body).toMatchObject({ status: 'FAILED' });
  expect((await get('resources')).body).toMatchObject({ groups: [{ status: 'FAILED' }] });
});

it('lists by tags', async () => {
  await put({ ...jars, tags: [{ key: 'team', value: 'etl' }] });
  await put({ paths: ['obs://lake/jobs/main.py'], kind: 'pyFile', group: 'jobs' });
  expect((await get('resources?tags=team%3Detl')).body).toMatchObject({
    total: 1,
    groups: [{ resources: ['etl.jar'] }],
  });
  expect((await get('resources?tags=team')).status).toBe(400);
});

it('deletes with an empty answer, the group with its last one, and never the file', async () => {
  await put(jars);
  const gone = await dli.call('DELETE', 'resources/etl.jar?group=jobs');
  expect([gone.status, gone.text]).toEqual([200, '']);
  expect((await get('resources')).body).toEqual({
    resources: [],
    modules: [],
    groups: [],
    total: 0,
  });
  for (const method of ['GET', 'DELETE'] as const) {
    expect(await dli.call(method, 'resources/etl.jar')).toMatchObject({
      status: 404,
      body: { error_code: 'DLI.0002', error_msg: 'There is no resource named etl.jar.' },
    });
  }
  const file = { bucket: 'lake', key: 'jars/etl.jar' };
  expect(await dli.core.buckets.has(projectId, file)).toBe(true);
});

it('of a name in several groups wants the group; batches find it as they write it', async () => {
  await put({ ...jars, group: 'one' });
  await put({ ...jars, group: 'two' });
  expect(await get('resources/etl.jar')).toMatchObject({
    status: 400,
    body: { error_code: 'DLI.0001' },
  });
  expect(await resolved('etl.jar')).toEqual({ kind: 'ambiguous', groups: ['one', 'two'] });
  expect(await resolved('two/etl.jar')).toMatchObject({ resource: { group: 'two' } });
  expect(await resolved('etl.jar', 'one')).toMatchObject({ resource: { group: 'one' } });
  expect(await resolved('three/etl.jar')).toEqual({ kind: 'unknown' });
  const { group: _group, ...ungrouped } = jars;
  await put(ungrouped);
  expect(await resolved('etl.jar')).toMatchObject({ resource: { group: null } });
});

it('is given to another member, by its owner or an admin', async () => {
  await put(jars);
  const done = { status: 200, body: { is_success: true, message: '' } };
  expect(await give({ new_owner: 'victor', group_name: 'jobs', resource_name: 'etl.jar' })).toEqual(
    expect.objectContaining(done),
  );
  expect((await get('resources/etl.jar')).body).toMatchObject({ owner: 'victor' });
  expect(await give({ new_owner: 'victor', group_name: 'jobs' })).toMatchObject(done);
  expect((await get('resources')).body).toMatchObject({ groups: [{ owner: 'victor' }] });
  expect(await give({ new_owner: 'nobody', group_name: 'jobs' })).toMatchObject({
    status: 400,
    body: { error_code: 'DLI.0002', error_msg: 'No such user. userName:nobody' },
  });
  expect((await give({ new_owner: 'victor', group_name: 'none' })).status).toBe(404);
  expect((await give({ new_owner: 'victor', resource_name: 'none' })).status).toBe(404);
  for (const wrong of [{ new_owner: 'victor' }, { new_owner: 'vic', group_name: 'jobs' }]) {
    expect(await give(wrong)).toMatchObject({ status: 400, body: { error_code: 'DLI.0001' } });
  }
  // A viewer without a privilege may not even look.
  expect(await give({ new_owner: 'alice', group_name: 'jobs' }, tokens.victor)).toMatchObject({
    status: 400,
    body: { error_code: 'DLI.0003' },
  });
});

it('refuses paths that name no file of the project, and names that are none', async () => {
  const wrong: [object, string][] = [
    [{ ...jars, paths: ['obs://lake/jars/none.jar'] }, 'DLI.0002'],
    [{ ...jars, paths: ['obs://lake/../etl.jar'] }, 'DLI.0001'],
    [{ ...jars, paths: ['https://lake.obs.x.com/..%2Fetl.jar'] }, 'DLI.0001'],
    [{ ...jars, paths: ['s3://lake/etl.jar'] }, 'DLI.0001'],
    [{ ...jars, paths: ['obs://lake/a b.txt'] }, 'DLI.0001'],
    [{ ...jars, paths: ['obs://lake/jars/etl.jar', 'obs://x/etl.jar'] }, 'DLI.0001'],
    [{ ...jars, paths: [] }, 'DLI.0001'],
    [{ ...jars, kind: 'zip' }, 'DLI.0001'],
    [{ ...jars, group: 'a/b' }, 'DLI.0001'],
    [{ ...jars, group: 'g'.repeat(65) }, 'DLI.0001'],
    [{ kind: 'jar', group: 'jobs' }, 'DLI.0001'],
  ];
  for (const [body, code] of wrong) {
    const answer = await put(body);
    expect([body, answer.status, answer.body]).toEqual([
      body,
      400,
      expect.objectContaining({ error_code: code }),
    ]);
  }
  expect((await get('resources')).body).toMatchObject({ total: 0 });
});
