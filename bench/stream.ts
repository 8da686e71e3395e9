// A result of 10 million rows as CSV, or as the form that is named, over HTTP, beside DuckDB's own COPY of the
// same rows to a file, each by itself; what gateway and host hold in memory meanwhile; and, in a second stream, what somebody
// waits for whose control calls come meanwhile (I9), beside the same calls when nothing is read.
import { statSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { figuresOf, machine, ms } from './figures.ts';
import { jsonOf, startBenchGateway } from './support/bench-gateway.ts';
import { processTree } from './support/process-tree.ts';

const rows = Number(process.argv[2] ?? 10_000_000);
const form = process.argv[3] ?? 'csv';
const mediaTypes: Record<string, string> = {
  csv: 'text/csv',
  parquet: 'application/vnd.apache.parquet',
  arrow: 'application/vnd.apache.arrow.stream',
};
const accept = mediaTypes[form];
if (accept === undefined) throw new Error(`there is no form ${form}`);
const shapes: Record<string, string> = {
  'two numbers and a text': `SELECT i, i * 7 % 1000 AS v, 'name ' || (i % 1000) AS n FROM range(${rows}) t(i)`,
  'decimal, double, timestamp': `SELECT (i % 100000)::DECIMAL(12,2) AS d, i / 7 AS f, TIMESTAMP '2026-01-01' + INTERVAL (i) SECOND AS at FROM range(${rows}) t(i)`,
};

const bench = await startBenchGateway();
const client = await bench.client();
const controller = await bench.client();
const instance = await DuckDBInstance.create(join(bench.dataDir, 'bare.duckdb'));
const connection = await instance.connect();
console.log(machine());
console.log(`${rows} rows as ${form}\n`);
const untouched = newTimes();
for (let round = 0; round < 20; round++) await control(untouched);
tellTimes('control calls, nothing read', untouched);
for (const [name, sql] of Object.entries(shapes)) {
  const job = jsonOf(await client.call('POST', '/api/v1/jobs', { sql })) as { id: string };
  for (;;) {
    const waited = await client.call('GET', `/api/v1/jobs/${job.id}/wait`);
    const { status } = jsonOf(waited) as { status: string };
    if (status === 'succeeded') break;
    if (status !== 'queued' && status !== 'launching' && status !== 'running') {
      throw new Error(waited.body);
    }
  }
  const alone = await download(job.id);
  const before = memory();
  const samples: Memory[] = [];
  const sampling = setInterval(() => samples.push(memory()), 200);
  const meanwhile = newTimes();
  const reading = { isOver: false };
  const downloading = download(job.id).finally(() => (reading.isOver = true));
  // At the end one may have begun that ends after it: that does no harm.
  while (!reading.isOver) await control(meanwhile);
  const ours = await downloading;
  clearInterval(sampling);

  // The rows lie in a table on both sides: what is measured is the way out.
  await connection.run(`CREATE OR REPLACE TABLE result AS ${sql}`);
  const file = join(bench.dataDir, `bare.${form}`);
  const start = performance.now();
  await connection.run(`COPY result TO '${file}' (FORMAT ${form === 'csv' ? 'csv' : 'parquet'})`);
  const bareMs = performance.now() - start;

  console.log(name);
  console.log(
    `  Sluice ${ms(alone.tookMs)} ms for ${mib(alone.bytes)} MiB; ` +
      `COPY ${ms(bareMs)} ms for ${mib(statSync(file).size)} MiB; ` +
      `${((bareMs / alone.tookMs) * 100).toFixed(0)} % of its speed (goal 33)`,
  );
  console.log(`  with scans that are cancelled beside it: ${ms(ours.tookMs)} ms`);
  tellTimes('  control calls meanwhile', meanwhile);
  for (const part of ['gateway', 'host'] as const) tellMemory(part, before, samples);
}
connection.closeSync();
await bench.stop();

interface Times {
  readonly look: number[];
  readonly cancel: number[];
}

function newTimes(): Times {
  return { look: [], cancel: [] };
}

/** A job is looked at and cancelled, until the cancel is proved; then a pause, for what is measured. */
async function control(times: Times): Promise<void> {
  const sql = 'SELECT count(*) FROM range(100000000000)';
  const job = jsonOf(await controller.call('POST', '/api/v1/jobs', { sql })) as { id: string };
  const start = performance.now();
  jsonOf(await controller.call('GET', `/api/v1/jobs/${job.id}`));
  const looked = performance.now();
  jsonOf(await controller.call('POST', `/api/v1/jobs/${job.id}/cancel`, {}));
  times.look.push(looked - start);
  times.cancel.push(performance.now() - looked);
  await new Promise((resolve) => setTimeout(resolve, 50));
}

function tellTimes(name: string, { look, cancel }: Times): void {
  console.log(
    `${name}: look ${told(look)}; cancel until proved ${told(cancel)}; ${look.length} of each`,
  );
}

function told(times: readonly number[]): string {
  const { p50, p95 } = figuresOf(times);
  return `p50 ${ms(p50)} ms, p95 ${ms(p95)} ms`;
}

async function download(id: string): Promise<{ tookMs: number; bytes: number }> {
  const start = performance.now();
  const { promise, resolve, reject } = Promise.withResolvers<{ tookMs: number; bytes: number }>();
  const headers = {
    authorization: `Bearer ${bench.gateway.credential.api_key}`,
    accept,
  };
  request(`${bench.gateway.url}/api/v1/jobs/${id}/result`, { headers }, (answer) => {
    let bytes = 0;
    answer.on('data', (part: Buffer) => (bytes += part.length));
    answer.on('end', () => resolve({ tookMs: performance.now() - start, bytes }));
    answer.on('error', reject);
    if (answer.statusCode !== 200) reject(new Error(`status ${answer.statusCode}`));
  })
    .on('error', reject)
    .end();
  return promise;
}

interface Memory {
  readonly gateway: number;
  readonly host: number;
}

/** Flat means: the last quarter of the stream has no more than the second one. */
function tellMemory(part: keyof Memory, before: Memory, samples: readonly Memory[]): void {
  const highest = [0, 1, 2, 3].map((quarter) => {
    const from = Math.floor((samples.length * quarter) / 4);
    const until = Math.floor((samples.length * (quarter + 1)) / 4);
    return mib(Math.max(0, ...samples.slice(from, until).map((sample) => sample[part])));
  });
  console.log(
    `  ${part} ${mib(before[part])} MiB before, at most in each quarter: ${highest.join(', ')}`,
  );
}

function memory(): Memory {
  const use = processTree(bench.gateway.pid);
  const of = (role: string) => use.find((each) => each.role === role)?.residentBytes ?? 0;
  return { gateway: of('gateway'), host: of('host') };
}

function mib(bytes: number): string {
  return (bytes / 2 ** 20).toFixed(0);
}
