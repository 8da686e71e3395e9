import { SluiceClient } from '@sluice/client';
import { expect, it } from 'vitest';
import { endlessSql } from './support/cli-stage.ts';
import { startGateway } from './support/start-gateway.ts';

it('a gateway writes nothing but lines of JSON to stdout, with the life of its jobs and no secret', async () => {
  const gateway = await startGateway({ env: { SLUICE_SAMPLES: 'off' } });
  const { url, credential } = gateway;
  const client = new SluiceClient({ url, apiKey: credential.api_key });
  const done = await client.submit({ sql: "SELECT 'a literal nobody may see'" });
  await client.wait(done.id);
  const broken = await client.submit({ sql: "SELECT 'a literal nobody may see'::INTEGER" });
  await client.wait(broken.id);
  const endless = await client.submit({ sql: endlessSql });
  while ((await client.get(endless.id)).status !== 'running');
  await client.cancel(endless.id);
  await fetch(`${url}/nowhere?token=hush`, { headers: { authorization: 'Bearer hush' } });
  await fetch(`${url}/api/v1/jobs`, { method: 'POST', body: '{' });
  expect(await gateway.stop()).toBe(0);

  const text = gateway.logged();
  const lines = text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  for (const line of lines)
    expect(line).toMatchObject({
      level: expect.any(String),
      time: expect.any(String),
      msg: expect.any(String),
    });
  const life = (id: string) => lines.filter(({ job }) => job === id).map(({ msg }) => msg);
  expect(life(done.id)).toEqual(['job submitted', 'job started', 'job ended']);
  expect(life(broken.id)).toEqual(['job submitted', 'job started', 'job ended']);
  expect(life(endless.id)).toEqual([
    'job submitted',
    'job started',
    'job cancel accepted',
    'job ended',
    'job cancel done',
  ]);
  expect(lines.find(({ msg }) => msg === 'job cancel done')).toMatchObject({
    ending: 'cancelled',
    rung: 'interrupt',
    released_ms: expect.any(Number),
  });
  expect(lines.find(({ msg, path }) => msg === 'request' && path === '/nowhere')).toMatchObject({
    route: null,
    status: 404,
    user: null,
    project: null,
    duration_ms: expect.any(Number),
  });
  const { api_key, secret_key, password } = credential;
  for (const secret of [api_key, secret_key, password]) {
    expect(gateway.told()).not.toContain(secret);
  }
  for (const secret of [api_key, secret_key, password, 'hush', 'literal', 'range(']) {
    expect(text).not.toContain(secret);
  }
});
