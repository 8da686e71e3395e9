import { beforeEach, describe, expect, it } from 'vitest';
import { hashSecret } from '../../src/http/authentication/secret-hash.ts';
import { sign } from './sign.ts';
import { type Http, maria, mariasCredential, startHttp } from './start-http.ts';
import { vectorHeaders, vectorProject, vectorTime } from './vectors.ts';

const host = '127.0.0.1:8642';

let http: Http;
beforeEach(async () => {
  http = await startHttp();
});

interface Wish {
  readonly name?: unknown;
  readonly password?: unknown;
  readonly domain?: unknown;
  readonly scope?: unknown;
}

function loginBody({ name = 'maria', password, domain = 'acme', scope }: Wish) {
  const user = {
    name,
    password: password ?? mariasCredential.password,
    domain: { name: domain },
  };
  return { auth: { identity: { methods: ['password'], password: { user } }, scope } };
}

function post(payload: object | string, query = '') {
  const url = `/v3/auth/tokens${query}`;
  return http.app.inject({ method: 'POST', url, headers: { host }, payload });
}

/** Processor time that a log-in takes, in ms: a busy machine does not change it as it does the clock. */
async function costOf(wish: Wish): Promise<number> {
  const before = process.cpuUsage();
  await post(loginBody(wish));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000;
}

// A run of the slow hash for each of them.
describe('wrong passwords', { timeout: 180_000 }, () => {
  it('are held back for the user, whoever he is, and say when to come again', async () => {
    for (const name of ['maria', 'nobody']) {
      for (let tries = 0; tries < 10; tries++) {
        expect((await post(loginBody({ name, password: `guess ${tries}` }))).statusCode).toBe(401);
      }
      const answer = await post(loginBody({ name }));
      expect(answer.statusCode).toBe(429);
      expect(answer.headers['retry-after']).toBe('300');
      expect(answer.json()).toMatchObject({ error: { code: 429, title: 'Too Many Requests' } });
    }
    http.clock.set(vectorTime + 300_000);
    expect((await post(loginBody({}))).statusCode).toBe(201);
  });

  it('do not keep out who signs, or has a token', async () => {
    const token = String((await post(loginBody({}))).headers['x-subject-token']);
    for (let tries = 0; tries < 10; tries++) await post(loginBody({ password: 'wrong' }));
    const headers = { 'x-auth-token': token };
    const answer = await http.app.inject({ url: '/v3/projects', headers });
    expect(answer.statusCode).toBe(200);
  });
});

