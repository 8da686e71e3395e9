import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { SluiceClient } from '@sluice/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startGateway, type StartedGateway } from './support/start-gateway.ts';

/**
 * Every release that was made, with a data directory of its own gateway, killed in the middle of its
 * work (`releases/make-directory.ts`). A new release adds a line and a file.
 */
const releases = [{ version: '0.1.0', copy: /^state-v3-/ }];

describe.each(releases)('the data directory of $version', ({ version, copy }) => {
  let home: string;
  let dataDir: string;
  let gateway: StartedGateway | null = null;
  beforeEach(() => {
    home = mkdtempSync(join(tmpdir(), 'sluice-test-upgrade-'));
    dataDir = join(home, 'data');
    const archive = join(import.meta.dirname, 'releases', `${version}.tar.gz`);
    execFileSync('tar', ['-xzf', archive, '-C', home]);
  });
  afterEach(async () => {
    await gateway?.stop();
    gateway = null;
    rmSync(home, { recursive: true });
  });

  async function start(): Promise<SluiceClient> {
    gateway = await startGateway({ dataDir, env: { SLUICE_SAMPLES: 'off' } });
    return new SluiceClient({ url: gateway.url, apiKey: gateway.credential.api_key });
  }

  it('is read as it was written, and its work goes on', async () => {
    const client = await start();
    const byKey = (key: string) => client.getByKey(key);
    expect(await byKey('small-result')).toMatchObject({
      status: 'succeeded',
      tags: [{ key: 'of', value: 'release' }],
    });
    expect(await byKey('failed')).toMatchObject({
      status: 'failed',
      error: { code: 'semantic_error' },
    });

    const small = await client.result((await byKey('small-result')).id);
    expect((await Array.fromAsync(small.rows)).map(String)).toEqual(['0,0.0', '1,1.5', '2,3.0']);
    const large = await client.result((await byKey('large-result')).id);
    expect(await Array.fromAsync(large.rows)).toHaveLength(5_005);

    for (const key of ['cancelled-running', 'cancelled-queued']) {
      const job = await byKey(key);
      expect(job).toMatchObject({ status: 'cancelled', cancel: { reason: 'user' } });
      const receipt = await client.receipt(job.id);
      expect(receipt).toMatchObject({ ending: 'cancelled' });
      expect(receipt.checks.every(({ is_gone }) => is_gone)).toBe(true);
    }

    // What ran when the old gateway was killed committed nothing, by its marker; what waited runs, once.
    const running = await client.wait((await byKey('running')).id, { timeoutMs: 60_000 });
    expect(running.job).toMatchObject({ status: 'failed', error: { code: 'engine_error' } });
    const queued = await client.wait((await byKey('queued')).id, { timeoutMs: 60_000 });
    expect(queued.job).toMatchObject({ status: 'succeeded', result: { affected_rows: 1 } });
    expect((await rowsOf(client, 'SELECT count(*) FROM shop.orders')).map(String)).toEqual([
      '1002',
    ]);
    expect((await rowsOf(client, "SELECT count(*) FROM 'orders.csv'")).map(String)).toEqual([
      '1001',
    ]);

    expect((await client.list({ limit: 100 })).total).toBe(13);
    expect((await client.queues()).map(({ name }) => name)).toEqual(['default', 'narrow']);
  });

  it('is copied before it is changed', async () => {
    await start();
    const copies = readdirSync(join(dataDir, 'backups'));
    expect(copies).toEqual([expect.stringMatching(copy)]);
    expect(JSON.parse(readFileSync(join(dataDir, 'version.json'), 'utf8'))).toMatchObject({
      version: 2,
    });
    await gateway?.stop();
    await start();
    expect(readdirSync(join(dataDir, 'backups'))).toEqual(copies);
  });
});

it('refuses the data directory of a newer release, and leaves it as it is', async () => {
  const home = mkdtempSync(join(tmpdir(), 'sluice-test-upgrade-'));
  const dataDir = join(home, 'data');
  execFileSync('mkdir', [dataDir]);
  writeFileSync(join(dataDir, 'version.json'), '{"version":9,"sluice":"7.0.0"}');
  await expect(startGateway({ dataDir })).rejects.toThrow(
    /was written by Sluice 7\.0\.0 \(version 9 of the directory\).*knows versions up to 2/,
  );
  expect(readdirSync(dataDir)).toEqual(['version.json']);
  expect(existsSync(join(dataDir, 'state.db'))).toBe(false);
  rmSync(home, { recursive: true });
});

async function rowsOf(client: SluiceClient, sql: string): Promise<unknown[]> {
  const { id } = await client.submit({ sql });
  await client.wait(id, { timeoutMs: 60_000 });
  return Array.fromAsync((await client.result(id)).rows);
}
