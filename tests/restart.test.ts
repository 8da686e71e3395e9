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

async function start(): Promise<SluiceClient> {
  gateway = await startGateway({ dataDir, env: { SLUICE_SAMPLES: 'off' } });
  return new SluiceClient({ url: gateway.url, apiKey: gateway.credential.api_key });
}

/** SIGKILL, and the gateway's own end of it. */
async function killGateway(): Promise<void> {
  process.kill(gateway.pid, 'SIGKILL');
  while (existsSync(`/proc/${gateway.pid}/exe`)) await pause(5);
  await gateway.stop();
}

it('after kill -9 each job has one true ending and no process is left (I1, I2, I7)', async () => {
  const before = await start();
  await before.createQueue({ name: 'narrow', slots: 1 });
  const written = await before.submit({ sql: 'CREATE TABLE kept AS SELECT 1 AS i' });
  await before.wait(written.id, { timeoutMs: 20_000 });
  const running = await before.submit({ sql: scan, queue: 'narrow' });
  const waiting = await before.submit({ sql: 'INSERT INTO kept VALUES (2)', queue: 'narrow' });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  await killGateway();

  const after = await start();
  const ended = await after.wait(running.id, { timeoutMs: 20_000 });
  expect(ended.job).toMatchObject({ status: 'failed', error: { code: 'engine_error' } });
  // What had only waited runs now, and once.
  const inserted = await after.wait(waiting.id, { timeoutMs: 20_000 });
  expect(inserted.job).toMatchObject({ status: 'succeeded', result: { affected_rows: 1 } });
  expect((await after.get(written.id)).status).toBe('succeeded');
  expect(readdirSync(join(dataDir, 'projects', gateway.projectId, 'results'))).toEqual([]);
  await gateway.stop();
  expect(processesNaming(dataDir)).toEqual([]);
});

it('an accepted cancel is carried out by the next gateway (I2, case 13)', async () => {
  const before = await start();
  const running = await before.submit({ sql: scan });
  while ((await before.get(running.id)).status !== 'running') await pause(10);
  // The host is stopped, so that the cancel cannot be carried out before the kill.
  for (const pid of processesNaming(`${dataDir}/projects`)) process.kill(pid, 'SIGSTOP');
  await before.cancel(running.id, { waitMs: 0 });
  await killGateway();

  const after = await start();
  const ended = await after.wait(running.id, { timeoutMs: 20_000 });
  expect(ended.job).toMatchObject({ status: 'cancelled', cancel: { reason: 'user' } });
  expect((await after.receipt(running.id)).ending).toBe('cancelled');
});
