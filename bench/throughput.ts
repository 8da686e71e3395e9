// How many small jobs a second come to their durable end, with 32 clients over HTTP: each submits a
// statement, has its ending, in one call (`Prefer: wait`) or in two, and goes on with the next. The gateway is a process of
// its own; the load generator runs beside it. In the same run, the same statements in a bare host of
// the same kind over the same socket, as many at once as the queue has slots, plus two synced writes
// for each (a small job is in two commits), where whoever comes during a sync shares the next.
import { fsync, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startGateway } from '../tests/support/start-gateway.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { startBareHost } from './support/bare-host.ts';
import { KeepAliveClient } from './support/keep-alive-client.ts';
import { processTree } from './support/process-tree.ts';

const seconds = Number(process.argv[2] ?? 15);
const clients = 32;
const slots = Number(process.argv[3] ?? 16);
const durableWrites = 2;

interface Kind {
  /** Each text once only, since a text that was read before is not read again. */
  readonly sql: (count: number) => string;
  readonly throughTheGate: (client: KeepAliveClient, sql: string) => Promise<void>;
}

const select = (count: number) => `SELECT 42 + ${count} AS answer`;
const insert = (count: number) => `INSERT INTO bench VALUES (${count})`;
const kinds: Record<string, Kind> = {
  'SELECT 42': { sql: select, throughTheGate: inOneCall },
  'in two calls': { sql: select, throughTheGate: inTwoCalls },
  'insert of one row': { sql: insert, throughTheGate: inOneCall },
};
let counted = 0;

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const env = {
  SLUICE_SAMPLES: 'off',
  SLUICE_DEFAULT_SLOTS: String(slots),
  SLUICE_QUOTA_REQUESTS_PER_SECOND: '1000000',
  ...(process.env['BENCH_NODE_OPTIONS'] && { NODE_OPTIONS: process.env['BENCH_NODE_OPTIONS'] }),
};
const gateway = await startGateway({ env, dataDir });
const headers = { authorization: `Bearer ${gateway.credential.api_key}` };
const connections = await Promise.all(
  Array.from({ length: clients }, () => KeepAliveClient.open(gateway.url, headers)),
);
const [first] = connections;
if (!first) throw new Error('there is no client');
await inOneCall(first, 'CREATE TABLE bench (i INT)');

console.log(machine());
console.log(`${clients} clients, ${slots} slots, ${seconds} s each\n`);
const ours = new Map<string, Measured>();
for (const [name, { sql, throughTheGate }] of Object.entries(kinds)) {
  await measure(clients, 2, (worker) => throughTheGate(connectionOf(worker), sql(++counted)));
  const before = cpuByRole();
  const measured = await measure(clients, seconds, (worker) =>
    throughTheGate(connectionOf(worker), sql(++counted)),
  );
  ours.set(name, measured);
  console.log(`${name}: CPU ms a job: ${cpuPerJob(before, measured.timesMs.length)}`);
}
for (const connection of connections) connection.close();
await gateway.stop();

console.log();
// The gateway's host holds the lock of the database: the bare one comes after it, over the same file.
console.log(
  'statement            Sluice jobs/s   p50 / p95 ms   bare jobs/s   p50 / p95 ms   ratio',
);
const sync = sharedSync(openSync(join(dataDir, 'synced'), 'w'));
const bare = await startBareHost(dataDir, gateway.projectId);
for (const [name, { sql }] of Object.entries(kinds)) {
  const a = ours.get(name);
  if (!a) continue;
  const b = await measure(slots, seconds, () => inTheBareHost(sql(++counted)));
  const columns = [
    name.padEnd(18),
    a.rate.toFixed(0).padStart(15),
    pair(a).padStart(14),
    b.rate.toFixed(0).padStart(13),
    pair(b).padStart(14),
    (a.rate / b.rate).toFixed(2).padStart(7),
  ];
  console.log(columns.join(' '));
}
await bare.stop();
rmSync(dataDir, { recursive: true });

interface Measured {
  readonly rate: number;
  readonly timesMs: readonly number[];
}

async function measure(
  workers: number,
  forSeconds: number,
  once: (worker: number) => Promise<void>,
): Promise<Measured> {
  const timesMs: number[] = [];
  const start = performance.now();
  const until = start + forSeconds * 1_000;
  await Promise.all(
    Array.from({ length: workers }, async (_, worker) => {
      while (performance.now() < until) {
        const begun = performance.now();
        await once(worker);
        timesMs.push(performance.now() - begun);
      }
    }),
  );
  return { rate: timesMs.length / ((performance.now() - start) / 1_000), timesMs };
}

function cpuByRole(): ReadonlyMap<string, number> {
  const { user, system } = process.cpuUsage();
  return new Map([
    ...processTree(gateway.pid).map(({ role, cpuMs }) => [role, cpuMs] as const),
    ['load generator', (user + system) / 1_000] as const,
  ]);
}

/** What holds the rate back: two cores have 2,000 ms in a second. */
function cpuPerJob(before: ReadonlyMap<string, number>, jobs: number): string {
  const parts = [...cpuByRole()].map(
    ([role, cpuMs]) => [role, (cpuMs - (before.get(role) ?? 0)) / jobs] as const,
  );
  const total = parts.reduce((sum, [, cpuMs]) => sum + cpuMs, 0);
  return [...parts, ['all', total] as const]
    .map(([role, cpuMs]) => `${role} ${cpuMs.toFixed(2)}`)
    .join(', ');
}

function connectionOf(worker: number): KeepAliveClient {
  const connection = connections[worker];
  if (!connection) throw new Error(`there is no client ${worker}`);
  return connection;
}

async function inOneCall(client: KeepAliveClient, sql: string): Promise<void> {
  const ended = await client.call('POST', '/api/v1/jobs', { sql }, { prefer: 'wait=60' });
  const { status } = JSON.parse(ended.body) as { status: string };
  if (status !== 'succeeded') throw new Error(ended.body);
}

async function inTwoCalls(client: KeepAliveClient, sql: string): Promise<void> {
  const submitted = await client.call('POST', '/api/v1/jobs', { sql });
  const job = JSON.parse(submitted.body) as { id: string };
  const waited = await client.call('GET', `/api/v1/jobs/${job.id}/wait`);
  const { status } = JSON.parse(waited.body) as { status: string };
  if (status !== 'succeeded') throw new Error(`${submitted.body}\n${waited.body}`);
}

async function inTheBareHost(sql: string): Promise<void> {
  for (let write = 0; write < durableWrites; write++) await sync();
  await bare.run(sql);
}

/** Whoever asks while a sync is under way shares the one after it. */
function sharedSync(file: number): () => Promise<void> {
  const syncOnce = promisify(fsync);
  let last: Promise<void> = Promise.resolve();
  let next: Promise<void> | null = null;
  return () => {
    next ??= last.then(() => {
      next = null;
      last = syncOnce(file);
      return last;
    });
    return next;
  };
}

function pair({ timesMs }: Measured): string {
  const { p50, p95 } = figuresOf(timesMs);
  return `${ms(p50)} / ${ms(p95)}`;
}
