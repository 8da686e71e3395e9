import { join } from 'node:path';
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runSluice } from './support/run-sluice.ts';
import { type StartedGateway, startGateway } from './support/start-gateway.ts';

// Each over each wire API, on one gateway with real programs: a clear error in the API's own envelope, and
// nothing made. What an upload can do wrong is in packages/gateway/tests/dialects/native-files.test.ts, a
// disk that fills up in packages/gateway/tests/process/full-disk.test.ts.

interface Answer {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly text: string;
}

interface Api {
  readonly base: string;
  readonly headers: Record<string, string>;
  /** What an order needs beside its file. */
  readonly order: object;
  /** Whether a refusal is in the API's own envelope. */
  readonly isRefusal: (body: Record<string, unknown>) => boolean;
  readonly stateOf: (body: Record<string, unknown>) => unknown;
  readonly ended: { readonly well: string; readonly badly: string };
}

const files: Readonly<Record<string, string>> = {
  'good.py': 'print("good")\n',
  'exits.py': 'raise SystemExit(7)\n',
  'long.py':
    'import sys\nfor _ in range(100):\n  sys.stdout.write("x" * 1_000_000)\nprint("\\nlast")\n',
  'binary.py': 'import sys\nsys.stdout.buffer.write(bytes(range(256)) * 100 + b"\\nlast\\n")\n',
};

let gateway: StartedGateway;
let apis: Readonly<Record<'native' | 'dli' | 'livy', Api>>;
const isText = (value: unknown) => typeof value === 'string' && value.length > 10;

beforeAll(async () => {
  gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off' } });
  const { projectId, url } = gateway;
  const bearer = { authorization: `Bearer ${gateway.credential.api_key}` };
  apis = {
    native: {
      base: `${url}/api/v1`,
      headers: bearer,
      order: {},
      isRefusal: ({ code, detail }) => typeof code === 'string' && isText(detail),
      stateOf: ({ status }) => status,
      ended: { well: 'succeeded', badly: 'failed' },
    },
    dli: {
      base: `${url}/v2.0/${projectId}`,
      headers: { 'x-auth-token': await tokenOf(gateway) },
      order: { queue: 'default' },
      isRefusal: ({ error_code, error_msg }) =>
        /^DLI\.\d{4}$/.test(String(error_code)) && isText(error_msg),
      stateOf: ({ state }) => state,
      ended: { well: 'success', badly: 'dead' },
    },
    livy: {
      base: `${url}/livy`,
      headers: bearer,
      order: {},
      isRefusal: ({ msg }) => isText(msg),
      stateOf: ({ state }) => state,
      ended: { well: 'success', badly: 'dead' },
    },
  };
  for (const [name, text] of Object.entries(files)) await put(name, text, bearer);
}, 120_000);
afterAll(() => gateway.stop());

