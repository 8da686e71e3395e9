import { beforeEach, describe, expect, it } from 'vitest';
import { tokens } from './call-dli.ts';
import { type Dli, projectId, startDli } from './start-dli.ts';

let dli: Dli;
beforeEach(async () => {
  dli = await startDli();
});

const create = (body: object, token = tokens.alice) =>
  dli.call('POST', 'queues', body, { 'x-auth-token': token });
const act = (name: string, body: object) => dli.call('PUT', `queues/${name}/action`, body);
const remove = (name: string, token = tokens.alice) =>
  dli.call('DELETE', `queues/${name}`, undefined, { 'x-auth-token': token });
const show = async (name: string) => (await dli.call('GET', `queues/${name}`)).body;
async function list(query = ''): Promise<string[]> {
  const { body } = await dli.call('GET', `queues${query}`);
  return (body as { queues: { queue_name: string }[] }).queues.map(({ queue_name }) => queue_name);
}
/** How many of so many calls at once were done. */
async function together(action: string, calls: number, cu_count: number): Promise<number> {
  const asked = Array.from({ length: calls }, () => act('q', { action, cu_count }));
  return (await Promise.all(asked)).filter(({ status }) => status === 200).length;
}
const refused = (error_code: string) => ({ status: 400, body: { error_code } });
const tags = [{ key: 'team', value: 'bi' }];

