// How long a list of jobs takes at a million jobs in one project, with some of others beside them: every filter and every order, filters together as people use them, and pages far back. Asked
// of the store itself, so that the figure is the list's and not the wire's; beside it the same list in
// a project of a hundred jobs.
// A search is asked as the native API asks: for a page that comes before all are counted, where that takes
// long. `counted` as the last argument asks as DLI does, for the total in any case.
// Given a path, the store is made there, kept, and used again by the next run.
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { defaultProgramRules } from '../packages/gateway/src/core/job/program-rules.ts';
import { noNotes } from '../packages/gateway/src/core/ports/queue-notes.ts';
import type { JobFilter, JobPage, JobStore } from '../packages/gateway/src/core/ports/job-store.ts';
import { countUnindexed, indexTexts } from '../packages/gateway/src/stores/jobs/text-index.ts';
import { openSqliteDatabase } from '../packages/gateway/src/stores/sqlite/sqlite-database.ts';
import { openSqliteStores } from '../packages/gateway/src/stores/sqlite/open-sqlite-stores.ts';
import { figuresOf, machine, ms } from './figures.ts';
import { fillStore, rareOwner, rareWord } from './support/fill-store.ts';

const jobs = Number(process.argv[2] ?? 1_000_000);
const rounds = Number(process.argv[3] ?? 20);
const kept = process.argv[4];
const isCounted = process.argv[5] === 'counted';
const countMs = isCounted ? Infinity : 15;
const days = 90;
// To the day: a store that was kept is then as old as one that is new.
const until = Math.floor(Date.now() / 86_400_000) * 86_400_000;
const dayMs = 86_400_000;

if (kept !== undefined) mkdirSync(kept, { recursive: true });
const directory = kept ?? mkdtempSync(join(tmpdir(), 'sluice-bench-'));
const path = join(directory, 'state.db');
const queue = { id: 'queue-1', name: 'default' };
const etl = { id: 'queue-2', name: 'etl' };
console.log(machine());
if (!existsSync(path)) await makeStore();
await indexAllTexts();
const stores = await openSqliteStores(path, { now: () => until });

const recent: JobPage = { offset: 0, limit: 50, order: 'submitted_desc' };
const far = { ...recent, offset: Math.floor(jobs * 0.9) };
const middle = { ...recent, offset: Math.floor(jobs / 2) };
const team = [{ key: 'team', value: 'bi' }];
const lists: readonly (readonly [string, JobFilter, JobPage])[] = [
  ['all', {}, recent],
  ['all, oldest first', {}, { ...recent, order: 'submitted_asc' }],
  ['all, longest first', {}, { ...recent, order: 'duration_desc' }],
  ['all, shortest first', {}, { ...recent, order: 'duration_asc' }],
  ['all, page in the middle', {}, middle],
  ['all, page far back', {}, far],
  ['all, longest first, in the middle', {}, { ...middle, order: 'duration_desc' }],
  ['by queue', { queueName: 'etl' }, recent],
  ['by owner', { owner: 'bob' }, recent],
  ['by an owner with few', { owner: rareOwner }, recent],
  ['by engine', { engine: 'duckdb' }, recent],
  ['by an engine with none', { engine: 'spark' }, recent],
  ['by database', { database: 'lake' }, recent],
  ['by statement class', { statementClasses: ['insert', 'ddl'] }, recent],
  ['succeeded', { statuses: ['succeeded'] }, recent],
  ['succeeded, page far back', { statuses: ['succeeded'] }, far],
  ['failed', { statuses: ['failed'] }, recent],
  ['lost: a handful', { statuses: ['lost'] }, recent],
  ['live', { statuses: ['queued', 'launching', 'running', 'cancelling'] }, recent],
  ['submitted after (1.5 days)', { submittedAfter: until - 1.5 * dayMs }, recent],
  ['submitted before (45.5 days)', { submittedBefore: until - 45.5 * dayMs }, recent],
  [
    'one week',
    { submittedAfter: until - 30.3 * dayMs, submittedBefore: until - 23.3 * dayMs },
    recent,
  ],
  ['owner and failed', { owner: 'bob', statuses: ['failed'] }, recent],
  ['owner and lost', { owner: 'bob', statuses: ['lost'] }, recent],
  [
    'queue, failed or lost, a week',
    { queueName: 'default', statuses: ['failed', 'lost'], submittedAfter: until - 7 * dayMs },
    recent,
  ],
  [
    'owner, database, class',
    { owner: 'eve', database: 'lake', statementClasses: ['query'] },
    recent,
  ],
  ['owner, page far back in his', { owner: 'bob' }, { ...recent, offset: Math.floor(jobs * 0.15) }],
  ['owner, longest first', { owner: 'bob' }, { ...recent, order: 'duration_desc' }],
  ['owner with few, longest first', { owner: rareOwner }, { ...recent, order: 'duration_desc' }],
  ['lost, longest first', { statuses: ['lost'] }, { ...recent, order: 'duration_desc' }],
  [
    'failed, longest first, in the middle',
    { statuses: ['failed'] },
    { ...recent, offset: 12_500, order: 'duration_desc' },
  ],
  ['failed, longest first', { statuses: ['failed'] }, { ...recent, order: 'duration_desc' }],
  ['succeeded, longest first', { statuses: ['succeeded'] }, { ...recent, order: 'duration_desc' }],
  ['tag with many', { tags: team }, recent],
  ['tag with few', { tags: [{ key: 'run', value: 'nightly-0' }] }, recent],
  ['two tags', { tags: [...team, { key: 'run', value: 'nightly-0' }] }, recent],
  ['two tags with many', { tags: [...team, { key: 'half', value: 'yes' }] }, recent],
  ['tag and owner', { tags: team, owner: 'bob' }, recent],
  ['tag and succeeded', { tags: team, statuses: ['succeeded'] }, recent],
  ['tag, longest first', { tags: team }, { ...recent, order: 'duration_desc' }],
  ['viewer: his own', { within: { owner: 'bob', queueIds: [] } }, recent],
  ['viewer: his own few', { within: { owner: rareOwner, queueIds: [] } }, recent],
  [
    'viewer: his own few, and a queue',
    { within: { owner: rareOwner, queueIds: ['queue-2'] } },
    recent,
  ],
  [
    'viewer: his own few, and an empty queue',
    { within: { owner: rareOwner, queueIds: ['queue-3'] } },
    recent,
  ],
  [
    'viewer: his own few, failed',
    { within: { owner: rareOwner, queueIds: ['queue-2'] }, statuses: ['failed'] },
    recent,
  ],
  ['tag and failed', { tags: team, statuses: ['failed'] }, recent],
  ['text of one job in 100,000', { sqlContains: rareWord.toUpperCase() }, recent],
  ['text of all', { sqlContains: 'select' }, recent],
  ['text of 11 in 1,000', { sqlContains: 't_77' }, recent],
  ['text of 1 in 1,000', { sqlContains: 'T_777 ' }, recent],
  [
    'text of 1 in 1,000, longest first',
    { sqlContains: 't_777 ' },
    { ...recent, order: 'duration_desc' },
  ],
  ['text and tag', { sqlContains: 't_770', tags: team }, recent],
  ['text of all and failed', { sqlContains: 'select', statuses: ['failed'] }, recent],
  ['text of two letters', { sqlContains: '_7' }, recent],
  ['text and a week', { sqlContains: 't_77', submittedAfter: until - 7 * dayMs }, recent],
];