describe('a log-in', () => {
  it('gives a token that is good for 24 hours, and says for what', async () => {
    const answer = await post(loginBody({ scope: { project: { name: 'cn-north-4' } } }));
    expect(answer.statusCode).toBe(201);
    expect(answer.headers['x-subject-token']).toMatch(/^slt_[\w-]{43}$/);
    expect(answer.body).not.toContain(String(answer.headers['x-subject-token']));
    const domain = { id: 'd1', name: 'acme' };
    expect(answer.json()).toEqual({
      token: {
        methods: ['password'],
        expires_at: '2024-01-03T03:04:05.000000Z',
        issued_at: '2024-01-02T03:04:05.000000Z',
        user: { id: 'u1', name: 'maria', password_expires_at: '', domain },
        project: { id: vectorProject, name: 'cn-north-4', domain },
        roles: [{ id: '0', name: 'admin' }],
        catalog: [
          {
            type: 'dli',
            id: 'dli',
            name: 'dli',
            endpoints: [
              {
                id: 'dli-public',
                interface: 'public',
                region: 'cn-north-4',
                region_id: 'cn-north-4',
                url: `http://${host}/v1.0/${vectorProject}`,
              },
            ],
          },
        ],
      },
    });
  });

  it('leaves the catalog out where it is not wanted', async () => {
    const answer = await post(loginBody({}), '?nocatalog=true');
    expect(answer.statusCode).toBe(201);
    expect(answer.json().token).not.toHaveProperty('catalog');
  });

  it('gives a token that works on every dialect, also after a restart', async () => {
    const token = String((await post(loginBody({}))).headers['x-subject-token']);
    const again = await startHttp({ identities: http.identities });
    for (const { app } of [http, again]) {
      const jobs = `/v1.0/${vectorProject}/jobs`;
      const dli = await app.inject({ url: jobs, headers: { 'x-auth-token': token } });
      const native = await app.inject({
        url: '/api/v1/whoami',
        headers: { authorization: `Bearer ${token}` },
      });
      expect([dli.statusCode, native.statusCode]).toEqual([200, 200]);
    }
  });

  it('keeps no token, only its hash', async () => {
    const kept: object[] = [];
    const { identities } = http;
    const watched = await startHttp({
      identities: { ...identities, saveToken: async (token) => void kept.push(token) },
    });
    const answer = await watched.app.inject({
      method: 'POST',
      url: '/v3/auth/tokens',
      payload: loginBody({}),
    });
    const token = String(answer.headers['x-subject-token']);
    expect(kept).toEqual([
      {
        hash: hashSecret(token),
        principal: { ...maria, accessKey: 'AKEXAMPLE00000000001' },
        issuedAt: vectorTime,
        expiresAt: vectorTime + 24 * 3_600_000,
      },
    ]);
  });

  it.each([
    ['a wrong password', { password: 'wrong' }],
    ['an unknown user', { name: 'nobody' }],
    ['an unknown domain', { domain: 'nowhere' }],
    ['a user in another case', { name: 'Maria' }],
  ])('with %s is refused, always in the same words', async (_what, wish) => {
    const answer = await post(loginBody(wish));
    expect(answer.statusCode).toBe(401);
    expect(answer.headers).not.toHaveProperty('x-subject-token');
    expect(answer.json()).toEqual({
      error: { code: 401, message: 'The username or password is wrong.', title: 'Unauthorized' },
    });
  });

  it('takes as long for an unknown user as for a wrong password', async () => {
    // The first one warms up, and whatever else this process does makes it cost more.
    const costs = [await costOf({ password: 'wrong' }), await costOf({ password: 'wrong' })];
    const known = Math.min(...costs);
    const unknown = await costOf({ name: 'nobody' });
    // Both are one run of the slow hash; without it a log-in takes a few milliseconds.
    expect(unknown).toBeGreaterThan(known / 2);
  });

  it('of a user with several projects must name one', async () => {
    const lab = { ...maria, projectId: 'lab1', projectName: 'lab' };
    const credential = { ...mariasCredential, accessKey: 'AK2', apiKey: 'slk_2' };
    await http.enrol(lab, credential);
    expect((await post(loginBody({}))).json()).toMatchObject({ error: { code: 400 } });
    const named = await post(loginBody({ scope: { project: { id: 'lab1' } } }));
    expect(named.json()).toMatchObject({ token: { project: { id: 'lab1', name: 'lab' } } });
  });

  it('for a project that is not his is refused', async () => {
    const answer = await post(loginBody({ scope: { project: { name: 'nowhere' } } }));
    expect(answer.json()).toMatchObject({ error: { code: 403, title: 'Forbidden' } });
  });

  it.each<[string, object | string]>([
    ['nothing', ''],
    ['no JSON', 'auth'],
    ['nothing of use', {}],
    ['a list', []],
    ['null', 'null'],
    ['another method', { auth: { identity: { methods: ['totp'], totp: {} } } }],
    ['no password', { auth: { identity: { methods: ['password'] } } }],
    ['a password of another type', loginBody({ password: 1 })],
    ['a name of another type', loginBody({ name: { $ne: null } })],
    ['an empty name', loginBody({ name: '' })],
    ['a domain of another type', loginBody({ domain: ['acme'] })],
    ['a scope of another type', loginBody({ scope: 'cn-north-4' })],
    ['a prototype', '{"__proto__":{"auth":{}}}'],
  ])('with %s is not understood', async (_what, payload) => {
    const answer = await post(payload);
    expect([answer.statusCode, answer.json()]).toMatchObject([
      400,
      { error: { code: 400, title: 'Bad Request' } },
    ]);
  });

  it('names the field that is wrong, and not what was in it', async () => {
    const answer = await post(loginBody({ name: { secret: 'hush' } }));
    expect(answer.body).toContain('auth.identity.password.user.name');
    expect(answer.body).not.toContain('hush');
  });

  it('may have 16 KB', async () => {
    const answer = await post({ ...loginBody({}), rest: 'x'.repeat(20_000) });
    expect(answer.json()).toMatchObject({ error: { code: 413 } });
  });
});

