import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SluiceClient } from '@sluice/client';
import { type CliStage, endlessSql, openCliStage } from './support/cli-stage.ts';
import { openCuttingProxy } from './support/cutting-proxy.ts';

let stage: CliStage;
beforeAll(async () => {
  stage = await openCliStage();
});
afterAll(() => stage.end());

describe('sluice events and audit', () => {
  it('prints the life of a job, a line for each step, and ends with it', async () => {
    const job = await stage.client.submit({ sql: endlessSql });
    const following = stage.run(['events', 'follow', job.id]);
    while ((await stage.client.get(job.id)).status !== 'running') await sleep(5);
    await stage.client.cancel(job.id);
    const { code, stdout } = await following;
    expect(code).toBe(0);
    const lines = stdout
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string; kind: string });
    expect(lines.map(({ kind }) => kind)).toEqual([
      'queued',
      'launching',
      'running',
      'cancelling',
      'cancelled',
    ]);
    const after = await stage.run(['events', 'follow', job.id, '--after', lines[2]?.id ?? '']);
    expect(after.stdout.trimEnd().split('\n')).toHaveLength(2);
    const over = await stage.run(['events', 'follow', job.id, '--after', lines[4]?.id ?? '']);
    expect(over).toMatchObject({ code: 0, stdout: '' });
  });

  it('shows who asked for what', async () => {
    const { stdout } = await stage.run(['audit', 'list', '-o', 'json', '--action', 'cancel_job']);
    expect(JSON.parse(stdout)).toMatchObject([
      { user: 'admin', action: 'cancel_job', outcome: 'done' },
    ]);
  });
});

it('a client that loses its connection again and again misses nothing and hears nothing twice', async () => {
  await using proxy = await openCuttingProxy(stage.gateway.url);
  const { api_key: apiKey } = stage.gateway.credential;
  const client = new SluiceClient({ url: proxy.url, apiKey });
  const heard: string[] = [];
  const left = new AbortController();
  const following = (async () => {
    for await (const { id } of client.events({ after: 'oldest', signal: left.signal }))
      heard.push(id);
  })().catch(() => {});
  for (let round = 0; round < 5; round++) {
    const job = await stage.client.submit({ sql: `SELECT ${round}` });
    await stage.client.wait(job.id);
    proxy.cut();
  }
  const all: string[] = [];
  const end = new AbortController();
  for await (const { id } of stage.client.events({ after: 'oldest', signal: end.signal })) {
    all.push(id);
    if (all.length === 25) break;
  }
  while (heard.length < all.length) await sleep(20);
  expect(heard).toEqual(all);
  left.abort();
  await following;
});

it('following says once that the gateway is away, and once that it is back', async () => {
  await using proxy = await openCuttingProxy(stage.gateway.url);
  const { api_key: SLUICE_API_KEY } = stage.gateway.credential;
  const first = await stage.client.submit({ sql: 'SELECT 1' });
  const following = stage.start(['events', 'follow', '--after', 'oldest'], {
    env: { SLUICE_URL: proxy.url, SLUICE_API_KEY },
  });
  await following.untilStdout(new RegExp(first.id));

  proxy.shut();
  await following.untilStderr(/^cannot reach .+; trying again$/m);
  await proxy.untilTurnedAway(3);
  proxy.open();
  await following.untilStderr(/^connected again$/m);

  const second = await stage.client.submit({ sql: 'SELECT 2' });
  await following.untilStdout(new RegExp(second.id));
  following.child.kill('SIGINT');
  const { code, stderr } = await following.ended;
  expect(code).toBe(130);
  expect(stderr.trimEnd().split('\n')).toHaveLength(2);
});
