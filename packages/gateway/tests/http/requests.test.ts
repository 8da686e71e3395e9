import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Http, mariasCredential, startHttp } from './start-http.ts';
import { vectorProject } from './vectors.ts';

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const apiKey = { authorization: `Bearer ${mariasCredential.apiKey}` };
const submit = `/api/v1/v1.0/${vectorProject}/jobs/submit-job`;

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});

describe('the request id', () => {
  it.each([
    ['GET', '/healthz'],
    ['GET', '/nowhere'],
    ['GET', '/v3/nowhere'],
    ['GET', `/v1.0/${vectorProject}/jobs`],
    ['GET', '/%ff'],
    ['POST', '/v3/auth/tokens'],
  ] as const)('is in the answer to %s %s', async (method, url) => {
    const answer = await http.app.inject({ method, url });
    expect(answer.headers['x-request-id']).toMatch(uuid);
    const kept = await http.app.inject({ method, url, headers: { 'x-request-id': 'mine-1' } });
    expect(kept.headers['x-request-id']).toBe('mine-1');
  });
});

function post(payload: string | Buffer, headers: Record<string, string> = {}) {
  return http.app.inject({
    method: 'POST',
    url: submit,
    payload,
    headers: { ...apiKey, ...headers },
  });
}

describe('a body', () => {
  it.each(['application/json', 'application/json; charset=utf-8', 'text/plain', 'a/b'])(
    'is JSON, whatever its type: %s',
    async (type) => {
      const answer = await post('{"a":[1]}', { 'content-type': type });
      expect(answer.json()).toMatchObject({ body: { a: [1] } });
    },
  );

  it('may be left out, also where its type is given', async () => {
    for (const method of ['POST', 'DELETE'] as const) {
      const url = method === 'POST' ? submit : submit.replace('submit-job', '1');
      const headers = { ...apiKey, 'content-type': 'application/json' };
      const answer = await http.app.inject({ method, url, headers });
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).not.toHaveProperty('body');
    }
  });

  it.each([
    ['no JSON', 'select 1', 'SLUICE_BODY_NOT_JSON'],
    ['broken UTF-8', Buffer.from([0x22, 0xff, 0x22]), 'SLUICE_BODY_NOT_JSON'],
    ['nested too deeply', '['.repeat(65) + ']'.repeat(65), 'SLUICE_BODY_TOO_DEEP'],
    ['too large', `[${'0,'.repeat(50_000)}0]`, 'SLUICE_BODY_TOO_MANY_VALUES'],
  ])('that is %s is refused', async (_what, payload, code) => {
    const answer = await post(payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code }]);
  });

  it('is looked into only for a caller who is known', async () => {
    const answer = await http.app.inject({ method: 'POST', url: submit, payload: 'select 1' });
    expect(answer.statusCode).toBe(401);
  });

  it('leaves the prototypes alone', async () => {
    const answer = await post('{"__proto__":{"isAdmin":true},"constructor":{"prototype":1}}');
    expect(answer.json()).toMatchObject({ body: { constructor: { prototype: 1 } } });
    expect({}).not.toHaveProperty('isAdmin');
  });
});

function urlOf(length: number): string {
  return `/api/v1/whoami?q=${'x'.repeat(length)}`.slice(0, length);
}

describe('an address', () => {
  it('that is nobody’s is answered as a problem', async () => {
    const answer = await http.app.inject({ method: 'POST', url: '/nowhere?token=secret' });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('application/problem+json');
    expect(answer.json()).toEqual({
      type: 'about:blank',
      title: 'Not Found',
      status: 404,
      code: 'not_found',
      detail: 'There is nothing at POST /nowhere.',
      request_id: answer.headers['x-request-id'],
    });
  });

  it('that cannot be decoded is answered as a problem', async () => {
    const answer = await http.app.inject({ method: 'GET', url: '/nowhere/%zz?a=%ff' });
    expect(answer.json()).toMatchObject({ status: 400, code: 'invalid_request' });
  });

  it('that cannot be decoded is answered by the dialect whose it is', async () => {
    const url = '/api/v1/v1.0/%zz/jobs';
    const answer = await http.app.inject({ method: 'GET', url, headers: apiKey });
    expect([answer.statusCode, answer.json()]).toMatchObject([400, { code: 'SLUICE_BAD_URL' }]);
  });

  it('may have 32 KB', async () => {
    const longest = await http.app.inject({ method: 'GET', url: urlOf(32_768), headers: apiKey });
    expect(longest.statusCode).toBe(200);
    const longer = await http.app.inject({ method: 'GET', url: urlOf(32_769), headers: apiKey });
    expect([longer.statusCode, longer.json()]).toMatchObject([
      414,
      { code: 'SLUICE_URL_TOO_LONG' },
    ]);
  });

  it('may have a part of any length within that', async () => {
    const url = `/api/v1/v1.0/${vectorProject}/jobs/${'1'.repeat(5_000)}`;
    expect((await http.app.inject({ method: 'GET', url, headers: apiKey })).statusCode).toBe(200);
  });
});

function write(origin: string) {
  const headers = { ...apiKey, host: '127.0.0.1:8642', origin };
  return http.app.inject({ method: 'POST', url: submit, headers });
}

it('refuses a write that a page of another origin makes', async () => {
  expect((await write('http://127.0.0.1:8642')).statusCode).toBe(200);
  const foreign = await write('http://evil.example');
  expect([foreign.statusCode, foreign.json()]).toMatchObject([
    403,
    { code: 'SLUICE_FOREIGN_ORIGIN' },
  ]);
});

async function send(request: string): Promise<string> {
  await http.app.listen({ host: '127.0.0.1', port: 0 });
  const socket = connect((http.app.server.address() as AddressInfo).port, '127.0.0.1');
  await once(socket, 'connect');
  socket.write(request);
  return text(socket);
}

describe('over a socket', () => {
  it.each([
    ['what is not HTTP', 'hello\r\n\r\n', 400],
    [
      'headers that are too long',
      `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`,
      431,
    ],
  ])('%s is answered as a problem, and none of it is logged', async (_what, request, status) => {
    const answer = await send(request);
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    expect(answer).toMatch(/\r\nX-Request-Id: [0-9a-f-]{36}\r\n/);
    const json = JSON.parse(answer.slice(answer.indexOf('\r\n\r\n'))) as object;
    expect(json).toMatchObject({ status, code: 'invalid_request' });
    expect(http.log.at(-1)).toMatchObject({ msg: 'unreadable request', status });
    expect(http.logText()).not.toContain('hello');
    expect(http.logText()).not.toContain('xxx');
  });

  it('a write with two names for this gateway is refused', async () => {
    const answer = await send(
      `POST /api/v1/jobs HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 403 .*localhost, evil.example/s);
  });

  it('a URL between 32 KB and the limit of all headers is 414', async () => {
    const answer = await send(
      `GET /${'x'.repeat(40_000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect(answer).toMatch(/^HTTP\/1.1 414 /);
  });
});
