import { Readable } from 'node:stream';
import { Job, type JobList, type Problem } from '@sluice/protocol';
import { Value } from 'typebox/value';
import { beforeEach, describe, expect, it } from 'vitest';
import { projectId } from './native-users.ts';
import { as, type Native, startNative, unknownId } from './start-native.ts';

let native: Native;
beforeEach(async () => {
  native = await startNative();
  await put('in/rows.csv');
});

async function put(key: string, bucket = 'lake'): Promise<void> {
  const upload = { length: null, sha256: null, part: null, limit: null };
  const content = Readable.from([Buffer.from('1\n')]);
  await native.core.buckets.put(projectId, { bucket, key }, { ...upload, content });
}

const importOrder = { from: 'obs://lake/in', database: 'default', table: 't', format: 'csv' };
const exportOrder = { to: 'obs://lake/out', database: 'default', table: 't', format: 'parquet' };

describe('imports and exports', () => {
  it.each([
    ['/imports', importOrder, 'import'],
    ['/exports', exportOrder, 'export'],
  ])('POST %s makes a job', async (path, order, statementClass) => {
    const made = await native.post(path, {
      ...order,
      tags: [{ key: 'a', value: 'b' }],
      priority: 2,
    });
    expect(made.status).toBe(201);
    expect([...Value.Errors(Job, made.body)]).toEqual([]);
    const said = { database: 'default', tags: [{ key: 'a', value: 'b' }], priority: 2 };
    const { id } = made.body as Job;
    expect(made.body).toMatchObject({ kind: 'sql', statement_class: statementClass, ...said });
    await native.core.ended(id, projectId);
    expect((await native.get(`/jobs/${id}`)).body).toMatchObject({ status: 'succeeded' });
    const { entries } = (await native.get('/audit')).body as { entries: { target: string }[] };
    expect(entries.map(({ target }) => target)).toContain(id);
  });

  it('is found by its table and its database', async () => {
    const { id } = (await native.post('/imports', { ...importOrder, database: '订单' }))
      .body as Job;
    const other = (await native.post('/exports', exportOrder)).body as Job;
    await native.submit({ sql: 'INSERT INTO t VALUES (1)' });
    for (const [query, ids] of [
      ['table=T', [other.id, id]],
      ['table=t&class=import', [id]],
      [`database=${encodeURIComponent('订单')}`, [id]],
      ['table=t&database=default', [other.id]],
      [`table=${encodeURIComponent('明细')}`, []],
    ] as const) {
      const { jobs } = (await native.get(`/jobs?${query}`)).body as JobList;
      expect(new Set(jobs.map((job) => job.id))).toEqual(new Set(ids));
    }
  });

  it('takes the database of the queue where none is named', async () => {
    await native.post('/queues', { name: 'q', engine: 'scripted', default_database: 'sales' });
    const { database: _none, ...order } = importOrder;
    const made = await native.post('/imports', { ...order, queue: 'Q' });
    expect(made).toMatchObject({ status: 201, body: { database: 'sales', queue: 'q' } });
    const unknown = { status: 400, body: { code: 'no_queue', field: 'queue' } };
    expect(await native.post('/imports', { ...order, queue: 'nowhere' })).toMatchObject(unknown);
  });

  it('reads a file that lies in no bucket, as SQL does', async () => {
    await put('top.csv', '_');
    const made = await native.post('/imports', { ...importOrder, from: 'obs://_/top.csv' });
    expect(made.status).toBe(201);
    const none = await native.post('/imports', { ...importOrder, from: 'obs://_/none.csv' });
    expect(none).toMatchObject({ status: 400, body: { code: 'no_file' } });
    const exported = await native.post('/exports', { ...exportOrder, to: 'obs://_/out' });
    expect(exported).toMatchObject({ status: 400, body: { code: 'no_bucket' } });
  });

  it('is what the query returned, of its job', async () => {
    const id = await native.run();
    const order = { to: 'obs://lake/result', format: 'json', limit: 5 };
    const made = await native.post(`/jobs/${id.toUpperCase()}/export`, order);
    expect(made).toMatchObject({ status: 201, body: { statement_class: 'export' } });
  });
});

