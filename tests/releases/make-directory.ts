import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { SluiceClient } from '@sluice/client';
import { processesNaming } from '../../packages/gateway/tests/support/start-duckdb.ts';
import { testEnvironment } from '../support/test-environment.ts';
import { untilListening } from '../support/until-listening.ts';

/**
 * Makes the data directory of a release, for `upgrade.test.ts` to open ever after:
 *
 *   node tests/releases/make-directory.ts CHECKOUT VERSION
 *
 * CHECKOUT is a work tree of that release with its packages installed. Its own gateway does the work,
 * and is killed in the middle of it, so that the directory has every state that one can have.
 */
const [checkout, version] = process.argv.slice(2);
if (!checkout || !version) throw new Error('make-directory.ts CHECKOUT VERSION');
const home = mkdtempSync(join(tmpdir(), 'sluice-test-release-'));
const dataDir = join(home, 'data');

const child = spawn(process.execPath, [resolve(checkout, 'packages/gateway/src/main.ts')], {
  cwd: home,
  env: testEnvironment({ SLUICE_DATA_DIR: dataDir, SLUICE_SAMPLES: 'off' }),
  stdio: ['ignore', 'pipe', 'inherit'],
});
const url = await untilListening(child, () => '');
const credential = readFileSync(join(dataDir, 'credential.json'), 'utf8');
const { api_key: apiKey } = JSON.parse(credential) as { api_key: string };
const client = new SluiceClient({ url, apiKey });
const run = async (sql: string, key: string, database?: string) => {
  const order = {
    sql,
    key,
    tags: [{ key: 'of', value: 'release' }],
    ...(database && { database }),
  };
  const { id } = await client.submit(order);
  await client.wait(id, { timeoutMs: 30_000 });
};
const scan = 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3';

await client.createQueue({ name: 'narrow', slots: 1 });
await run('CREATE SCHEMA shop', 'schema');
await run(
  'CREATE TABLE orders AS SELECT i, i * 1.5 AS price FROM range(1000) t(i)',
  'table',
  'shop',
);
await run('INSERT INTO orders VALUES (1000, 7.25)', 'insert', 'shop');
await run('SELECT i, price FROM orders ORDER BY i LIMIT 3', 'small-result', 'shop');
await run('SELECT i, price FROM orders, range(5) ORDER BY i', 'large-result', 'shop');
await run("COPY orders TO 'orders.csv'", 'export', 'shop');
await run('SELECT nothing FROM nowhere', 'failed');
const stopped = await client.submit({ sql: scan, key: 'cancelled-running' });
while ((await client.get(stopped.id)).status !== 'running') await pause(10);
await client.cancel(stopped.id);
const live = await client.submit({ sql: scan, key: 'running', queue: 'narrow' });
await client.submit({
  sql: 'INSERT INTO shop.orders VALUES (1001, 1)',
  key: 'queued',
  queue: 'narrow',
});
const waiting = await client.submit({ sql: 'SELECT 1', key: 'cancelled-queued', queue: 'narrow' });
await client.cancel(waiting.id);
await client.cancelByKey('cancelled-before', { waitMs: 0 }).catch(() => {});
while ((await client.get(live.id)).status !== 'running') await pause(10);

child.kill('SIGKILL');
for (const pid of processesNaming(dataDir)) process.kill(pid, 'SIGKILL');
while (existsSync(`/proc/${child.pid}/exe`) || processesNaming(dataDir).length > 0) await pause(10);

const archive = resolve(import.meta.dirname, `${version}.tar.gz`);
const left = ['--exclude=*.sock', '--exclude=*.lock', '--exclude=spill', '--exclude=host.log*'];
const stable = ['--sort=name', '--owner=0', '--group=0'];
execFileSync('tar', ['-czf', archive, ...left, ...stable, '-C', home, 'data']);
rmSync(home, { recursive: true });
