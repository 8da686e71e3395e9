import { setImmediate } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { maria, mariasCredential, startHttp } from './start-http.ts';

const all = { projectId: maria.projectId };
const page = { before: null, limit: 10 };

it('has the tokens that were given, and not the log-ins that failed', async () => {
  const { app, audit } = await startHttp();
  const login = (password: string) =>
    app.inject({
      method: 'POST',
      url: '/v3/auth/tokens',
      headers: { 'user-agent': 'x'.repeat(1_000) },
      payload: {
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { name: 'maria', password, domain: { name: 'acme' } } },
          },
          scope: { project: { name: maria.projectName } },
        },
      },
    });
  expect((await login('wrong')).statusCode).toBe(401);
  expect((await login(mariasCredential.password)).statusCode).toBe(201);
  await setImmediate();
  const entries = await audit.list(all, page);
  expect(entries).toMatchObject([
    {
      action: 'issue_token',
      actor: { userName: 'maria', credential: { kind: 'password', id: 'maria' } },
      origin: { userAgent: 'x'.repeat(200) },
    },
  ]);
  expect(JSON.stringify(entries)).not.toContain(mariasCredential.password);
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
