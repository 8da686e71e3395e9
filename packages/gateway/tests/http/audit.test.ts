import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { maria, mariasCredential, startHttp } from './start-http.ts';

const all = { projectId: maria.projectId };
const page = { before: null, limit: 10 };

type App = Awaited<ReturnType<typeof startHttp>>['app'];

function login(app: App, password: string, name = 'maria', project = maria.projectName) {
  const user = { name, password, domain: { name: 'acme' } };
  return app.inject({
    method: 'POST',
    url: '/v3/auth/tokens',
    headers: { 'user-agent': 'x'.repeat(1_000) },
    payload: {
      auth: {
        identity: { methods: ['password'], password: { user } },
        scope: { project: { name: project } },
      },
    },
  });
}

it('has each log-in: who it was said to be, from where, and what came of it', async () => {
  const { app, audit } = await startHttp();
  expect((await login(app, 'not hers')).statusCode).toBe(401);
  expect((await login(app, 'not hers', 'mallory')).statusCode).toBe(401);
  expect((await login(app, mariasCredential.password, 'maria', 'nowhere')).statusCode).toBe(403);
  expect((await login(app, mariasCredential.password)).statusCode).toBe(201);
  await setImmediate();
  const entries = await audit.list(all, page);
  expect(entries.map(({ actor, outcome }) => [actor.userName, actor.role, outcome])).toEqual([
    ['maria', 'admin', 'done'],
    ['maria', 'admin', 'refused'],
    ['mallory', null, 'refused'],
    ['maria', 'admin', 'refused'],
  ]);
  for (const entry of entries) {
    expect(entry).toMatchObject({
      action: 'issue_token',
      target: 'acme',
      actor: { credential: { kind: 'password', id: entry.actor.userName } },
      origin: { remoteAddress: '127.0.0.1', userAgent: 'x'.repeat(200) },
    });
  }
  expect(JSON.stringify(entries)).not.toContain(mariasCredential.password);
  expect(JSON.stringify(entries)).not.toContain('not hers');
});

it('has of a flood of log-ins that is held back the first, and no more', async () => {
  const { app, audit } = await startHttp();
  for (let count = 0; count < 10; count++) await login(app, `guess ${count}`);
  for (let count = 0; count < 5; count++) {
    expect((await login(app, mariasCredential.password)).statusCode).toBe(429);
  }
  await setImmediate();
  const entries = await audit.list(all, { before: null, limit: 100 });
  expect(entries.map(({ outcome }) => outcome)).toEqual([
    'rejected',
    ...Array.from({ length: 10 }, () => 'refused'),
  ]);
});

it('has a route that nobody gave a word for, under its pattern', async () => {
  const { app, audit } = await startHttp();
  await app.inject({
    method: 'POST',
    url: '/api/v1/queues',
    headers: { authorization: `Bearer ${mariasCredential.apiKey}` },
  });
  expect(await audit.list(all, page)).toMatchObject([{ action: 'POST /api/v1/queues' }]);
});
