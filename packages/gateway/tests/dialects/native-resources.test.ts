import { Readable } from 'node:stream';
import {
  type Problem,
  PutResources,
  Resource,
  ResourceGroupList,
  ResourceList,
} from '@sluice/protocol';
import { Value } from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, type Native, startNative } from './start-native.ts';

let native: Native;
beforeEach(async () => {
  native = await startNative();
  for (const key of ['jars/etl.jar', 'other/etl.jar', 'jobs/main.py', 'a b.txt']) {
    const upload = { length: null, sha256: null, part: null, limit: null };
    const content = Readable.from([Buffer.from(key)]);
    await native.core.buckets.put(projectId, { bucket: 'lake', key }, { ...upload, content });
  }
});

const put = (body: object) => native.post('/resources', body);
const etl = { files: ['obs://lake/jars/etl.jar'], kind: 'jar', group: 'jobs' };
const notThere = { status: 404, body: { code: 'not_found' } };

describe('resources', () => {
  it('are names of files, in a group or in none, listed and shown', async () => {
    const tags = [{ key: 'team', value: 'etl' }];
    const made = await put({ ...etl, files: [...etl.files, 'obs://lake/jobs/main.py'], tags });
    expect([...Value.Errors(PutResources, made.body)]).toEqual([]);
    const shown = {
      name: 'etl.jar',
      group: 'jobs',
      kind: 'jar',
      file: 'obs://lake/jars/etl.jar',
      ready: true,
      tags,
      owner: 'alice',
    };
    expect(made).toMatchObject({ status: 200, body: { resources: [shown, { name: 'main.py' }] } });
    await put({ files: ['obs://lake/jobs/main.py'] });
    const listed = await native.get('/resources');
    expect([...Value.Errors(ResourceList, listed.body)]).toEqual([]);
    const { resources, total } = listed.body as ResourceList;
    expect(total).toBe(3);
    expect(resources.map(({ group, name, kind }) => [group, name, kind])).toEqual([
      [null, 'main.py', 'file'],
      ['jobs', 'etl.jar', 'jar'],
      ['jobs', 'main.py', 'jar'],
    ]);
    expect((await native.get('/resources?group=jobs&kind=jar&q=ETL')).body).toMatchObject({
      total: 1,
    });
    const one = await native.get('/resources/etl.jar');
    expect([...Value.Errors(Resource, one.body)]).toEqual([]);
    expect(one.body).toMatchObject(shown);
    expect((await native.get('/resources/main.py')).body).toMatchObject({ group: null });
    expect((await native.get('/resources/main.py?group=jobs')).body).toMatchObject({
      group: 'jobs',
    });
    expect(await native.get('/resources/etl.jar?group=none')).toMatchObject(notThere);
  });

  it('are what a batch names, by name and by group', async () => {
    await put(etl);
    await put({ files: ['obs://lake/jobs/main.py'], kind: 'pyFile' });
    const made = await native.post('/batches', { file: 'main.py', files: ['jobs/etl.jar'] });
    expect(made).toMatchObject({
      status: 201,
      body: { program: { file: 'obs://lake/jobs/main.py', files: ['obs://lake/jars/etl.jar'] } },
    });
    const none = await native.post('/batches', { file: 'none.py' });
    expect(none).toMatchObject({ status: 400, body: { code: 'semantic_error' } });
    expect((none.body as Problem).detail).toContain('obs://bucket/key');
  });

  it('take the file that has the name now, and say when it is gone', async () => {
    await put(etl);
    native.core.clock.advance(1_000);
    await put({ ...etl, files: ['obs://lake/other/etl.jar'] });
    const { body } = await native.get('/resources/etl.jar');
    const { created_at, updated_at } = body as Resource;
    expect(body).toMatchObject({ file: 'obs://lake/other/etl.jar', ready: true });
    expect(Date.parse(updated_at) - Date.parse(created_at)).toBe(1_000);
    await native.delete('/files/lake/other/etl.jar');
    expect((await native.get('/resources/etl.jar')).body).toMatchObject({ ready: false });
  });

  it('are forgotten, and the file stays', async () => {
    await put(etl);
    await put({ ...etl, group: 'more' });
    const several = await native.get('/resources/etl.jar');
    expect(several).toMatchObject({ status: 400, body: { field: 'group' } });
    expect((several.body as Problem).detail).toContain('jobs, more');
    expect((await native.delete('/resources/etl.jar')).status).toBe(400);
    expect(await native.delete('/resources/etl.jar?group=more')).toMatchObject({
      status: 204,
      text: '',
    });
    expect((await native.delete('/resources/etl.jar')).status).toBe(204);
    expect(await native.delete('/resources/etl.jar')).toMatchObject(notThere);
    expect((await native.get('/files/lake/jars/etl.jar')).status).toBe(200);
    expect((await native.get('/resource-groups')).body).toMatchObject({ total: 0 });
  });

  it('are given away by their owner or an admin, and so are groups', async () => {
    await put(etl);
    const groups = await native.get('/resource-groups');
    expect([...Value.Errors(ResourceGroupList, groups.body)]).toEqual([]);
    expect(groups.body).toMatchObject({ groups: [{ name: 'jobs', owner: 'alice' }], total: 1 });
    for (const path of ['/resources/etl.jar', '/resource-groups/jobs']) {
      const nobody = await native.patch(path, { owner: 'nobody' });
      expect(nobody).toMatchObject({ status: 404, body: { code: 'no_user', field: 'owner' } });
      expect((await native.patch(path, { owner: 'oscar' })).status).toBe(204);
    }
    expect((await native.get('/resources/etl.jar')).body).toMatchObject({ owner: 'oscar' });
    expect((await native.get('/resource-groups')).body).toMatchObject({
      groups: [{ owner: 'oscar' }],
    });
    expect(await native.patch('/resource-groups/none', { owner: 'oscar' })).toMatchObject(notThere);
    expect(await native.patch('/resources/none', { owner: 'oscar' })).toMatchObject(notThere);
  });

  it.each([
    [{ files: [] }, 'files'],
    [{ files: ['lake/etl.jar'] }, 'files[0]'],
    [{ files: ['obs://lake/a b.txt'] }, 'files'],
    [{ files: ['obs://lake/../x'] }, 'files'],
    [{ files: ['obs://lake/jars/etl.jar', 'obs://lake/other/etl.jar'] }, 'files'],
    [{ files: ['obs://lake/none.jar'] }, 'files'],
    [{ ...etl, kind: 'zip' }, 'kind'],
    [{ ...etl, group: 'a/b' }, 'group'],
    [{ ...etl, is_async: true }, 'is_async'],
  ])('refuse %j for %s', async (order, field) => {
    expect(await put(order)).toMatchObject({ status: 400, body: { field } });
    expect((await native.get('/resources')).body).toMatchObject({ total: 0 });
  });

  it('are for who may run a statement somewhere', async () => {
    const refused = await native.get('/resources', as('vera'));
    expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
  });
});
