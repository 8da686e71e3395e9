import { expect, it } from 'vitest';
import { projectId } from '../access/personas.ts';
import { startFabric } from './start-fabric.ts';

const base = `/v2/workspaces/${projectId}`;
const order = { endpoint_name: 'default', catalog_context: { catalog_name: 'hive' } };

it('opens, executes, cancels and closes in the spelling of v2', async () => {
  const { core, call, until } = await startFabric();
  const opened = await call('POST', `${base}/aura-sessions`, order);
  expect(opened).toMatchObject({ status: 200, body: { status: 'RUNNING' } });
  const { session_id } = opened.body as { session_id: string };

  const statement = { session_id, statement: 'SELECT 1', is_sync: true, limit: '1' };
  const executed = await call('POST', `${base}/aura-sessions/statements`, statement);
  expect(executed.body).toMatchObject({ status: 0, results: [{ num_rows: 1 }] });
  const { statement_id } = executed.body as { statement_id: string };
  const result = `${base}/aura-sessions/${session_id}/statements/${statement_id}`;
  expect((await call('GET', `${result}?page_num=2147483647`)).body).toMatchObject({
    status: 0,
    results: [{ row_count: 0, page_no: 2_147_483_647 }],
  });

  const held = core.stage.hold('work 1');
  const { body } = await call('POST', `${base}/aura-sessions/statements`, {
    ...statement,
    is_sync: false,
  });
  const running = (body as { statement_id: string }).statement_id;
  await held.reached();
  const cancelled = await call(
    'POST',
    `${base}/aura-sessions/${session_id}/statements/${running}/cancel`,
  );
  expect(cancelled).toMatchObject({ status: 204, text: '' });
  await until(session_id, running, 4);

  expect(await call('DELETE', `${base}/aura-sessions/${session_id}`)).toMatchObject({
    status: 204,
    text: '',
  });
  // The same session in the spelling of v1.
  expect((await call('GET', `sessions/${session_id}`)).body).toEqual({
    session_id,
    status: 'CLOSED',
  });
});

it('pages by marker', async () => {
  const { call, run } = await startFabric();
  const ids: string[] = [];
  for (let count = 0; count < 3; count++) {
    const { body } = await call('POST', `${base}/aura-sessions`, order);
    const { session_id } = body as { session_id: string };
    ids.unshift(session_id);
    await run(session_id, 'SELECT 1; SELECT 2');
  }
  const seen: string[] = [];
  let marker = '';
  do {
    const { body } = await call('GET', `${base}/aura-sessions?limit=2&marker=${marker}`);
    const page = body as { sessions: { session_id: string }[]; total: number; next_marker: string };
    expect(page.total).toBe(3);
    seen.push(...page.sessions.map((one) => one.session_id));
    marker = page.next_marker;
  } while (marker !== '');
  expect(seen).toEqual(ids);

  const records = await call('GET', `${base}/aura-statement-records?limit=4&endpoint_name=default`);
  expect(records.body).toMatchObject({ current_count: 4, next_marker: '4' });
  expect(records.body).not.toHaveProperty('total');
  const last = await call('GET', `${base}/aura-statement-records?limit=4&marker=4`);
  expect(last.body).toMatchObject({ current_count: 2, next_marker: '' });
  const none = await call('GET', `${base}/aura-statement-records?endpoint_name=nosuch`);
  expect(none.body).toEqual({ records: [], current_count: 0, next_marker: '' });
  const ofSession = await call('GET', `${base}/aura-sessions/${ids[0]}/statements?limit=1`);
  expect(ofSession.body).toMatchObject({ current_count: 1, next_marker: '1' });
});

it('says what is wrong in the same envelope', async () => {
  const { call } = await startFabric();
  for (const [method, path, body, status, message] of [
    ['POST', 'aura-sessions', {}, 400, 'endpoint_name is missing.'],
    ['POST', 'aura-sessions', { endpoint_name: 'default' }, 400, 'catalog_context is missing.'],
    ['POST', 'aura-sessions', { ...order, endpoint_name: 'x' }, 404, 'There is no endpoint x'],
    ['GET', 'aura-sessions?marker=x', undefined, 400, 'marker must be the next_marker'],
    ['GET', 'spark-sqls', undefined, 404, 'There is nothing at'],
    ['POST', 'spark-sqls', {}, 404, 'There is nothing at'],
  ] as const) {
    expect(await call(method, `${base}/${path}`, body)).toMatchObject({
      status,
      body: {
        error_code: 'common.01000001',
        error_msg: expect.stringContaining(message) as string,
      },
    });
  }
});
