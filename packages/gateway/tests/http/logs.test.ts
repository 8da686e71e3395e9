import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { describe, expect, it } from 'vitest';
import { guardActions } from '../../src/core/actions/guarded-actions.ts';
import { dliDialect } from '../../src/dialects/dli/dli-dialect.ts';
import { EventStreams } from '../../src/dialects/native/event-streams.ts';
import { nativeDialect } from '../../src/dialects/native/native-dialect.ts';
import { soon } from '../support/soon.ts';
import { startCore } from '../support/start-core.ts';
import { sign } from './sign.ts';
import { type Http, mariasCredential, startHttp } from './start-http.ts';
import { vectorCredential, vectorHeaders, vectorProject } from './vectors.ts';

const apiKey = { authorization: `Bearer ${mariasCredential.apiKey}` };
const jobs = `/v1.0/${vectorProject}/jobs`;

async function startWithDialects(): Promise<Http> {
  const { actions: all, stores, clock } = await startCore();
  const actions = guardActions(all, stores);
  const cancelTimeoutMs = 30_000;
  return startHttp({
    dialects: [
      {
        name: 'dli',
        plugin: dliDialect(actions, { cancelTimeoutMs, clock, appIdAs: 'text' }),
        prefix: '',
        accepts: [],
      },
      {
        name: 'native',
        plugin: nativeDialect(actions, { cancelTimeoutMs, streams: new EventStreams() }),
        prefix: '/api/v1',
        accepts: ['bearer'],
      },
    ],
  });
}

describe('the log', () => {
  it('has one line for each request', async () => {
    const { app, log } = await startWithDialects();
    const answer = await app.inject({
      url: '/api/v1/jobs?limit=1',
      headers: { ...apiKey, 'x-request-id': 'mine' },
    });
    expect(answer.statusCode).toBe(200);
    expect(log).toEqual([
      {
        level: 'info',
        time: expect.any(String),
        request_id: 'mine',
        method: 'GET',
        route: '/api/v1/jobs',
        path: '/api/v1/jobs',
        status: 200,
        duration_ms: expect.any(Number),
        user: 'maria',
        project: vectorProject,
        msg: 'request',
      },
    ]);
  });

  it.each([
    ['GET', '/healthz', 200, '/healthz'],
    ['GET', '/nowhere?a=b', 404, null],
    ['GET', '/api/v1/nowhere', 404, null],
    ['POST', '/v1.0/nowhere', 404, null],
    ['GET', '/%ff', 400, null],
    ['GET', jobs, 401, '/v1.0/:project_id/jobs'],
  ] as const)(
    'has one also for %s %s, which nobody is known for',
    async (method, url, status, route) => {
      const { app, log } = await startWithDialects();
      await app.inject({ method, url });
      const path = url.split('?')[0];
      expect(log).toMatchObject([{ path, route, status, user: null, project: null }]);
    },
  );

  it.each([
    ['left', 'whose client did not wait for the answer', false],
    ['left', 'whose client did not read the answer to its end', true],
    ['cut', 'that the gateway ended before its answer', false],
    ['cut', 'whose answer the gateway ended', true],
  ])('has one that says %s for a request %s', async (end, _whose, hasBegun) => {
    const asked = Promise.withResolvers<ServerResponse>();
    const deafDialect = async (dialect: FastifyInstance) => {
      dialect.get('/deaf', { config: { needs: 'read' } }, (_request, reply) => {
        // More than the system takes of what nobody reads.
        if (hasBegun) void reply.raw.write(Buffer.alloc(16 * 1_024 * 1_024));
        asked.resolve(reply.raw);
        return new Promise(() => {});
      });
    };
    const dialects = [
      { name: 'deaf', plugin: deafDialect, prefix: '', accepts: ['bearer'] as const },
    ];
    const { app, log } = await startHttp({ dialects });
    await app.listen({ host: '127.0.0.1', port: 0 });
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1');
    socket.on('error', () => {});
    socket.write(`GET /deaf HTTP/1.1\r\nHost: a\r\nAuthorization: ${apiKey.authorization}\r\n\r\n`);
    const response = await soon('the request to arrive', asked.promise);
    const closed = once(response, 'close');
    if (end === 'left') socket.destroy();
    else app.server.closeAllConnections();
    await soon('the answer to be over', closed);
    socket.destroy();
    expect(log.at(-1)).toMatchObject({ route: '/deaf', status: null, end, user: 'maria' });
  });
});

it('has no secret, whatever was sent, and whatever became of it', async () => {
  const { app, log, logText } = await startWithDialects();
  const sql = 'select 4711 from hidden_table';
  const login = (password: string) =>
    app.inject({
      method: 'POST',
      url: '/v3/auth/tokens',
      payload: {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'maria', password, domain: { name: 'acme' } } },
          },
        },
      },
    });
  const loggedIn = await login(mariasCredential.password);
  const token = String(loggedIn.headers['x-subject-token']);
  const refused = await login('a-mistyped-password');

  const signed = (method: 'GET' | 'POST', url: string, body: string, secretKey?: string) => {
    const authorization = sign({
      method,
      url,
      headers: vectorHeaders,
      body,
      ...(secretKey && { secretKey }),
    });
    const headers = { ...vectorHeaders, authorization };
    return app.inject({ method, url, headers, ...(body && { payload: body }) });
  };
  const submit = JSON.stringify({ sql });
  const statuses = [
    loggedIn,
    refused,
    await signed('POST', `${jobs}/submit-job`, submit),
    await signed('POST', `${jobs}/submit-job`, submit, 'a-wrong-secret-key'),
    await signed('POST', `${jobs}/submit-job`, submit.slice(0, -1)),
    await app.inject({ url: jobs, headers: { 'x-auth-token': token } }),
    await app.inject({ url: jobs, headers: { 'x-auth-token': 'a-wrong-token' } }),
    await app.inject({ url: `/api/v1/whoami?token=${token}`, headers: apiKey }),
    await app.inject({ url: `/nowhere?password=${mariasCredential.password}` }),
    await app.inject({ method: 'POST', url: '/api/v1/jobs', headers: apiKey, payload: { sql } }),
    await app.inject({
      method: 'POST',
      url: '/api/v1/jobs',
      headers: apiKey,
      payload: { sql, a: sql },
    }),
    await app.inject({ url: '/api/v1/whoami', headers: { authorization: 'Bearer a-wrong-key' } }),
  ].map(({ statusCode }) => statusCode);

  expect(statuses).toEqual([201, 401, 200, 401, 400, 200, 401, 200, 404, 201, 400, 401]);
  expect(log).toHaveLength(statuses.length);
  const [, digest = ''] = /Signature=(\w+)/.exec(
    sign({ method: 'POST', url: `${jobs}/submit-job`, headers: vectorHeaders, body: submit }),
  ) ?? ['', ''];
  for (const secret of [
    mariasCredential.password,
    mariasCredential.apiKey,
    vectorCredential.secretKey,
    vectorCredential.accessKey,
    token,
    digest,
    sql,
    'hidden_table',
    'a-mistyped-password',
    'a-wrong-',
    'Bearer',
    'SDK-HMAC',
    'SignedHeaders',
  ]) {
    expect(secret).not.toBe('');
    expect(logText()).not.toContain(secret);
  }
});