function signed(url: string) {
  const { 'x-project-id': _, ...headers } = vectorHeaders;
  const authorization = sign({ method: 'GET', url, headers });
  return http.app.inject({ url, headers: { ...headers, authorization } });
}

describe('projects and domains', () => {
  it('lists the one project that a signing client needs', async () => {
    const answer = await signed('/v3/projects?name=cn-north-4');
    expect([answer.statusCode, answer.json()]).toEqual([
      200,
      {
        projects: [
          {
            id: vectorProject,
            name: 'cn-north-4',
            domain_id: 'd1',
            parent_id: 'd1',
            is_domain: false,
            enabled: true,
            description: '',
          },
        ],
        links: { self: 'http://127.0.0.1:8080/v3/projects', next: null, previous: null },
      },
    ]);
    expect((await signed('/v3/projects')).json().projects).toHaveLength(1);
    expect((await signed('/v3/projects?name=other')).json().projects).toEqual([]);
  });

  it('lists the domain', async () => {
    const answer = await signed('/v3/auth/domains');
    expect([answer.statusCode, answer.json().domains]).toEqual([
      200,
      [{ id: 'd1', name: 'acme', enabled: true, description: '' }],
    ]);
  });

  it('lets a token in', async () => {
    const token = String((await post(loginBody({}))).headers['x-subject-token']);
    for (const url of ['/v3/projects', '/v3/auth/domains']) {
      const answer = await http.app.inject({ url, headers: { 'x-auth-token': token } });
      expect(answer.statusCode).toBe(200);
    }
  });

  it.each([
    [{}, 401, 'no credential'],
    [{ 'x-auth-token': 'slt_unknown' }, 401, 'not known'],
    [{ authorization: 'Bearer x' }, 401, 'cannot be read'],
  ])('refuses %j in the words of IAM', async (headers, code, words) => {
    const answer = await http.app.inject({ url: '/v3/projects', headers });
    expect([answer.statusCode, answer.json()]).toMatchObject([
      code,
      { error: { code, title: 'Unauthorized', message: expect.stringContaining(words) } },
    ]);
  });

  it('shows the canonical request of a signature that does not fit', async () => {
    const headers = { ...vectorHeaders };
    const authorization = sign({ method: 'POST', url: '/v3/projects', headers });
    const answer = await http.app.inject({
      url: '/v3/projects',
      headers: { ...headers, authorization },
    });
    expect(answer.json().error.message).toContain(
      'canonicalRequest:GET|/v3/projects/||content-type:',
    );
  });

  it('says in the words of IAM that requests come too fast, and when to come again', async () => {
    http = await startHttp({ quotas: { requests_per_second: 1 } });
    expect((await signed('/v3/projects')).statusCode).toBe(200);
    const answer = await signed('/v3/projects');
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('1');
    expect(answer.json()).toEqual({
      error: {
        code: 429,
        title: 'Too Many Requests',
        message: expect.stringContaining('requests_per_second: 1 of 1') as string,
      },
    });
  });

  it('lets a wrong signature use up nobody’s requests', async () => {
    http = await startHttp({ quotas: { requests_per_second: 1 } });
    const headers = { ...vectorHeaders };
    const authorization = sign({ method: 'POST', url: '/v3/projects', headers });
    for (let count = 0; count < 3; count++) {
      const url = '/v3/projects';
      const answer = await http.app.inject({ url, headers: { ...headers, authorization } });
      expect(answer.statusCode).toBe(401);
    }
    expect((await signed('/v3/projects')).statusCode).toBe(200);
  });

  it('has nothing else', async () => {
    const answer = await http.app.inject({ url: '/v3/users' });
    expect(answer.json()).toEqual({
      error: { code: 404, message: 'There is nothing at GET /v3/users.', title: 'Not Found' },
    });
  });
});
