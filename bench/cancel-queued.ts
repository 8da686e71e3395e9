// 10,000 queued jobs cancelled: one by one by 32 clients over HTTP, and then as many by one call.
// Meanwhile somebody reads a job and cancels another, again and again: how long he waits. Beside it,
// as many single writes to a table of SQLite, a synced transaction each. `bulk` as the second argument leaves
// the first half out.
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openWriter } from '../packages/gateway/src/stores/sqlite/sqlite-connections.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { jsonOf, startBenchGateway } from './support/bench-gateway.ts';
import { watchUse } from './support/gateway-use.ts';
import type { KeepAliveClient } from './support/keep-alive-client.ts';

const jobs = Number(process.argv[2] ?? 10_000);
const isBulkOnly = process.argv[3] === 'bulk';
const clients = 32;

const bench = await startBenchGateway({
  SLUICE_QUOTA_QUEUED_JOBS: String(jobs * 2),
  SLUICE_QUOTA_REQUESTS_PER_SECOND: '1000000',
});
const connections = await Promise.all(Array.from({ length: clients }, () => bench.client()));
const watcher = await bench.client();
await makeQueue(watcher);
// One job holds the only slot: all others wait.
await submit(watcher, 'SELECT count(*) FROM range(100000000000) t(i) WHERE i % 7 = 3', 'hold');

console.log(machine());
console.log(`${jobs} queued jobs, ${clients} clients\n`);
if (!isBulkOnly) await cancelOneByOne();

await submitAll();
const used = await watchUse(bench);
const bulk = await whileWatching(async () => {
  const start = performance.now();
  // Its answer is streamed, a line a job.
  const answer = await fetch(`${bench.gateway.url}/api/v1/jobs/cancel`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${bench.gateway.credential.api_key}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ queue: 'bench', status: ['queued'] }),
  });
  const body = await answer.text();
  return { status: answer.status, body, tookMs: performance.now() - start, use: await used() };
});
console.log(
  `in bulk: ${bulk.status} in ${ms(bulk.tookMs)} ms (goal 2,000): ${bulk.body.slice(0, 160)}`,
);
console.log(`  control calls meanwhile: ${waits(bulk.waits)} (goal: none over 50 ms)`);
console.log(
  `  gateway: ${ms(bulk.use.cpuMs)} ms of CPU; event loop held for ${ms(bulk.use.longestDelayMs)} ms at most`,
);
await bench.stop();

async function cancelOneByOne(): Promise<void> {
  const ids = await submitAll();
  const single = await whileWatching(async () => {
    const timesMs: number[] = [];
    const start = performance.now();
    await shared(ids, async (client, id) => {
      const begun = performance.now();
      jsonOf(await client.call('POST', `/api/v1/jobs/${id}/cancel`, {}));
      timesMs.push(performance.now() - begun);
    });
    return { timesMs, tookMs: performance.now() - start };
  });
  const { p50, p95 } = figuresOf(single.timesMs);
  const rate = ids.length / (single.tookMs / 1_000);
  const bare = bareWrites();
  console.log(`one by one: ${rate.toFixed(0)}/s, p50 ${ms(p50)} ms, p95 ${ms(p95)} ms`);
  console.log(`  SQLite alone, a synced transaction each: ${bare.toFixed(0)}/s`);
  console.log(`  control calls meanwhile: ${waits(single.waits)}`);
}

async function makeQueue(client: KeepAliveClient): Promise<void> {
  jsonOf(await client.call('POST', '/api/v1/queues', { name: 'bench', slots: 1 }));
}

async function submit(client: KeepAliveClient, sql: string, key: string): Promise<string> {
  const body = { sql, queue: 'bench', key };
  return (jsonOf(await client.call('POST', '/api/v1/jobs', body)) as { id: string }).id;
}

async function submitAll(): Promise<readonly string[]> {
  const found: string[] = [];
  const numbers = Array.from({ length: jobs }, (_, index) => String(index));
  await shared(numbers, async (client, number) => {
    found.push(await submit(client, `SELECT ${number}`, randomUUID()));
  });
  return found;
}

/** Each client takes the next one as soon as it is free. */
async function shared(
  all: readonly string[],
  once: (client: KeepAliveClient, one: string) => Promise<void>,
): Promise<void> {
  const left = all.values();
  await Promise.all(
    connections.map(async (client) => {
      for (const one of left) await once(client, one);
    }),
  );
}

interface Waits {
  readonly reads: readonly number[];
  readonly cancels: readonly number[];
}

/** Reads a job, submits another and cancels it, until the work is done. */
async function whileWatching<T extends object>(
  work: () => Promise<T>,
): Promise<T & { readonly waits: Waits }> {
  const waited = { reads: [] as number[], cancels: [] as number[] };
  const done = new AbortController();
  const watching = (async () => {
    while (!done.signal.aborted) {
      const id = await submit(watcher, 'SELECT 1', randomUUID());
      const begun = performance.now();
      jsonOf(await watcher.call('GET', `/api/v1/jobs/${id}`));
      const read = performance.now();
      // In bulk it may have been cancelled by the other call just now.
      await watcher.call('POST', `/api/v1/jobs/${id}/cancel`, {});
      waited.reads.push(read - begun);
      waited.cancels.push(performance.now() - read);
    }
  })();
  const result = await work().finally(() => {
    done.abort();
  });
  await watching;
  return { ...result, waits: waited };
}

function told(name: string, times: readonly number[]): string {
  return `${name} p95 ${ms(figuresOf(times).p95)} ms, longest ${ms(Math.max(...times))} ms`;
}

function waits({ reads, cancels }: Waits): string {
  return `${told('read', reads)}; ${told('cancel', cancels)}`;
}

function bareWrites(): number {
  const writer = openWriter(join(bench.dataDir, 'bare.db'));
  writer.exec('create table jobs (id text primary key, status text)');
  const insert = writer.prepare('insert into jobs values (?, ?)');
  const count = 1_000;
  const start = performance.now();
  for (let index = 0; index < count; index++) insert.run(String(index), 'cancelled');
  const tookMs = performance.now() - start;
  writer.close();
  return count / (tookMs / 1_000);
}
