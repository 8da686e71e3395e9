import { existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SluiceClient } from '@sluice/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processesNaming } from '../packages/gateway/tests/support/start-duckdb.ts';
import { startGateway, type StartedGateway } from './support/start-gateway.ts';

const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';

let home: string;
let dataDir: string;
let gateway: StartedGateway;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'sluice-test-restart-'));
  dataDir = join(home, 'data');
});
afterEach(async () => {
  await gateway.stop();
  rmSync(home, { recursive: true });
});

async function start(env: NodeJS.ProcessEnv = {}): Promise<SluiceClient> {
  gateway = await startGateway({ dataDir, env: { SLUICE_SAMPLES: 'off', ...env } });
  return new SluiceClient({ url: gateway.url, apiKey: gateway.credential.api_key });
}

/** SIGKILL, and the gateway's own end of it. */
async function killGateway(): Promise<void> {
  process.kill(gateway.pid, 'SIGKILL');
  while (existsSync(`/proc/${gateway.pid}/exe`)) await pause(5);
  await gateway.stop();
}

const hosts = () => processesNaming(`${dataDir}/projects`);

it('after kill -9 each job has one true ending and no process is left (I1, I2, I7)', async () => {
  const before = await start();
  await before.createQueue({ name: 'narrow', slots: 1 });
  const written = await before.submit({ sql: 'CREATE TABLE kept AS SELECT 1 AS i' });
  await before.wait(written.id, { timeoutMs: 60_000 });
  const running = await before.submit({ sql: scan, queue: 'narrow' });
  const waiting = await before.submit({ sql: 'INSERT INTO kept VALUES (2)', queue: 'narrow' });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  await killGateway();

  const after = await start();
  // What ran goes on where it ran, and what had only waited runs after it, once.
  expect((await after.get(running.id)).status).toBe('running');
  await after.cancel(running.id, { waitMs: 60_000 });
  expect((await after.get(running.id)).status).toBe('cancelled');
  const inserted = await after.wait(waiting.id, { timeoutMs: 60_000 });
  expect(inserted.job).toMatchObject({ status: 'succeeded', result: { affected_rows: 1 } });
  expect((await after.get(written.id)).status).toBe('succeeded');
  expect(readdirSync(join(dataDir, 'projects', gateway.projectId, 'results'))).toEqual([]);
  await gateway.stop();
  expect(processesNaming(dataDir)).toEqual([]);
  expect(readdirSync(dataDir).filter((name) => name.endsWith('.sock'))).toEqual([]);
});

it('the next gateway adopts the host, and the statement in it ends as it would have (I4)', async () => {
  const before = await start();
  const long = 'SELECT count(*) FROM range(1000000000) t(i) WHERE i % 7 = 3';
  const running = await before.submit({ sql: long });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  const [host] = hosts();
  await killGateway();

  const after = await start();
  const ended = await after.wait(running.id, { timeoutMs: 60_000 });
  expect(ended.job.status).toBe('succeeded');
  const { rows } = await after.result(running.id);
  expect(await Array.fromAsync(rows)).toEqual([[142_857_143]]);
  expect(hosts()).toEqual([host]);
});

it('what ended while no gateway was there is told by its host (I4)', async () => {
  const before = await start();
  const sql = "COPY (SELECT count(*) AS n FROM range(100000000) t(i) WHERE i % 7 = 3) TO 'n.csv'";
  const running = await before.submit({ sql });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  await killGateway();
  const written = join(dataDir, 'projects', gateway.projectId, 'bucket', 'n.csv');
  while (!existsSync(written)) await pause(10);

  const after = await start();
  const ended = await after.wait(running.id, { timeoutMs: 60_000 });
  expect(ended.job).toMatchObject({ status: 'succeeded', result: { affected_rows: 1 } });
});

it('a host whose gateway does not come back ends by itself', async () => {
  // Long enough for the gateway to reach its new host on a busy machine.
  const before = await start({ SLUICE_HOST_ORPHAN_MS: '5000' });
  const running = await before.submit({ sql: scan });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  expect(hosts()).toHaveLength(1);
  await killGateway();
  while (hosts().length > 0) await pause(10);

  const after = await start();
  const ended = await after.wait(running.id, { timeoutMs: 60_000 });
  expect(ended.job).toMatchObject({ status: 'failed', error: { code: 'engine_error' } });
});

it.each([
  ['that it adopts', true],
  ['that answers nothing, and is ended', false],
])(
  'an accepted cancel is carried out by the next gateway, in a host %s (I2)',
  async (_, goesOn) => {
    const before = await start();
    const running = await before.submit({ sql: scan });
    while ((await before.get(running.id)).status !== 'running') await pause(10);
    // The host is stopped, so that the cancel cannot be carried out before the kill.
    const [host = 0] = hosts();
    process.kill(host, 'SIGSTOP');
    await before.cancel(running.id, { waitMs: 0 });
    await killGateway();

    const starting = start();
    if (goesOn) process.kill(host, 'SIGCONT');
    const after = await starting;
    const ended = await after.wait(running.id, { timeoutMs: 60_000 });
    expect(ended.job).toMatchObject({ status: 'cancelled', cancel: { reason: 'user' } });
    expect((await after.receipt(running.id)).ending).toBe('cancelled');
    expect(hosts().includes(host)).toBe(goesOn);
  },
);

it('a cancel by key that comes before its submit holds after kill -9, for that key only (I12, case 28)', async () => {
  const before = await start();
  expect(await before.cancelByKey('to-come')).toMatchObject({ kind: 'awaiting_submit' });
  await killGateway();

  const after = await start();
  const write = 'CREATE TABLE never AS SELECT 1 AS i';
  const cancelled = await after.submit({ sql: write, key: 'to-come' });
  expect(cancelled).toMatchObject({ status: 'cancelled', cancel: { by: 'admin' } });
  expect(await after.receipt(cancelled.id)).toMatchObject({ ending: 'cancelled', rung: null });
  // The key stands for that job from now on: the same submit is the same job, and nothing runs.
  expect(await after.submit({ sql: write, key: 'to-come' })).toEqual(cancelled);
  const other = await after.submit({ sql: 'SELECT * FROM never', key: 'another' });
  const ended = await after.wait(other.id, { timeoutMs: 60_000 });
  expect(ended.job).toMatchObject({ status: 'failed', error: { code: 'semantic_error' } });
  for (const key of ['', 'a b', 'x'.repeat(129), 'ä', '../jobs']) {
    await expect(after.cancelByKey(key)).rejects.toMatchObject({ status: 400 });
  }
  await gateway.stop();
});

it('a gateway that is stopped answers who waits for what will run after it, with the job as it is', async () => {
  const before = await start();
  await before.createQueue({ name: 'narrow', slots: 1 });
  const running = await before.submit({ sql: scan, queue: 'narrow' });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  const order = { sql: 'SELECT 1', queue: 'narrow', key: 'later' };
  const waiting = before.submit(order, { waitMs: 50_000 });
  while ((await before.list({ queue: 'narrow' })).jobs.length < 2) await pause(10);
  await gateway.stop();
  const job = await waiting;
  expect(job).toMatchObject({ status: 'queued' });

  const after = await start();
  expect((await after.wait(job.id, { timeoutMs: 60_000 })).job).toMatchObject({
    status: 'succeeded',
  });
});