async function tokenOf({ url, projectId, credential }: StartedGateway): Promise<string> {
  const { user, password, domain } = credential;
  const identity = {
    methods: ['password'],
    password: { user: { name: user, password, domain: { name: domain } } },
  };
  const body = JSON.stringify({ auth: { identity, scope: { project: { id: projectId } } } });
  const answer = await fetch(`${url}/v3/auth/tokens`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  return answer.headers.get('x-subject-token') ?? '';
}

async function put(name: string, text: string, headers: Record<string, string>): Promise<void> {
  const address = `${gateway.url}/api/v1/files/lake/${name}`;
  const { status } = await fetch(address, { method: 'PUT', headers, body: text });
  expect(status).toBeLessThan(300);
}

async function call(
  { base, headers }: Api,
  method: string,
  path: string,
  order?: object,
): Promise<Answer> {
  const answer = await fetch(`${base}${path}`, {
    method,
    headers: { ...headers, 'content-type': 'application/json' },
    ...(order && { body: JSON.stringify(order) }),
  });
  const text = await answer.text();
  return { status: answer.status, text, body: text.startsWith('{') ? JSON.parse(text) : {} };
}

const batchesOf = (api: Api) => (api.base.endsWith('/v1') ? '/jobs' : '/batches');

async function countOf(api: Api): Promise<unknown> {
  const { body } = await call(api, 'GET', batchesOf(api));
  return body['total'] ?? (body['jobs'] as unknown[]).length;
}

/** @returns its log when it has ended as it should */
async function run(api: Api, file: string, how: 'well' | 'badly') {
  const { body } = await call(api, 'POST', '/batches', {
    ...api.order,
    file: `obs://lake/${file}`,
  });
  const path = `${batchesOf(api)}/${String(body['id'])}`;
  for (;;) {
    const state = api.stateOf((await call(api, 'GET', path)).body);
    if (state === api.ended[how]) return path;
    if (Object.values(api.ended).includes(String(state)))
      throw new Error(`it ended ${String(state)}`);
    await pause(50);
  }
}

const good = { file: 'obs://lake/good.py' } as const;

describe.each(['native', 'dli', 'livy'] as const)('a batch over %s', (name) => {
  it.each([
    ['a file that is not there', { file: 'obs://lake/none.py' }, /none\.py/],
    ['a resource that is not there', { file: 'none' }, /none|obs:/],
    ['a program without a file', {}, /file/],
    ['an arg of 1 MB', { ...good, args: ['x'.repeat(1_000_000)] }, /args\[0\].*131071 bytes/],
    ['an arg of too many bytes', { ...good, args: ['é'.repeat(70_000)] }, /args\[0\].*131071/],
    ['args of 1 MB in all', { ...good, args: Array(10).fill('x'.repeat(100_001)) }, /1000000/],
    ['an arg with NUL', { ...good, args: ['a\0b'] }, /args\[0\].*NUL/],
    ['a file of a reserved name', { ...good, files: ['obs://lake/.tmp'] }, /\.tmp/],
    ['a queue that is not there', { file: 'obs://lake/good.py', queue: 'nowhere' }, /nowhere/],
    ['a jar', { file: 'obs://lake/app.jar', className: 'org.Main' }, /default.*duckdb.*\.py, \.js/],
  ])('is refused for %s', async (_, order, message) => {
    const api = apis[name];
    const before = await countOf(api);
    const { status, body, text } = await call(
      api,
      'POST',
      '/batches',
      nameOf(name, { ...api.order, ...order }),
    );
    expect(status).toBeGreaterThanOrEqual(400);
    expect(status).toBeLessThan(500);
    expect(text).toMatch(message);
    expect(api.isRefusal(body)).toBe(true);
    expect(await countOf(api)).toEqual(before);
  });

  it('that ends before anybody looks has failed', async () => {
    const path = await run(apis[name], 'exits.py', 'badly');
    expect((await call(apis[name], 'GET', path)).status).toBe(200);
  });
});

describe.each(['dli', 'livy'] as const)('the log of a batch over %s', (name) => {
  it.each(['long.py', 'binary.py'])('can be read: %s', async (file) => {
    const api = apis[name];
    const path = await run(api, file, 'well');
    const { status, body } = await call(api, 'GET', `${path}/log?size=100`);
    expect(status).toBe(200);
    expect((body['log'] as string[]).slice(-2)).toEqual(['last', 'stderr: ']);
    const past = await call(api, 'GET', `${path}/log?from=1000000`);
    expect(past).toMatchObject({ status: 200, body: { log: [] } });
  });
});

describe('a batch over the native API', () => {
  it('that ends before anybody looks has its exit status', async () => {
    const path = await run(apis.native, 'exits.py', 'badly');
    const { body } = await call(apis.native, 'GET', path);
    expect(body['error']).toMatchObject({ exit_status: 7 });
  });

  it.each([
    ['long.py', 100_000_006],
    ['binary.py', 25_606],
  ])('has a log that can be read, also past its end: %s', async (file, length) => {
    const path = await run(apis.native, file, 'well');
    const read = (query: string) => call(apis.native, 'GET', `${path}/logs/stdout?${query}`);
    expect((await read('limit=1000')).body['size']).toBe(length);
    expect((await read(`from=${length - 6}`)).body['text']).toBe('\nlast\n');
    for (const past of [length, length + 1, Number.MAX_SAFE_INTEGER]) {
      const answer = await read(`from=${past}`);
      expect(answer).toMatchObject({ status: 200, body: { text: '', next: past } });
    }
  });
});

/** The native API has another name for a class that does nothing here. */
function nameOf(api: string, order: Record<string, unknown>): object {
  const { className: _, ...rest } = order;
  return api === 'native' ? rest : order;
}

it('a file of another project is as unknown as one that never was', async () => {
  const out = join(gateway.dataDir, '..', 'stranger.json');
  const where = ['--data-dir', gateway.dataDir];
  await runSluice(['server', 'add-project', 'lab', ...where]);
  const args = ['server', 'add-user', 'eve', '--project', 'lab', '--role', 'admin', '--out', out];
  await runSluice([...args, ...where]);
  const { api_key: key } = JSON.parse(readFileSync(out, 'utf8')) as { api_key: string };
  await put('secret.py', 'print("secret")\n', { authorization: `Bearer ${key}` });
  for (const api of Object.values(apis)) {
    const asked = async (file: string) => {
      const { status, text } = await call(api, 'POST', '/batches', {
        ...api.order,
        file: `obs://lake/${file}`,
      });
      return {
        status,
        text: text.replaceAll(/"request_id":"[^"]*"/g, '').replaceAll(file, 'FILE'),
      };
    };
    expect(await asked('secret.py')).toEqual(await asked('no-such.py'));
  }
});

it('over DLI `queue` wins over `cluster_name`, as the newer word', async () => {
  const file = 'obs://lake/good.py';
  const both = { file, queue: 'default', cluster_name: 'nowhere' };
  expect(await call(apis.dli, 'POST', '/batches', both)).toMatchObject({
    status: 200,
    body: { queue: 'default', cluster_name: 'default' },
  });
  const wrong = { file, queue: 'nowhere', cluster_name: 'default' };
  expect((await call(apis.dli, 'POST', '/batches', wrong)).body['error_code']).toBe('DLI.0002');
});

it('deleting or replacing a package in use changes nothing in the batch that runs', async () => {
  const text = 'import time\nprint("begun", flush=True)\nwhile True:\n  time.sleep(1)\n';
  await put('used.py', text, apis.native.headers);
  const { body } = await call(apis.native, 'POST', '/batches', { file: 'obs://lake/used.py' });
  const path = `/jobs/${String(body['id'])}`;
  const log = async () => (await call(apis.native, 'GET', `${path}/logs/stdout`)).body['text'];
  while ((await log()) !== 'begun\n') await pause(50);
  expect((await call(apis.native, 'DELETE', '/files/lake/used.py')).status).toBe(204);
  expect((await call(apis.native, 'GET', path)).body['status']).toBe('running');
  const order = { file: 'obs://lake/used.py' };
  expect((await call(apis.native, 'POST', '/batches', order)).status).toBe(400);
  expect((await call(apis.native, 'POST', `${path}/cancel`, {})).status).toBe(200);
  expect(await log()).toBe('begun\n');
});
