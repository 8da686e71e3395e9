import type { FastifyInstance } from 'fastify';
import { beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { echoDialect } from './echo-dialect.ts';
import { type Http, maria, mariasCredential, startHttp } from './start-http.ts';
import { sign } from './sign.ts';
import {
  vectorAuthorization,
  vectorHeaders,
  vectorProject,
  vectors,
  vectorTime,
} from './vectors.ts';

const dayMs = 24 * 60 * 60 * 1_000;
const jobs = `/v1.0/${vectorProject}/jobs`;
const seen = { user: 'maria', project: vectorProject };

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});

async function get(url: string, headers: Record<string, string>) {
  const answer = await http.app.inject({ method: 'GET', url, headers });
  return { status: answer.statusCode, body: answer.json() };
}

async function saveToken(token: string): Promise<void> {
  await http.identities.saveToken({
    hash: hashSecret(token),
    principal: maria,
    issuedAt: vectorTime,
    expiresAt: vectorTime + dayMs,
  });
}

describe('a request without a credential', () => {
  it('is refused', async () => {
    expect(await get(jobs, {})).toEqual({ status: 401, body: { kind: 'no_credential' } });
    expect(await get(jobs, { 'x-auth-token': '' })).toMatchObject({ status: 401 });
  });

  it('is refused before its body is read', async () => {
    const answer = await http.app.inject({
      method: 'POST',
      url: `${jobs}/submit-job`,
      headers: { 'content-type': 'application/json' },
      payload: 'x'.repeat(13 * 1024 * 1024),
    });
    expect(answer.statusCode).toBe(401);
  });
});

describe('X-Auth-Token', () => {
  it('speaks for whom the token was issued', async () => {
    await saveToken('slt_1');
    const answer = await get(jobs, { 'x-auth-token': 'slt_1' });
    expect(answer).toEqual({ status: 200, body: seen });
  });

  it('is good until its time is over', async () => {
    await saveToken('slt_1');
    http.clock.set(vectorTime + dayMs - 1);
    expect(await get(jobs, { 'x-auth-token': 'slt_1' })).toMatchObject({ status: 200 });
    http.clock.set(vectorTime + dayMs);
    const late = await get(jobs, { 'x-auth-token': 'slt_1' });
    expect(late).toEqual({ status: 401, body: { kind: 'token_expired' } });
  });

  it.each(['slt_2', 'a, b', '%', 'é', mariasCredential.apiKey, 'x'.repeat(20_000)])(
    'is refused where the token is unknown',
    async (token) => {
      const answer = await get(jobs, { 'x-auth-token': token });
      expect(answer).toEqual({ status: 401, body: { kind: 'bad_token' } });
    },
  );

  it('comes before a signature', async () => {
    await saveToken('slt_1');
    const both = { ...vectorHeaders, authorization: 'SDK-HMAC-SHA256 broken' };
    expect(await get(jobs, { ...both, 'x-auth-token': 'slt_1' })).toMatchObject({ status: 200 });
    const bad = await get(jobs, { ...both, 'x-auth-token': 'slt_2' });
    expect(bad.body).toEqual({ kind: 'bad_token' });
  });
});

describe('Authorization: Bearer', () => {
  it.each(['Bearer', 'bearer', 'BEARER '])('takes an API key after %s', async (scheme) => {
    const answer = await get('/api/v1/whoami', {
      authorization: `${scheme} ${mariasCredential.apiKey}`,
    });
    expect(answer).toEqual({ status: 200, body: seen });
  });

  it('takes a token', async () => {
    await saveToken('slt_1');
    const authorization = 'Bearer slt_1';
    expect(await get('/api/v1/whoami', { authorization })).toMatchObject({ status: 200 });
    http.clock.set(vectorTime + dayMs);
    const late = await get('/api/v1/whoami', { authorization });
    expect(late.body).toEqual({ kind: 'token_expired' });
  });

  it.each(['slk_unknown', 'slk_', 'slt_unknown', ''])('refuses %j', async (secret) => {
    const answer = await get('/api/v1/whoami', { authorization: `Bearer ${secret}` });
    expect(answer).toEqual({ status: 401, body: { kind: 'bad_token' } });
  });

  it('counts only where the dialect takes it', async () => {
    const answer = await get(jobs, { authorization: `Bearer ${mariasCredential.apiKey}` });
    expect(answer).toMatchObject({ status: 401, body: { kind: 'malformed' } });
  });
});

it.each(['Basic bWFyaWE6eA==', 'slk_marias-own-key', 'SDK-HMAC-SM3 Access=a', 'x'.repeat(9_000)])(
  'refuses another scheme of Authorization, and does not repeat it',
  async (authorization) => {
    const answer = await get('/api/v1/whoami', { authorization });
    expect(answer.body).toEqual({
      kind: 'malformed',
      detail: 'the scheme of Authorization is not known here',
    });
  },
);