describe('a key', () => {
  it('stands for one import, also while it goes on, and for no other', async () => {
    native.core.stage.hold('work 1');
    const headers = { 'idempotency-key': 'one' };
    const first = await native.post('/imports', importOrder, headers);
    expect(first.status).toBe(201);
    const again = await native.post('/imports', { ...importOrder, key: 'one' });
    expect(again).toMatchObject({ status: 200, body: { id: (first.body as Job).id } });
    const other = await native.post('/imports', { ...importOrder, key: 'one', overwrite: true });
    expect(other).toMatchObject({ status: 409, body: { code: 'key_taken' } });
    const two = await native.post('/imports', { ...importOrder, key: 'two' }, headers);
    expect(two).toMatchObject({ status: 400, body: { field: 'key' } });
  });

  it('stands for its export when the folder is there', async () => {
    const order = { ...exportOrder, key: 'one' };
    const { id } = (await native.post('/exports', order)).body as Job;
    await native.core.ended(id, projectId);
    await put('out/part_0.parquet');
    expect(await native.post('/exports', order)).toMatchObject({ status: 200, body: { id } });
    const anew = await native.post('/exports', { ...order, key: 'two' });
    expect(anew).toMatchObject({ status: 409, body: { code: 'name_in_use', field: 'to' } });
  });
});

describe('a refusal', () => {
  it.each([
    ['/imports', { from: 'obs://none/x' }, 400, { code: 'no_bucket', field: 'from' }],
    ['/imports', { from: 'obs://lake/none' }, 400, { code: 'no_file', field: 'from' }],
    ['/imports', { table: 'none' }, 400, { code: 'no_table', field: 'table' }],
    ['/imports', { from: 'obs://lake/../x' }, 400, { code: 'invalid_request', field: 'from' }],
    ['/imports', { date_format: 'EEE' }, 400, { code: 'invalid_request', field: 'date_format' }],
    ['/imports', { format: 'orc' }, 400, { code: 'invalid_request', field: 'format' }],
    ['/imports', { csv: { delimiter: '||' } }, 400, { field: 'csv.delimiter' }],
    ['/imports', { csv: { delimiter: '"' } }, 400, { field: 'csv.quote' }],
    ['/imports', { csv: { escape: ',' } }, 400, { field: 'csv.escape' }],
    ['/imports', { csv: { separator: ';' } }, 400, { field: 'csv.separator' }],
    ['/imports', { database: '_SLUICE' }, 400, { field: 'database' }],
    ['/imports', { to: 'obs://lake/x' }, 400, { field: 'to' }],
    ['/exports', { to: 'obs://none/x' }, 400, { code: 'no_bucket', field: 'to' }],
    ['/exports', { to: 'obs://lake/in' }, 409, { code: 'name_in_use', field: 'to' }],
    ['/exports', { to: 'obs://lake/in/rows.csv/x' }, 409, { code: 'name_in_use', field: 'to' }],
    ['/exports', { table: 'none' }, 400, { code: 'no_table', field: 'table' }],
    ['/exports', { compression: 'bzip2' }, 400, { field: 'compression' }],
    [
      '/exports',
      { format: 'csv', csv: { quote: ',' } },
      400,
      { code: 'invalid_request', field: 'csv.quote' },
    ],
    ['/exports', { format: 'csv', csv: { quote: ' ' } }, 400, { field: 'csv.quote' }],
    ['/exports', { limit: 1 }, 400, { field: 'limit' }],
  ])('of POST %s with %j is %i %j', async (path, change, status, body) => {
    const order = { ...(path === '/imports' ? importOrder : exportOrder), ...change };
    expect(await native.post(path, order)).toMatchObject({ status, body });
    expect((await native.get('/jobs')).body).toMatchObject({ total: 0 });
  });

  it('says which import into the table goes on', async () => {
    native.core.stage.hold('work 1');
    const { id } = (await native.post('/imports', importOrder)).body as Job;
    const second = await native.post('/imports', importOrder);
    expect(second).toMatchObject({ status: 409, body: { code: 'table_busy', job_id: id } });
  });

  it('says of a result why there is none', async () => {
    const order = { to: 'obs://lake/out', format: 'csv' };
    const unknown = await native.post(`/jobs/${unknownId}/export`, order);
    expect(unknown).toMatchObject({ status: 404, body: { code: 'not_found' } });
    const ddl = await native.run({ sql: 'CREATE TABLE t (a INT)' });
    const noQuery = await native.post(`/jobs/${ddl}/export`, order);
    expect(noQuery).toMatchObject({ status: 409, body: { code: 'no_result' } });
    expect((noQuery.body as Problem).detail).toContain('ddl');
    native.core.stage.hold('work 1');
    const live = await native.submit();
    const early = await native.post(`/jobs/${live}/export`, order);
    expect(early).toMatchObject({ status: 409, body: { code: 'result_not_ready' } });
  });

  it('meets who may not submit', async () => {
    for (const [path, order] of [
      ['/imports', importOrder],
      ['/exports', exportOrder],
    ] as const) {
      const refused = await native.post(path, order, as('vera'));
      expect(refused).toMatchObject({ status: 403, body: { code: 'forbidden' } });
    }
  });
});
