// What the gate costs: from submit to the rows in hand, over HTTP, beside the same statement in a bare
// host of the same kind over the same socket, plus as many synced writes of a file as a small job has
// commits. Both sides in one run, turn by turn.
import { fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway } from '../packages/gateway/src/compose.ts';
import { readConfig } from '../packages/gateway/src/config/read-config.ts';
import { readCredential } from '../packages/gateway/src/system/credential-file.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { startBareHost } from './support/bare-host.ts';

const rounds = Number(process.argv[2] ?? 200);
/** Submit with claim; start with end. */
const durableWrites = 2;

const statements: Record<string, string> = {
  'SELECT 42': 'SELECT 42 AS answer',
  'aggregate of 3 M rows':
    'SELECT origin, count(*) AS n, avg(delay) AS d FROM samples.flights GROUP BY origin ORDER BY n DESC LIMIT 10',
  '1,000 rows': 'SELECT * FROM samples.flights LIMIT 1000',
  'insert of one row': 'INSERT INTO bench VALUES (1)',
};

const dataDir = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const environment = {
  SLUICE_DATA_DIR: dataDir,
  SLUICE_LISTEN: '127.0.0.1:0',
  SLUICE_LOG_LEVEL: 'silent',
};
const gateway = await startGateway(readConfig(environment, dataDir));
const credential = readCredential(dataDir);
if (!credential) throw new Error('the gateway made no credential');
const { url, api_key: apiKey, project_id: projectId } = credential;
await throughTheGate('CREATE TABLE bench (i INT)');

console.log(machine());
console.log(`${rounds} rounds\n`);
console.log(
  'statement                 Sluice p50/p95 ms   bare p50/p95 ms   ratio p50   ratio p95',
);
const ours = new Map<string, number[]>();
for (const [name, sql] of Object.entries(statements)) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await throughTheGate(sql));
  ours.set(name, times);
}
await gateway.stop();

// The gateway's host holds the lock of the database: the bare one comes after it, over the same file.
const synced = openSync(join(dataDir, 'synced'), 'w');
const bare = await startBareHost(dataDir, projectId);
for (const [name, sql] of Object.entries(statements)) {
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) times.push(await inTheBareHost(sql));
  const a = figuresOf(ours.get(name) ?? []);
  const b = figuresOf(times);
  const columns = [
    name.padEnd(24),
    `${ms(a.p50)} / ${ms(a.p95)}`.padStart(19),
    `${ms(b.p50)} / ${ms(b.p95)}`.padStart(17),
    (a.p50 / b.p50).toFixed(1).padStart(11),
    (a.p95 / b.p95).toFixed(1).padStart(11),
  ];
  console.log(columns.join(' '));
}
await bare.stop();
rmSync(dataDir, { recursive: true });

async function throughTheGate(sql: string): Promise<number> {
  const start = performance.now();
  const job = await call('POST', '/jobs', { sql });
  const ended = await call('GET', `/jobs/${job.id}/wait`);
  if (ended.status !== 'succeeded') throw new Error(JSON.stringify(ended));
  if (ended.result && ended.result.columns.length > 0) await call('GET', `/jobs/${job.id}/result`);
  return performance.now() - start;
}

interface Answer {
  readonly id: string;
  readonly status: string;
  readonly result: { readonly columns: readonly object[] } | null;
}

async function call(method: string, path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as Answer;
}

async function inTheBareHost(sql: string): Promise<number> {
  const start = performance.now();
  for (let write = 0; write < durableWrites; write++) {
    writeSync(synced, Buffer.alloc(4_096));
    fsyncSync(synced);
  }
  await bare.run(sql);
  return performance.now() - start;
}