describe('queues', () => {
  it('are made, shown in both spellings, and used', async () => {
    const made = await create({ queue_name: 'Q_sql', cu_count: 16, description: 'for 报表', tags });
    expect(made).toMatchObject({
      status: 200,
      body: { is_success: true, message: '', queue_name: 'q_sql' },
    });
    expect(await show('Q_SQL')).toMatchObject({
      is_success: true,
      queue_id: expect.any(Number) as number,
      queueName: 'q_sql',
      queue_name: 'q_sql',
      queueType: 'sql',
      cuCount: 16,
      cu_count: 16,
      chargingMode: 1,
      description: 'for 报表',
      owner: 'alice',
      engine: 'scripted',
      platform: expect.stringMatching(/^(x86_64|aarch64)$/),
      labels: '[]',
      is_restarting: false,
      elastic_resource_pool_name: '',
    });
    expect((await dli.core.stores.queues.find(projectId, 'q_sql'))?.slots).toBe(4);
    await dli.run({ sql: 'SELECT 1', queue_name: 'Q_sql' });
    expect(await create({ queue_name: 'q_SQL', cu_count: 4 })).toMatchObject(refused('DLI.0006'));
    expect(await create({ queue_name: 'default', cu_count: 4 })).toMatchObject(refused('DLI.0006'));
  });

  it('are listed by type, tags, order and page', async () => {
    await create({ queue_name: 'b', cu_count: 8, tags });
    await create({ queue_name: 'a', cu_count: 16 });
    await create({ queue_name: 'g', cu_count: 4, queue_type: 'general' });
    expect(await list()).toEqual(['a', 'b', 'default']);
    expect(await list('?queue_type=general')).toEqual(['g']);
    expect(await list('?queue_type=all&order=cu_asc')).toEqual(['g', 'b', 'default', 'a']);
    expect(await list('?order=queue_name_desc&page-size=2&current-page=2')).toEqual(['a']);
    expect(await list('?tags=team%3Dbi')).toEqual(['b']);
    expect(await dli.call('GET', 'queues?tags=team')).toMatchObject(refused('DLI.0001'));
    expect(await dli.call('GET', 'queues?queue_type=flink')).toMatchObject(refused('DLI.0001'));
  });

  it('are scaled by each of several calls at once, within the limits', async () => {
    await create({ queue_name: 'q', cu_count: 4 });
    expect(await together('scale_out', 10, 4)).toBe(10);
    expect(await show('q')).toMatchObject({ cuCount: 44 });
    expect(await together('scale_in', 4, 12)).toBe(3);
    expect(await show('q')).toMatchObject({ cuCount: 8 });
    expect(await together('scale_out', 4, 120)).toBe(3);
    expect(await show('q')).toMatchObject({ cuCount: 368 });
  });

  it('are scaled by whole slots', async () => {
    await create({ queue_name: 'q', cu_count: 16 });
    const scaled = { status: 200, body: { queue_name: 'q', result: true } };
    expect(await act('q', { action: 'scale_out', cu_count: 16 })).toEqual(
      expect.objectContaining(scaled),
    );
    expect(await show('q')).toMatchObject({ cuCount: 32 });
    expect(await act('q', { action: 'scale_in', cu_count: 28 })).toMatchObject(scaled);
    expect(await act('q', { action: 'scale_in', cu_count: 4 })).toMatchObject(refused('DLI.0001'));
    expect(await show('q')).toMatchObject({ cuCount: 4 });
    expect(await act('q', { action: 'scale_out', cu_count: 400 })).toMatchObject(
      refused('DLI.0001'),
    );
    expect(await act('q', { action: 'scale_out', cu_count: 396 })).toMatchObject(scaled);
    expect(await show('q')).toMatchObject({ cuCount: 400 });
  });

  it('are deleted when nothing is on them, and their names are free then', async () => {
    await create({ queue_name: 'q', cu_count: 4 });
    const working = dli.core.stage.hold('work 1');
    const jobId = await dli.submit({ sql: 'SELECT 1', queue_name: 'q' });
    await working.reached();
    expect(await remove('q')).toMatchObject(refused('DLI.0012'));
    expect(await show('q')).toMatchObject({ queueName: 'q' });
    working.release();
    await dli.core.ended(jobId, projectId);
    expect(await remove('Q')).toMatchObject({ status: 200, body: { is_success: true } });
    expect(await show('q')).toMatchObject({ error_code: 'DLI.0002' });
    expect(await remove('q')).toMatchObject(refused('DLI.0002'));
    expect(await list()).toEqual(['default']);
    const submit = { sql: 'SELECT 1', queue_name: 'q' };
    expect(await dli.call('POST', 'jobs/submit-job', submit)).toMatchObject(refused('DLI.0002'));
    expect((await dli.call('GET', `jobs/${jobId}/status`)).body).toMatchObject({
      status: 'FINISHED',
      queue_name: 'q',
    });
    expect((await create({ queue_name: 'q', cu_count: 8 })).status).toBe(200);
    expect(await show('q')).toMatchObject({ cuCount: 8 });
    await dli.run(submit);
  });

  it('are not deleted or scaled where all projects have them, or for who may not', async () => {
    expect(await remove('default')).toMatchObject(refused('DLI.0007'));
    await create({ queue_name: 'q', cu_count: 4 });
    expect(await remove('q', tokens.victor)).toMatchObject(refused('DLI.0003'));
    expect(await create({ queue_name: 'r', cu_count: 4 }, tokens.victor)).toMatchObject(
      refused('DLI.0003'),
    );
  });

  it.each([
    [{ cu_count: 16 }, 'DLI.0001'],
    [{ queue_name: 'q' }, 'DLI.0001'],
    [{ queue_name: '_q', cu_count: 16 }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 15 }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 0 }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: '16' }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 16, queue_type: 'all' }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 16, charging_mode: 2 }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 16, description: 'x'.repeat(257) }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 16, tags: [{ key: '_sys_a', value: '' }] }, 'DLI.0001'],
    [{ queue_name: 'q', cu_count: 16, engine: 'hetuEngine' }, 'DLI.0007'],
    [{ queue_name: 'q', cu_count: 16, elastic_resource_pool_name: 'pool' }, 'DLI.0007'],
  ])('are not made of %j: %s', async (body, code) => {
    expect(await create(body)).toMatchObject(refused(code));
    expect(await list('?queue_type=all')).toEqual(['default']);
  });
});
