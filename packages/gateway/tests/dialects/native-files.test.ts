import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, readdirSync } from 'node:fs';
import { type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOf, projectId } from './native-users.ts';
import { as, type Native, startNative } from './start-native.ts';

let native: Native;
let uploadsDir: string;
beforeEach(async () => {
  native = await startNative({ quotas: { bucket_bytes: 1_000 } });
  uploadsDir = join(dirname(native.core.stateFile), 'projects', projectId, 'uploads');
});

type Headers = Record<string, string>;

async function call(method: string, path: string, body?: string, headers: Headers = {}) {
  const response = await fetch(`${native.url}/files/${path}`, {
    method,
    headers: { ...as('alice'), ...headers },
    ...(body !== undefined && { body }),
  });
  const text = await response.text();
  const isJson = /json/.test(response.headers.get('content-type') ?? '');
  const { status } = response;
  return { status, headers: response.headers, text, body: isJson ? JSON.parse(text) : null };
}

const put = (path: string, body: string, headers?: Headers) => call('PUT', path, body, headers);
const get = (path: string, headers?: Headers) => call('GET', path, undefined, headers);

function digestOf(text: string): string {
  return `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
}

function aside(): string[] {
  return existsSync(uploadsDir) ? readdirSync(uploadsDir) : [];
}

/** Sends a target that no client would, letter by letter. */
async function rawly(method: string, target: string): Promise<number> {
  const { hostname, port } = new URL(native.url);
  const sending = request({ hostname, port, method, path: target, headers: as('alice') });
  sending.end();
  const [answer] = await once(sending, 'response');
  answer.resume();
  await once(answer, 'end');
  return answer.statusCode;
}

describe('a file', () => {
  it('is put, listed, read, replaced and deleted', async () => {
    const made = await put('lake/jars/etl.jar', 'content', {
      'content-digest': digestOf('content'),
    });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({ bucket: 'lake', key: 'jars/etl.jar', size: 7 });
    expect(made.body.sha256).toBe(createHash('sha256').update('content').digest('hex'));
    expect(aside()).toEqual([]);

    const { bucket: _bucket, sha256: _sha256, ...listed } = made.body;
    expect((await get('lake')).body).toEqual({ files: [listed], next: null });
    expect((await get('lake?prefix=py')).body).toEqual({ files: [], next: null });
    expect((await native.get('/files')).body).toEqual({ buckets: ['lake'] });

    const read = await get('lake/jars/etl.jar');
    expect([read.status, read.text]).toEqual([200, 'content']);
    expect(read.headers.get('etag')).toBe(`"${made.body.etag}"`);
    expect(read.headers.get('content-type')).toBe('application/octet-stream');
    expect(read.headers.get('x-content-type-options')).toBe('nosniff');

    expect((await put('lake/jars/etl.jar', 'new')).status).toBe(200);
    expect((await get('lake/jars/etl.jar')).text).toBe('new');
    expect((await call('DELETE', 'lake/jars/etl.jar')).status).toBe(204);
    expect((await get('lake/jars/etl.jar')).status).toBe(404);
    expect((await call('DELETE', 'lake/jars/etl.jar')).status).toBe(404);
  });

  it('is listed in pages', async () => {
    for (const key of ['a', 'b', 'c']) await put(`lake/${key}`, key);
    const first = (await get('lake?limit=2')).body;
    expect(first.next).toBe('b');
    const second = (await get(`lake?limit=2&after=${first.next}`)).body;
    expect(second.files.map(({ key }: { key: string }) => key)).toEqual(['c']);
    expect(second.next).toBeNull();
  });

  it('is read in ranges, and not again where it is known', async () => {
    const { etag } = (await put('lake/a', '0123456789')).body;
    const part = await get('lake/a', { range: 'bytes=2-4' });
    expect([part.status, part.text]).toEqual([206, '234']);
    expect(part.headers.get('content-range')).toBe('bytes 2-4/10');
    const behind = await get('lake/a', { range: 'bytes=10-' });
    expect([behind.status, behind.body.code]).toEqual([416, 'range_not_satisfiable']);
    expect(behind.headers.get('content-range')).toBe('bytes */10');
    expect((await get('lake/a', { range: 'bytes=2-4', 'if-range': '"other"' })).status).toBe(200);

    const known = await get('lake/a', { 'if-none-match': `"${etag}"` });
    expect([known.status, known.text]).toEqual([304, '']);
    expect((await get('lake/a', { 'if-none-match': '"other"' })).status).toBe(200);
    const since = known.headers.get('last-modified') ?? '';
    expect((await get('lake/a', { 'if-modified-since': since })).status).toBe(304);

    const head = await call('HEAD', 'lake/a');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '10']);
  });

  it('is empty where nothing is sent', async () => {
    expect((await put('lake/empty', '')).body).toMatchObject({ size: 0 });
    expect((await get('lake/empty')).text).toBe('');
  });

  it('may be larger than any other body, and no JSON', async () => {
    const other = await startNative();
    const headers = { ...as('alice'), 'content-type': 'application/json' };
    const body = randomBytes(40 * 1_024 * 1_024);
    const answer = await fetch(`${other.url}/files/lake/a`, { method: 'PUT', headers, body });
    expect(((await answer.json()) as { size: number }).size).toBe(body.length);

    // By several at once, of whom some begin late, when no more is taken for them.
    const read = await Promise.all(
      [0, 300, 0, 300].map(async (pauseMs) => {
        const hash = createHash('sha256');
        const reading = request(`${other.url}/files/lake/a`, { headers: as('alice') }).end();
        const [bytes] = (await once(reading, 'response')) as [IncomingMessage];
        await sleep(pauseMs);
        for await (const part of bytes) hash.update(part as Buffer);
        return hash.digest('hex');
      }),
    );
    const whole = createHash('sha256').update(body).digest('hex');
    expect(read).toEqual([whole, whole, whole, whole]);
  });
});

describe('a name that could lead out, or mean another file', () => {
  const files = '/api/v1/files';
  const hostile = [
    '/lake/../../../etc/passwd',
    '/lake/a/../../b',
    '/lake/%2e%2e/b',
    '/lake/..%2fb',
    '/lake/a%2Fb',
    '/lake//etc/passwd',
    '/lake/',
    '/lake/a/',
    '/lake/.',
    '/lake/a%00.csv',
    '/lake/a%0Ab',
    '/lake/..%5C..%5Cb',
    '/lake/.sluice-x/a',
    '/lake/.%53LUICE-x',
    '/lake/%2Esluice',
    '/lake/e%CC%81',
    `/lake/${'a'.repeat(256)}`,
    `/lake/${'d/'.repeat(32)}a`,
    '/../a',
    '/%2e%2e/a',
    '/.sluice-x/a',
    '/a%00/b',
    '/_/a/b',
    '/lake/%ff',
    '/lake/%ED%A0%80',
    '/lake/%',
  ];
  it('is a bad request', async () => {
    for (const target of hostile) {
      for (const method of ['GET', 'PUT', 'DELETE']) {
        const answer = [method, target, await rawly(method, files + target)];
        expect(answer).toEqual([method, target, 400]);
      }
    }
    expect((await native.get('/files')).body).toEqual({ buckets: [] });
  });

  it('is decoded once: what SQL writes for a partition can be named', async () => {
    expect((await put('lake/day=a%252Fb/0.csv', 'x')).body.key).toBe('day=a%2Fb/0.csv');
    expect((await get('lake/day=a%252Fb/0.csv')).text).toBe('x');
    expect((await put('_/top.csv', 'x')).status).toBe(201);
    expect((await get('_')).body.files).toHaveLength(1);
  });

  it('of another project leads to its own', async () => {
    await put('lake/a', 'x');
    const eve = await fetch(`${native.url}/files/lake/a`, { headers: as('eve') });
    expect(eve.status).toBe(404);
    expect((await native.get('/files', as('eve'))).body).toEqual({ buckets: [] });
  });
});

describe('an upload', () => {
  it('is refused where its digest is another', async () => {
    const wrong = await put('lake/a', 'content', { 'content-digest': digestOf('other') });
    expect([wrong.status, wrong.body.code]).toEqual([400, 'wrong_digest']);
    expect((await put('lake/a', 'content', { 'repr-digest': digestOf('other') })).status).toBe(400);
    const unknown = await put('lake/a', 'content', { 'content-digest': 'md5=:AAAA:' });
    expect(unknown.body).toMatchObject({ code: 'invalid_request', field: 'content-digest' });
    expect((await get('lake/a')).status).toBe(404);
    expect(aside()).toEqual([]);
  });

  it('is refused by the name of the quota, told its length or not', async () => {
    const told = await put('lake/a', 'x'.repeat(1_001));
    expect([told.status, told.body.code, told.body.quota]).toEqual([
      507,
      'storage_full',
      'bucket_bytes',
    ]);
    expect(told.body).toMatchObject({ limit: 1_000, used: 0 });
    const body = ReadableStream.from([Buffer.alloc(600), Buffer.alloc(600)]);
    const init = { method: 'PUT', headers: as('alice'), body, duplex: 'half' };
    const untold = await fetch(`${native.url}/files/lake/a`, init as RequestInit);
    expect([untold.status, ((await untold.json()) as { quota: string }).quota]).toEqual([
      507,
      'bucket_bytes',
    ]);
    expect((await put('lake/a', 'x'.repeat(1_000))).status).toBe(201);
    expect(aside()).toEqual([]);
  });

  it('that is cut in the middle leaves nothing', async () => {
    const { hostname, port } = new URL(native.url);
    const socket = connect(Number(port), hostname);
    const head = [
      'PUT /api/v1/files/lake/a HTTP/1.1',
      `Host: ${hostname}:${port}`,
      `Authorization: Bearer ${keyOf('alice')}`,
      'Content-Length: 900',
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${'x'.repeat(400)}`);
    while (aside().length === 0) await new Promise((resolve) => setImmediate(resolve));
    socket.destroy();
    while (aside().length > 0) await new Promise((resolve) => setImmediate(resolve));
    expect((await get('lake/a')).status).toBe(404);
    expect((await get('lake')).status).toBe(404);
  });

  it('goes on where it was, in parts', async () => {
    const all = '0123456789';
    const named = { 'repr-digest': digestOf(all) };
    const ask = () => put('lake/a', '', { ...named, 'content-range': 'bytes */10' });
    const part = (range: string, text: string) =>
      put('lake/a', text, { ...named, 'content-range': `bytes ${range}/10` });

    expect(await ask()).toMatchObject({ status: 202, body: { received: 0, total: 10 } });
    expect(await part('0-3', '0123')).toMatchObject({ status: 202, body: { received: 4 } });
    expect(await ask()).toMatchObject({ status: 202, body: { received: 4, total: 10 } });
    const wrong = await part('6-9', '6789');
    expect([wrong.status, wrong.body.code, wrong.body.received]).toEqual([409, 'wrong_offset', 4]);
    expect((await get('lake/a')).status).toBe(404);
    expect(await part('4-9', '456789')).toMatchObject({ status: 201, body: { size: 10 } });
    expect((await get('lake/a')).text).toBe(all);
    expect(aside()).toEqual([]);
  });

  it.each([
    ['bytes 0-3/10', {}, 'Repr-Digest'],
    ['bytes 3-0/10', { 'repr-digest': digestOf('x') }, 'Content-Range'],
    ['bytes 0-10/10', { 'repr-digest': digestOf('x') }, 'Content-Range'],
    ['bytes 0-2/10', { 'repr-digest': digestOf('x') }, 'Content-Range'],
    ['bytes 0-3/*', { 'repr-digest': digestOf('x') }, 'Content-Range'],
    ['lines 0-3/10', { 'repr-digest': digestOf('x') }, 'Content-Range'],
  ])('of the range %s with %j names the header at fault', async (range, headers, field) => {
    const answer = await put('lake/a', '0123', { ...headers, 'content-range': range });
    expect([answer.status, answer.body.field]).toEqual([400, field]);
  });

  it('is refused where a directory has its name', async () => {
    await put('lake/a/b', 'x');
    expect((await put('lake/a', 'x')).body).toMatchObject({ status: 409, code: 'name_in_use' });
    expect((await put('lake/a/b/c', 'x')).body).toMatchObject({ status: 409, code: 'name_in_use' });
  });

  it('is on record', async () => {
    await put('lake/a', 'x');
    await call('DELETE', 'lake/a');
    const { body } = await native.get('/audit');
    expect((body as { entries: object[] }).entries).toMatchObject([
      { action: 'delete_file', target: 'obs://lake/a', outcome: 'done' },
      { action: 'put_file', target: 'obs://lake/a', outcome: 'done' },
    ]);
  });
});
