// 100,000 jobs that ended a year ago: how long the sweep takes to have them gone, and how long somebody
// waits meanwhile who submits a job, reads it and cancels it, again and again. Asked of the store in the
// sweep's own process, as a route of the gateway asks; beside it the same calls without a sweep.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout } from 'node:timers/promises';
import { defaultProgramRules } from '../packages/gateway/src/core/job/program-rules.ts';
import { noNotes } from '../packages/gateway/src/core/ports/queue-notes.ts';
import { requestCancel } from '../packages/gateway/src/core/actions/request-cancel.ts';
import type { Job } from '../packages/gateway/src/core/job/job.ts';
import { Sweeper } from '../packages/gateway/src/core/sweep/sweeper.ts';
import { createInProcessNews } from '../packages/gateway/src/stores/in-process-news.ts';
import { openSqliteStores } from '../packages/gateway/src/stores/sqlite/open-sqlite-stores.ts';
import { openReader } from '../packages/gateway/src/stores/sqlite/sqlite-connections.ts';
import { systemClock as clock } from '../packages/gateway/src/system/system-clock.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { fillStore } from './support/fill-store.ts';

const jobs = Number(process.argv[2] ?? 100_000);
const longestMs = Number(process.argv[3] ?? 150) * 1_000;
const dayMs = 86_400_000;
const keep = {
  jobsMs: 90 * dayMs,
  eventsMs: 90 * dayMs,
  resultsMs: 7 * dayMs,
  keysMs: 7 * dayMs,
  logsMs: 30 * dayMs,
  sessionsMs: dayMs,
};
const queue = { id: 'queue-1', name: 'default' };
const directory = mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const path = join(directory, 'state.db');
await makeQueue();
fillStore(path, [{ projectId: 'old', queue, jobs, days: 30, until: Date.now() - 365 * dayMs }]);

const stores = await openSqliteStores(path, clock);
const lease = await stores.leases.acquire('bench', clock.now(), 60_000);
if (lease === 'taken') throw new Error('somebody has the lease of a new store');
const news = createInProcessNews<Job>(() => {}, clock);
const ports = { jobs: stores.jobs, news, clock };
const reader = openReader(path);
const counted = reader
  .prepare<[], number | null>(`select sum(jobs) from job_counts where project_id = 'old'`)
  .pluck();
const left = () => counted.get() ?? 0;

console.log(machine());
const delay = monitorEventLoopDelay({ resolution: 1 });
delay.enable();
const calm = await whileAsking(Date.now() + 5_000, () => false);
console.log('without a sweep');
tell(calm);

const begun = performance.now();
const sweeper = Sweeper.start(
  {
    retention: stores.retention,
    remains: new Map(),
    buckets: { sweep: async () => {}, removeOlder: async () => {} },
    clock,
  },
  { keep, leaseToken: lease.token, everyMs: 10 },
  (what, cause) => console.error(what, cause),
);
const busy = await whileAsking(Date.now() + longestMs, () => left() === 0);
const tookS = (performance.now() - begun) / 1_000;
console.log(`\n${jobs} ended jobs, ${left()} of them left after ${tookS.toFixed(0)} s`);
tell(busy);
await sweeper.stop();
reader.close();
await stores.close();
rmSync(directory, { recursive: true });

interface Waits {
  readonly submits: number[];
  readonly reads: number[];
  readonly cancels: number[];
}

async function whileAsking(until: number, isOver: () => boolean): Promise<Waits> {
  const waits: Waits = { submits: [], reads: [], cancels: [] };
  const wish = { by: 'bench', reason: 'user', requestId: 'r' } as const;
  while (Date.now() < until && !isOver()) {
    const job = newJob();
    const { projectId } = job.request;
    await timed(waits.submits, () => stores.jobs.submit(job));
    await timed(waits.reads, () => stores.jobs.find(projectId, job.id));
    await timed(waits.cancels, () => requestCancel(ports, projectId, job.id, wish));
    await setTimeout(5);
  }
  return waits;
}

async function timed(times: number[], call: () => Promise<unknown>): Promise<void> {
  const askedAt = performance.now();
  await call();
  times.push(performance.now() - askedAt);
}

function tell(waits: Waits): void {
  console.log(`  event loop held for ${ms(delay.max / 1e6)} ms at most`);
  delay.reset();
  for (const [name, times] of Object.entries(waits) as [string, number[]][]) {
    const { p50, p95 } = figuresOf(times);
    const longest = ms(Math.max(...times));
    console.log(
      `  ${times.length} ${name}: p50 ${ms(p50)} ms, p95 ${ms(p95)} ms, longest ${longest} ms`,
    );
  }
}

function newJob(): Job {
  return {
    id: randomUUID(),
    submittedAt: clock.now(),
    revision: 1,
    state: { status: 'queued' },
    request: {
      projectId: 'new',
      kind: 'sql',
      queueId: queue.id,
      queueName: queue.name,
      engine: 'duckdb',
      sql: 'SELECT 1',
      parameters: [],
      statementClass: 'query',
      database: 'default',
      owner: 'ann',
      tags: [],
      conf: [],
      priority: 0,
      key: randomUUID(),
      queuedTimeoutMs: null,
      runTimeoutMs: null,
      session: null,
      program: null,
      transfer: null,
    },
  };
}

async function makeQueue(): Promise<void> {
  await using empty = await openSqliteStores(path, clock);
  await empty.queues.create({
    ...queue,
    projectId: null,
    engine: 'duckdb',
    slots: 4,
    sessionPlaces: 500,
    killPolicy: { kind: 'evict' },
    programRules: defaultProgramRules,
    notes: noNotes,
    defaultDatabase: 'default',
    queuedTimeoutMs: null,
    runTimeoutMs: null,
    createdAt: Date.now(),
    createdBy: 'bench',
  });
}