console.log(
  'list                                  p50 ms    p95 ms    CPU p50 ms    small p50 ms     total  goal',
);
for (const [name, filter, page] of lists) {
  const big = await measure(stores.jobs, 'big', filter, page);
  const small = await measure(stores.jobs, 'small', filter, page);
  const columns = [
    name.padEnd(34),
    ms(big.p50).padStart(9),
    ms(big.p95).padStart(9),
    ms(big.cpu).padStart(13),
    ms(small.p50).padStart(15),
    String(big.total).padStart(9),
    big.p95 <= 50 ? 'held' : 'NOT HELD',
  ];
  console.log(columns.join(' '));
}
await stores.close();
if (kept === undefined) rmSync(directory, { recursive: true });

async function measure(store: JobStore, projectId: string, filter: JobFilter, page: JobPage) {
  const times: number[] = [];
  // What the machine does beside it hardly shows there.
  const cpuTimes: number[] = [];
  let total: number | null = null;
  for (let round = 0; round < rounds; round++) {
    const begun = performance.now();
    const before = process.cpuUsage();
    ({ total } = await store.listSoon(projectId, filter, page, countMs));
    const { user, system } = process.cpuUsage(before);
    times.push(performance.now() - begun);
    cpuTimes.push((user + system) / 1_000);
    // One that takes seconds is known after a few.
    if (round >= 4 && performance.now() - begun > 500) break;
  }
  // What is counted on beside would be in the figures of the next list.
  while (total === null) {
    await setTimeout(50);
    ({ total } = await store.listSoon(projectId, filter, page, countMs));
  }
  return { ...figuresOf(times), cpu: figuresOf(cpuTimes).p50, total };
}

async function makeStore(): Promise<void> {
  const started = performance.now();
  await makeQueues();
  fillStore(path, [
    { projectId: 'big', queue, jobs: jobs * 0.8, days, until },
    { projectId: 'big', queue: etl, jobs: jobs * 0.2, days, until },
    { projectId: 'beside', queue, jobs: jobs / 5, days, until },
    { projectId: 'small', queue, jobs: 100, days, until },
  ]);
  console.log(`${jobs} jobs in the project, filled in ${ms(performance.now() - started)} ms\n`);
}

/** What a gateway does beside its work. */
async function indexAllTexts(): Promise<void> {
  await using database = await openSqliteDatabase(path);
  const { user, system } = process.cpuUsage();
  const unindexed = await countUnindexed(database.reader, jobs * 2);
  while ((await countUnindexed(database.reader, 1)) > 0) {
    // Many slices a commit: what a slice costs is asked here, and not what a disk does.
    await database.writeInBulk(async (transaction) => {
      for (let slice = 0; slice < 50; slice++) await indexTexts(transaction);
    });
  }
  const cpu = process.cpuUsage();
  if (unindexed > 0) {
    const each = (cpu.user + cpu.system - user - system) / unindexed;
    console.log(`${unindexed} texts indexed, with ${each.toFixed(0)} µs of CPU each\n`);
  }
}

async function makeQueues(): Promise<void> {
  await using empty = await openSqliteStores(path, { now: () => until });
  for (const { id, name } of [queue, etl]) {
    await empty.queues.create({
      id,
      name,
      projectId: null,
      engine: 'duckdb',
      sessionPlaces: 500,
      killPolicy: { kind: 'evict' },
      programRules: defaultProgramRules,
      notes: noNotes,
      slots: 4,
      defaultDatabase: 'default',
      queuedTimeoutMs: null,
      runTimeoutMs: null,
      createdAt: until,
      createdBy: 'bench',
    });
  }
}
