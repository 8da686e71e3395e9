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
    ids.unshift(await openAura(call));
    await run(ids[0] ?? '', 'SELECT 1; SELECT 2');
  }
  const seen: string[] = [];
  let marker = '';
  do {
    const page = await pageOf(call, 'aura-sessions?limit=2', marker);
    expect(page.total).toBe(3);
    seen.push(...(page.sessions ?? []).map((one) => one.session_id));
    marker = page.next_marker;
  } while (marker !== '');
  expect(seen).toEqual(ids);

  const list = 'aura-statement-records?limit=4&endpoint_name=default';
  const records = await pageOf(call, list);
  expect(records).toMatchObject({ current_count: 4, next_marker: expect.stringMatching(/./) });
  expect(records).not.toHaveProperty('total');
  const last = await pageOf(call, list, records.next_marker);
  expect(last).toMatchObject({ current_count: 2, next_marker: '' });
  const none = await call('GET', `${base}/aura-statement-records?endpoint_name=nosuch`);
  expect(none.body).toEqual({ records: [], current_count: 0, next_marker: '' });
  const ofSession = await pageOf(call, `aura-sessions/${ids[0]}/statements?limit=1`);
  expect(ofSession).toMatchObject({ current_count: 1, next_marker: expect.stringMatching(/./) });
});

it('filters sessions by the id of their endpoint, and records by that and by their session', async () => {
  const { call, run } = await startFabric();
  const session = await openAura(call);
  const other = await openAura(call);
  await run(session, 'SELECT 1');
  await run(other, 'SELECT 2');
  const { records = [] } = await pageOf(call, `aura-statement-records?session_id=${session}`);
  expect(records).toMatchObject([{ session_id: session, statement_content: 'SELECT 1' }]);
  const endpoint = records[0]?.endpoint_id;
  expect(await pageOf(call, `aura-sessions?endpoint_id=${endpoint}`)).toMatchObject({ total: 2 });
  const all = await pageOf(call, `aura-statement-records?endpoint_id=${endpoint}`);
  expect(all).toMatchObject({ current_count: 2 });
  expect(await pageOf(call, `aura-sessions?endpoint_id=${session}`)).toMatchObject({ total: 0 });
  const none = await pageOf(call, `aura-statement-records?endpoint_id=${session}`);
  expect(none).toMatchObject({ current_count: 0 });
});

it('shows each session once to whoever walks a list and closes what it shows', async () => {
  const { call } = await startFabric();
  const ids: string[] = [];
  for (let count = 0; count < 6; count++) ids.unshift(await openAura(call));
  const closed: string[] = [];
  let marker = '';
  do {
    const page = await pageOf(call, 'aura-sessions?status=RUNNING&limit=2', marker);
    for (const { session_id } of page.sessions ?? []) {
      expect((await call('DELETE', `${base}/aura-sessions/${session_id}`)).status).toBe(204);
      closed.push(session_id);
    }
    marker = page.next_marker;
  } while (marker !== '');
  expect(closed).toEqual(ids);
  expect(await pageOf(call, 'aura-sessions?status=RUNNING')).toMatchObject({ total: 0 });
});

it('shows no row twice when others are made between two pages', async () => {
  const { call, run } = await startFabric();
  const session = await openAura(call);
  await openAura(call);
  await openAura(call);
  await run(session, 'SELECT 1; SELECT 2; SELECT 3');
  for (const list of [
    'aura-sessions',
    'aura-statement-records',
    `aura-sessions/${session}/statements`,
  ]) {
    const seen: string[] = [];
    let marker = '';
    do {
      const page = await pageOf(call, `${list}?limit=2`, marker);
      seen.push(
        ...(page.sessions ?? []).map((one) => one.session_id),
        ...(page.records ?? []).map((one) => one.id ?? one.statement_id ?? ''),
      );
      marker = page.next_marker;
      await openAura(call);
      await run(session, 'SELECT 4; SELECT 5');
    } while (marker !== '');
    expect(new Set(seen).size).toBe(seen.length);
  }
});

it('takes no marker that it has not given for that list', async () => {
  const { call, run } = await startFabric();
  const session = await openAura(call);
  await openAura(call);
  await run(session, 'SELECT 1; SELECT 2');
  const { next_marker } = await pageOf(call, 'aura-sessions?limit=1');
  for (const [list, marker] of [
    ['aura-sessions', 'x'],
    ['aura-sessions', '4'],
    ['aura-sessions', `${next_marker}${next_marker}`],
    ['aura-sessions', 'x'.repeat(2_000)],
    ['aura-sessions', '%00'],
    ['aura-statement-records', next_marker],
    [`aura-sessions/${session}/statements`, next_marker],
  ] as const) {
    expect(await call('GET', `${base}/${list}?marker=${marker}`)).toMatchObject({
      status: 400,
      body: {
        error_code: 'common.01000001',
        error_msg: expect.stringContaining('marker must be the next_marker') as string,
      },
    });
  }
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

type Call = Awaited<ReturnType<typeof startFabric>>['call'];

async function openAura(call: Call): Promise<string> {
  const { body } = await call('POST', `${base}/aura-sessions`, order);
  return (body as { session_id: string }).session_id;
}

interface Page {
  readonly sessions?: { readonly session_id: string }[];
  readonly records?: {
    readonly id?: string;
    readonly statement_id?: string;
    readonly endpoint_id?: string;
  }[];
  readonly total?: number;
  readonly next_marker: string;
}

async function pageOf(call: Call, list: string, marker = ''): Promise<Page> {
  const query = `${list.includes('?') ? '&' : '?'}marker=${marker}`;
  const answer = await call('GET', `${base}/${list}${query}`);
  if (answer.status !== 200) throw new Error(answer.text);
  return answer.body as Page;
}