describe('a signature', () => {
  it.each(vectors)('of vector $name is accepted', async (vector) => {
    const answer = await http.app.inject({
      method: vector.method,
      url: vector.url,
      headers: { ...vectorHeaders, authorization: vectorAuthorization(vector) },
      ...(vector.body && { payload: vector.body }),
    });
    expect(answer.json()).toMatchObject(seen);
    expect(answer.statusCode).toBe(200);
  });

  it('of an access key that is unknown is refused', async () => {
    const authorization = sign({
      method: 'GET',
      url: jobs,
      headers: vectorHeaders,
      accessKey: 'AK9',
    });
    const answer = await get(jobs, { ...vectorHeaders, authorization });
    expect(answer).toEqual({
      status: 401,
      body: { kind: 'unknown_access_key', accessKey: 'AK9' },
    });
  });

  it.each([16, -16])('made %i minutes from now is refused', async (minutes) => {
    http.clock.set(vectorTime + minutes * 60_000);
    const authorization = sign({ method: 'GET', url: jobs, headers: vectorHeaders });
    const answer = await get(jobs, { ...vectorHeaders, authorization });
    expect(answer.body).toMatchObject({ kind: 'clock_off', signedAt: '20240102T030405Z' });
  });

  it('is not taken for a nearby one', async () => {
    const [cancel] = vectors;
    if (!cancel) throw new Error('there is no vector');
    const answer = await http.app.inject({
      method: 'DELETE',
      url: cancel.url.replace('95fcc908', '95fcc909'),
      headers: { ...vectorHeaders, authorization: vectorAuthorization(cancel) },
    });
    expect(answer.statusCode).toBe(401);
    expect(answer.json()).toMatchObject({ kind: 'bad_signature' });
  });
});

describe('the project', () => {
  const apiKey = { authorization: `Bearer ${mariasCredential.apiKey}` };

  it('in the path must be that of the credential', async () => {
    const other = `/api/v1/v1.0/${'f'.repeat(32)}/jobs`;
    expect(await get(other, apiKey)).toEqual({ status: 401, body: { kind: 'wrong_project' } });
    const near = `/api/v1/v1.0/${vectorProject.toUpperCase()}/jobs`;
    expect(await get(near, apiKey)).toMatchObject({ body: { kind: 'wrong_project' } });
  });

  it('in X-Project-Id must be too', async () => {
    const right = await get('/api/v1/whoami', { ...apiKey, 'x-project-id': vectorProject });
    expect(right.status).toBe(200);
    const wrong = await get('/api/v1/whoami', { ...apiKey, 'x-project-id': 'other' });
    expect(wrong.body).toEqual({ kind: 'wrong_project' });
  });
});

describe('what a role may', () => {
  const routes = [
    ['GET', '/api/v1/whoami', 'read'],
    ['DELETE', `/api/v1/v1.0/${vectorProject}/jobs/1`, 'cancel'],
    ['POST', `/api/v1/v1.0/${vectorProject}/jobs/submit-job`, 'submit'],
    ['POST', '/api/v1/queues', 'administer'],
  ] as const;

  it.each([
    // Whether he may depends on the queue, which the action knows.
    ['viewer', ['read', 'cancel', 'submit']],
    ['operator', ['read', 'cancel', 'submit']],
    ['admin', ['read', 'cancel', 'submit', 'administer']],
  ] as const)('as %s is %j', async (role, allowed) => {
    const principal = { ...maria, userId: role, userName: role, role };
    await http.enrol(principal, {
      accessKey: `AK-${role}`,
      secretKey: 'sk',
      password: 'pw',
      apiKey: `slk_${role}`,
    });
    for (const [method, url, needs] of routes) {
      const headers = { authorization: `Bearer slk_${role}` };
      const answer = await http.app.inject({ method, url, headers });
      const isAllowed = allowed.some((permission) => permission === needs);
      const expected = isAllowed
        ? [200, { user: role, project: vectorProject }]
        : [401, { kind: 'not_admin' }];
      expect([answer.statusCode, answer.json()]).toEqual(expected);
    }
  });
});

async function openDialect(app: FastifyInstance): Promise<void> {
  app.get('/open', () => 'open');
}

describe('the door', () => {
  it('is not built around a route that does not say what it needs', async () => {
    const dialects = [{ name: 'open', plugin: openDialect, prefix: '', accepts: [] }];
    await expect(startHttp({ dialects }).then(({ app }) => app.ready())).rejects.toThrow(
      'the route GET /open must say in config.needs what its caller needs',
    );
  });

  it('guards HEAD as it guards GET', async () => {
    const answer = await http.app.inject({ method: 'HEAD', url: jobs });
    expect(answer.statusCode).toBe(401);
    const known = await http.app.inject({
      method: 'HEAD',
      url: '/api/v1/whoami',
      headers: { authorization: `Bearer ${mariasCredential.apiKey}` },
    });
    expect(known.statusCode).toBe(200);
  });

  it('opens only to what is mounted: every other route asks for a credential', async () => {
    await http.app.ready();
    const open = [];
    for (const [method, url] of [
      ['GET', '/healthz'],
      ['GET', '/readyz'],
      ['GET', jobs],
      ['GET', `${jobs}/1`],
      ['DELETE', `${jobs}/1`],
      ['POST', `${jobs}/submit-job`],
      ['GET', '/v3/projects'],
      ['GET', '/v3/auth/domains'],
      ['GET', '/api/v1/whoami'],
      ['POST', '/api/v1/queues'],
    ] as const) {
      const { statusCode } = await http.app.inject({ method, url });
      if (statusCode !== 401) open.push(url);
    }
    expect(open).toEqual(['/healthz', '/readyz']);
  });

  it('stays shut when the store fails, and tells nobody why', async () => {
    const { identities } = http;
    const broken = await startHttp({
      identities: {
        ...identities,
        findByApiKey: () => Promise.reject(new Error('the disk is on fire')),
      },
      dialects: [{ name: 'echo', plugin: echoDialect, prefix: '', accepts: ['bearer'] }],
    });
    const headers = { authorization: `Bearer ${mariasCredential.apiKey}` };
    const answer = await broken.app.inject({ method: 'GET', url: '/whoami', headers });
    expect(answer.statusCode).toBe(500);
  });
});
