import { Readable } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { type Dli, projectId, startDli } from './start-dli.ts';

const file = 'obs://lake/job.py';
const unknownId = '00000000-0000-4000-8000-000000000000';

async function submit(dli: Dli, order: object = {}): Promise<string> {
  const { status, body } = await dli.call('POST', 'batches', { file, queue: 'default', ...order });
  expect(status).toBe(200);
  return (body as { id: string }).id;
}

async function putResource(dli: Dli, group: string, path: string): Promise<void> {
  const key = path.slice('obs://lake/'.length);
  const upload = { length: null, sha256: null, part: null, limit: null };
  const content = Readable.from([Buffer.from(key)]);
  await dli.core.buckets.put(projectId, { bucket: 'lake', key }, { ...upload, content });
  const order = { paths: [path], kind: 'pyFile', group };
  expect((await dli.call('POST', 'resources', order)).status).toBe(200);
}

describe('batches by DLI v2.0', () => {
  it('show what was asked for, in the shape of the contract', async () => {
    const dli = await startDli();
    dli.core.stage.hold('work 1');
    const order = { file, queue: 'default', name: 'nightly', sc_type: 'B', args: ['--day', '1'] };
    const { body } = await dli.call('POST', 'batches', order);
    const { id } = body as { id: string };
    expect(body).toEqual({
      id,
      appId: null,
      name: 'nightly',
      owner: 'alice',
      proxyUser: '',
      state: 'starting',
      kind: 'python',
      log: [],
      sc_type: 'B',
      cluster_name: 'default',
      queue: 'default',
      image: '',
      req_body: expect.any(String),
      create_time: expect.any(Number),
      update_time: expect.any(Number),
      duration: 0,
    });
    expect(JSON.parse((body as { req_body: string }).req_body)).toEqual(order);
    await dli.core.quiet();
    expect((await dli.call('GET', `batches/${id}`)).body).toMatchObject({
      appId: id,
      state: 'running',
      log: ['stdout: ', 'stderr: '],
      feature: '',
      spark_version: '',
    });
    dli.core.stage.open();
    await dli.core.ended(id, projectId);
    expect((await dli.call('GET', `batches/${id}/state`)).body).toEqual({ id, state: 'success' });
  });

  it('have a list for their appId where the settings say so, and null before they start', async () => {
    const dli = await startDli({ appIdAs: 'list' });
    dli.core.stage.hold('work 1');
    const { body } = await dli.call('POST', 'batches', { file, queue: 'default' });
    const { id } = body as { id: string };
    expect(body).toMatchObject({ appId: null });
    await dli.core.quiet();
    expect((await dli.call('GET', `batches/${id}`)).body).toMatchObject({ appId: [id] });
    expect((await dli.call('GET', 'batches')).body).toMatchObject({ sessions: [{ appId: [id] }] });
    dli.core.stage.open();
    await dli.core.ended(id, projectId);
  });

  it('take both spellings of what was renamed, and camelCase wins', async () => {
    const dli = await startDli();
    const old = await submit(dli, {
      queue: undefined,
      cluster_name: 'default',
      python_files: ['obs://lake/a.py'],
      auto_recovery: true,
      max_retry_times: 3,
    });
    expect((await dli.core.read(old, projectId)).request.program).toMatchObject({
      files: ['obs://lake/a.py'],
      retries: 3,
    });
    const both = await submit(dli, {
      cluster_name: 'none',
      pyFiles: ['obs://lake/b.py'],
      python_files: ['obs://lake/a.py'],
      autoRecovery: true,
    });
    expect((await dli.core.read(both, projectId)).request.program).toMatchObject({
      files: ['obs://lake/b.py'],
      retries: 20,
    });
  });

  it('have the values of variables in their arguments', async () => {
    const dli = await startDli();
    await dli.call('POST', 'variables', { var_name: 'day', var_value: '2024-01-02; ls' });
    const id = await submit(dli, { args: ['--day={{day}}', '{{none}}'] });
    const job = await dli.core.stores.jobs.find(projectId, id);
    expect(job?.request.program?.args).toEqual(['--day=2024-01-02; ls', '{{none}}']);
  });

  it.each([
    [
      { 'spark.day': '{{day}}', 'spark.n': 1 },
      { 'spark.day': 'Monday', 'spark.n': 1 },
    ],
    [[{ 'spark.day': 'on {{ day }}' }], [{ 'spark.day': 'on Monday' }]],
  ])('have them in the values of their settings, beside arguments: %#', async (conf, kept) => {
    const dli = await startDli();
    await dli.call('POST', 'variables', { var_name: 'day', var_value: 'Monday' });
    const id = await submit(dli, { conf, args: ['{{day}}', 'as it is'] });
    const job = await dli.core.stores.jobs.find(projectId, id);
    expect(job?.request.program?.args).toEqual(['Monday', 'as it is']);
    expect(JSON.parse(job?.request.program?.sent ?? '{}')).toMatchObject({ conf: kept });
  });

  it('run files by the names that they have as resources', async () => {
    const dli = await startDli();
    const put = (group: string, path: string) => putResource(dli, group, path);
    await put('jobs', 'obs://lake/jobs/main.py');
    await put('libs', 'obs://lake/libs/util.py');

    const id = await submit(dli, { file: 'main.py', pyFiles: ['libs/util.py', file] });
    expect((await dli.core.read(id, projectId)).request.program).toMatchObject({
      file: 'obs://lake/jobs/main.py',
      files: ['obs://lake/libs/util.py', file],
    });
    await put('other', 'obs://lake/jobs/main.py');
    for (const [name, complaint] of [
      ['none.py', 'There is no resource named none.py'],
      ['jobs/none.py', 'There is no resource named jobs/none.py'],
      ['main.py', 'in several groups (jobs, other)'],
    ] as const) {
      const refused = await dli.call('POST', 'batches', { file: name, queue: 'default' });
      const error_code = complaint.startsWith('There is no') ? 'DLI.0002' : 'DLI.0001';
      expect(refused).toMatchObject({
        status: 400,
        body: { error_code, error_msg: expect.stringContaining(complaint) },
      });
    }
  });

  it.each([
    ['jars', { jars: ['lib/util.py'] }],
    ['resources', { resources: [{ name: 'lib/util.py', type: 'pyFile' }] }],
    ['resources by path', { resources: [{ name: 'obs://lake/util.py', type: 'file' }] }],
    ['groups', { groups: [{ name: 'lib', resources: [{ name: 'util.py', type: 'jar' }] }] }],
    [
      'two lists at once',
      { pyFiles: ['lib/util.py'], resources: [{ name: 'util.py', type: 'pyFile' }] },
    ],
  ])('find beside them what they name in %s', async (_, named) => {
    const dli = await startDli();
    await putResource(dli, 'lib', 'obs://lake/util.py');
    const id = await submit(dli, named);
    const { request } = await dli.core.read(id, projectId);
    expect(request.program?.files).toEqual(['obs://lake/util.py']);
  });

  it.each([
    { jars: ['lib/none.py'] },
    { resources: [{ name: 'lib/none.py', type: 'pyFile' }] },
    { groups: [{ name: 'lib', resources: [{ name: 'none.py', type: 'pyFile' }] }] },
    { groups: [{ name: 'none', resources: [{ name: 'util.py', type: 'pyFile' }] }] },
  ])('are refused with DLI.0002 where a resource is not there: %j', async (named) => {
    const dli = await startDli();
    await putResource(dli, 'lib', 'obs://lake/util.py');
    expect(await dli.call('POST', 'batches', { file, queue: 'default', ...named })).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0002', error_msg: expect.stringContaining('There is no resource') },
    });
  });

  it('are listed by each filter, the newest first', async () => {
    const dli = await startDli();
    const first = await submit(dli, { name: 'a' });
    const second = await submit(dli, { name: 'b' });
    await dli.core.ended(first, projectId);
    await dli.core.ended(second, projectId);
    await dli.run('SELECT 1');
    const list = async (query: string) => {
      const { body } = await dli.call('GET', `batches?${query}`);
      const { total, sessions } = body as { total: number; sessions: { id: string }[] };
      return { total, ids: sessions.map(({ id }) => id) };
    };
    expect(await list('')).toEqual({ total: 2, ids: [second, first] });
    expect(await list('from=1&size=1')).toEqual({ total: 2, ids: [first] });
    expect(await list('order=CREATE_TIME_ASC')).toEqual({ total: 2, ids: [first, second] });
    for (const only of [
      'job_name=a',
      `job-id=${first}`,
      `job_id=${first}`,
      'job_name=a&owner=alice',
    ]) {
      expect(await list(only)).toEqual({ total: 1, ids: [first] });
    }
    for (const none of [
      'state=dead',
      'owner=bob',
      'queue_name=other',
      'end=1',
      'state=recovering',
    ]) {
      expect(await list(none)).toEqual({ total: 0, ids: [] });
    }
    expect((await list('state=success&cluster_name=DEFAULT&start=0')).total).toBe(2);
    expect((await dli.call('GET', 'batches?state=killed')).body).toMatchObject({
      error_code: 'DLI.0001',
    });
    // v1.0 lists and shows no batch.
    const { body } = await dli.call('GET', 'jobs');
    expect(body).toMatchObject({ job_count: 1 });
    expect((await dli.call('GET', `jobs/${first}/status`)).body).toMatchObject({
      error_code: 'DLI.0002',
    });
    expect((await dli.call('DELETE', `jobs/${first}`)).body).toMatchObject({
      error_code: 'DLI.0002',
    });
  });

  it('are deleted when they were seen to stop: dead, and still readable', async () => {
    const dli = await startDli();
    dli.core.stage.hold('work 1');
    const id = await submit(dli);
    await dli.core.quiet();
    expect(await dli.call('DELETE', `batches/${id}`)).toMatchObject({
      status: 200,
      body: { msg: 'deleted' },
    });
    expect(dli.core.engine.alive.size).toBe(0);
    expect((await dli.call('GET', `batches/${id}/state`)).body).toEqual({ id, state: 'dead' });
    dli.core.clock.advance(1);
    expect(await dli.call('DELETE', `batches/${id}`)).toMatchObject({
      status: 400,
      body: { error_code: 'DLI.0007', error_msg: expect.stringContaining('was cancelled') },
    });
  });

  it.each(['GET', 'DELETE'] as const)(
    'are unknown with 400 DLI.0002 (%s), as a SQL job is here',
    async (method) => {
      const dli = await startDli();
      const sqlJob = await dli.run('SELECT 1');
      for (const id of [unknownId, sqlJob]) {
        expect(await dli.call(method, `batches/${id}`)).toMatchObject({
          status: 400,
          body: { error_code: 'DLI.0002' },
        });
      }
      expect((await dli.call(method, 'batches/7')).body).toMatchObject({ error_code: 'DLI.0001' });
    },
  );

  it('have their log by lines, the last 100 where nothing else is said', async () => {
    const lines = Array.from({ length: 150 }, (_, index) => `line ${index}`);
    const dli = await startDli({
      script: { log: (_job, stream) => (stream === 'stdout' ? lines.join('\n') : '') },
    });
    const id = await submit(dli);
    const all = ['stdout: ', ...lines, 'stderr: '];
    const log = async (query: string) => (await dli.call('GET', `batches/${id}/log${query}`)).body;
    expect(await log('')).toEqual({ id, from: 52, total: 152, log: all.slice(52) });
    expect(await log('?from=0&size=2&type=driver')).toEqual({
      id,
      from: 0,
      total: 152,
      log: all.slice(0, 2),
    });
    expect(await log('?from=1000')).toEqual({ id, from: 1000, total: 152, log: [] });
    expect(await log('?from=-1')).toMatchObject({ error_code: 'DLI.0001' });
    expect(await log('?index=0&from=0&size=1')).toMatchObject({ log: all.slice(0, 1) });
    expect(await log('?index=1')).toMatchObject({
      error_code: 'DLI.0002',
      error_msg: expect.stringContaining('has no try 1'),
    });
  });

  it.each([
    [{ 'spark.a': '1', 'spark.b': 2, 'spark.c': true }],
    [[{ 'spark.a': '1' }, { 'spark.b': 2 }]],
  ])('take settings as an object or as objects of one: %#', async (conf) => {
    const dli = await startDli();
    const order = { file, queue: 'default', conf, driverMemory: '2G', executor_cores: 0 };
    expect((await dli.call('POST', 'batches', order)).status).toBe(200);
  });

  it.each([
    ['DLI.0001', { queue: 'default' }],
    ['DLI.0001', { file }],
    ['DLI.0001', { file, queue: 'default', args: 'a' }],
    ['DLI.0001', { file, queue: 'default', max_retry_times: 101 }],
    ['DLI.0001', { file, queue: 'default', args: Array(9).fill('x'.repeat(120_000)) }],
    ['DLI.0001', { file, queue: 'default', name: 'two\nlines' }],
    ['DLI.0001', { file, queue: 'default', conf: 'spark.x=1' }],
    ['DLI.0001', { file, queue: 'default', conf: { 'spark.x': ['1'] } }],
    ['DLI.0001', { file, queue: 'default', conf: [{ a: '1', b: '2' }] }],
    ['DLI.0001', { file, queue: 'default', driver_memory: '2048' }],
    ['DLI.0001', { file, queue: 'default', executorCores: -1 }],
    ['DLI.0001', { file, queue: 'default', sc_type: 'D' }],
    ['DLI.0001', { file, queue: 'default', jars: 'a.jar' }],
    ['DLI.0001', { file, queue: 'default', modules: 5 }],
    ['DLI.0001', { file, queue: 'default', image: 5 }],
    ['DLI.0001', { file, queue: 'default', feature: 'vm' }],
    ['DLI.0001', { file, queue: 'default', resources: ['a.py'] }],
    ['DLI.0001', { file, queue: 'default', resources: [{ name: 'a.py', type: 'egg' }] }],
    ['DLI.0001', { file, queue: 'default', groups: [{ name: 'lib' }] }],
    ['DLI.0001', { file, queue: 'default', groups: { name: 'lib', resources: [] } }],
    ['DLI.0002', { file, queue: 'none' }],
  ])('are refused with %s: %#', async (code, order) => {
    const dli = await startDli();
    expect(await dli.call('POST', 'batches', order)).toMatchObject({
      status: 400,
      body: { error_code: code },
    });
  });
});
