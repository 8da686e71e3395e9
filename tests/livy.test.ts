import { afterAll, beforeAll, expect, it } from 'vitest';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

let gateway: StartedGateway;
/** With Livy at its root. */
let url: string;
beforeAll(async () => {
  gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off', SLUICE_LIVY_PORT: '0' } });
  url = /"livy":"([^"]+)"/.exec(gateway.logged())?.[1] ?? '';
});
afterAll(() => gateway.stop());

interface Statement {
  readonly id: number;
  readonly state: string;
  readonly output: { readonly data: Record<string, { readonly data: unknown[] }> } | null;
}

function headersOf({ user, password }: StartedGateway['credential']): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}` };
}

async function call<Body>(method: string, path: string, body?: object): Promise<[number, Body]> {
  const answer = await fetch(path.startsWith('http') ? path : url + path, {
    method,
    headers: headersOf(gateway.credential),
    ...(body && { body: JSON.stringify(body) }),
  });
  return [answer.status, (await answer.json()) as Body];
}

async function open(): Promise<number> {
  const [status, { id }] = await call<{ id: number }>('POST', '/sessions', { kind: 'sql' });
  expect(status).toBe(201);
  return id;
}

async function submit(session: number, code: string): Promise<string> {
  const path = `/sessions/${session}/statements`;
  const [status, { id }] = await call<Statement>('POST', path, { code });
  expect(status).toBe(201);
  return `${path}/${id}`;
}

async function untilState(path: string, ...states: readonly string[]): Promise<Statement> {
  let last: Statement | null = null;
  await expect
    .poll(
      async () => {
        [, last] = await call<Statement>('GET', path);
        return last.state;
      },
      { timeout: 30_000, interval: 50 },
    )
    .toBeOneOf([...states]);
  if (!last) throw new Error('nothing was read');
  return last;
}

it('keeps a session on DuckDB from statement to statement, at the root of a port and at /livy', async () => {
  const session = await open();
  await submit(session, 'CREATE TEMPORARY TABLE t AS SELECT 41 AS n;');
  const path = await submit(
    session,
    '-- one more\nSELECT n + 1 AS answer, 9007199254740993 AS big FROM t',
  );
  const { output } = await untilState(path, 'available');
  expect(output).toMatchObject({ status: 'ok', execution_count: 1 });
  const text = await (
    await fetch(`${gateway.url}/livy${path}`, { headers: headersOf(gateway.credential) })
  ).text();
  expect(text).toContain('"data":[[42,9007199254740993]]');
  expect(await call('DELETE', `${gateway.url}/livy/sessions/${session}`)).toEqual([
    200,
    { msg: 'deleted' },
  ]);
  expect((await call('GET', `/sessions/${session}`))[0]).toBe(404);
});

it('stops a statement for real, and the session goes on', async () => {
  const session = await open();
  const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';
  const path = await submit(session, scan);
  await untilState(path, 'running');
  expect(await call('POST', `${path}/cancel`)).toEqual([200, { msg: 'canceled' }]);
  expect(await untilState(path, 'cancelled')).toMatchObject({
    output: { status: 'error', ename: 'Cancelled', traceback: [] },
  });
  expect((await call<{ state: string }>('GET', `/sessions/${session}/state`))[1].state).toBe(
    'idle',
  );
  const next = await submit(session, 'SELECT 1 AS one');
  await untilState(next, 'available');
  expect((await call('DELETE', `/sessions/${session}`))[0]).toBe(200);
});

it('does not start on a port that is taken, and says which setting is meant', async () => {
  const { port } = new URL(url);
  await expect(startGateway({ env: { SLUICE_LIVY_PORT: port } })).rejects.toThrow(
    `cannot listen on 127.0.0.1:${port}: it is in use; stop that program, or set SLUICE_LIVY_PORT`,
  );
});

it('has its version at the root, for everybody, and no other API', async () => {
  expect((await fetch(`${url}/version`)).status).toBe(200);
  expect((await fetch(`${url}/sessions`)).status).toBe(401);
  expect((await call('GET', '/api/v1/jobs'))[0]).toBe(404);
});
