import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Job, SluiceClient } from '@sluice/client';
import { ProblemError } from '@sluice/client';
import { readState } from '../../packages/gateway/tests/recovery/read-state.ts';
import type { Asked } from './load.ts';
import type { MortalGateway } from './mortal-gateway.ts';
import type { Task } from './tasks.ts';

const endingMs = 60_000;
const askedAtOnce = 16;

export interface Judgement {
  readonly jobs: number;
  readonly endings: Readonly<Record<string, number>>;
  /** Each thing that was not true, in words; empty is right. */
  readonly wrong: readonly string[];
}

/** Lets every job end, and compares what was told with rows and files. The gateway lives. */
export async function judge(
  gateway: MortalGateway,
  client: SluiceClient,
  everyAsked: readonly Asked[],
): Promise<Judgement> {
  const wrong: string[] = [];
  const endings: Record<string, number> = {};
  const jobs: (Job | null)[] = [];
  for (let first = 0; first < everyAsked.length; first += askedAtOnce) {
    const slice = everyAsked.slice(first, first + askedAtOnce);
    jobs.push(...(await Promise.all(slice.map((asked) => endedJob(client, asked)))));
  }
  const seen = await readEffects(gateway, client);
  let counted = 0;

  for (const [index, asked] of everyAsked.entries()) {
    const job = jobs[index] ?? null;
    const { task } = asked;
    const say = (what: string) => wrong.push(`${task.kind} ${task.key}: ${what}`);
    if (!job) {
      if (asked.jobId !== null) say('was accepted and is not there');
      if (effectOf(task, seen) > 0) say('was never accepted and has an effect');
      continue;
    }
    endings[job.status] = (endings[job.status] ?? 0) + 1;
    if (task.kind === 'count' && job.status === 'succeeded') counted += 1;
    for (const what of faultsOf(asked, job, seen)) say(what);
    for (const what of faultsInState(gateway, job)) say(what);
  }
  const { counter } = seen;
  if (counter !== counted) wrong.push(`${counted} counts succeeded, the counter has ${counter}`);
  wrong.push(...leftFiles(gateway, everyAsked, jobs));
  return { jobs: jobs.filter((job) => job !== null).length, endings, wrong };
}

/** Null for one that was never accepted. */
async function endedJob(client: SluiceClient, asked: Asked): Promise<Job | null> {
  try {
    const { id } = await client.getByKey(asked.task.key);
    if (asked.task.kind === 'endless') {
      // The load ended before it could.
      if (asked.cancel === 'none') asked.cancel = 'perhaps';
      await client.cancel(id, { waitMs: 30_000 });
    }
    return (await client.wait(id, { timeoutMs: endingMs })).job;
  } catch (error) {
    if (error instanceof ProblemError && error.code === 'not_found') return null;
    throw error;
  }
}

interface Effects {
  readonly kept: ReadonlyMap<number, number>;
  readonly tables: ReadonlyMap<number, number>;
  readonly files: ReadonlyMap<number, number>;
  readonly counter: number;
}

async function readEffects(gateway: MortalGateway, client: SluiceClient): Promise<Effects> {
  const kept = await rows(client, 'SELECT tag, count(*) FROM kept GROUP BY tag');
  const names = await rows(
    client,
    "SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 't\\_%' ESCAPE '\\'",
  );
  const tables = new Map<number, number>();
  for (const [name] of names) {
    const [[count] = []] = await rows(client, `SELECT count(*) FROM ${String(name)}`);
    tables.set(Number(String(name).slice(2)), Number(count));
  }
  const bucket = join(gateway.projectDir, 'bucket');
  const files = new Map<number, number>();
  for (const name of namesIn(bucket)) {
    if (name.startsWith('out_')) files.set(Number(name.slice(4)), linesIn(join(bucket, name)));
  }
  const [[counter] = []] = await rows(client, 'SELECT n FROM counter');
  return {
    kept: new Map(kept.map(([tag, count]) => [Number(tag), Number(count)])),
    tables,
    files,
    counter: Number(counter),
  };
}

async function rows(client: SluiceClient, sql: string): Promise<unknown[][]> {
  const { job } = await client.wait((await client.submit({ sql })).id, { timeoutMs: endingMs });
  if (job.status !== 'succeeded') throw new Error(`${sql}: ${JSON.stringify(job.error)}`);
  const result = await client.result(job.id);
  return Array.fromAsync(result.rows as AsyncIterable<unknown[]>);
}

function* faultsOf({ task, told, cancel }: Asked, job: Job, seen: Effects): Generator<string> {
  const { status } = job;
  if (told !== null && told !== status) yield `was told ${told}, and is ${status} (I1)`;
  if (!['succeeded', 'failed', 'cancelled'].includes(status))
    yield `is ${status}: ${JSON.stringify(job.error)}`;
  if (cancel === 'confirmed' && status !== 'cancelled')
    yield `was cancelled, and is ${status} (I2)`;
  if (cancel === 'accepted' && !job.cancel) yield 'its accepted cancel is gone (I2)';
  if (status === 'cancelled' && cancel === 'none') yield 'is cancelled, and nobody wished it';
  if (status === 'failed' && (job.error?.code !== 'engine_error' || job.cancel)) {
    yield `failed: ${JSON.stringify(job.error)}, cancel ${JSON.stringify(job.cancel)}`;
  }
  if (task.kind === 'count' || task.kind === 'read' || task.kind === 'largeRead') return;
  const effect = effectOf(task, seen);
  const expected = status === 'succeeded' ? task.rows : 0;
  if (effect !== expected) yield `is ${status}, and has ${effect} rows of ${task.rows} (I4)`;
}

function effectOf(task: Task, { kept, tables, files }: Effects): number {
  switch (task.kind) {
    case 'insert':
    case 'slowInsert':
    case 'endless':
      return kept.get(task.tag) ?? 0;
    case 'table':
      return tables.get(task.tag) ?? 0;
    case 'export':
    case 'parts':
      return files.get(task.tag) ?? 0;
    case 'count':
    case 'read':
    case 'largeRead':
      return 0;
  }
}

function* faultsInState(gateway: MortalGateway, job: Job): Generator<string> {
  const state = readState(join(gateway.dataDir, 'state.db'), job.id);
  if (state.endings.join() !== job.status) yield `its endings are ${state.endings.join()} (I1)`;
  if (state.ledger.length > 0) yield `still holds ${state.ledger.join()} (I7)`;
  if (state.hasIntent !== (state.receipt !== null)) yield 'has an intent without a receipt (I3)';
}

/** Whatever lies in the project's rooms belongs to a job that succeeded. */
function* leftFiles(
  gateway: MortalGateway,
  everyAsked: readonly Asked[],
  jobs: readonly (Job | null)[],
): Generator<string> {
  const bucket = namesIn(join(gateway.projectDir, 'bucket'));
  for (const name of bucket) if (!name.startsWith('out_')) yield `left in the bucket: ${name}`;
  const kept = new Set(
    jobs.map((job, index) => {
      const isLarge = everyAsked[index]?.task.kind === 'largeRead' && job?.status === 'succeeded';
      return isLarge ? `${job.id}.duckdb` : '';
    }),
  );
  const results = namesIn(join(gateway.projectDir, 'results'));
  for (const name of results) {
    // The judge's own reads have results, too.
    if (!kept.has(name) && jobs.some((job) => job && name.startsWith(job.id))) {
      yield `left in the results: ${name}`;
    }
  }
  for (const name of kept) {
    if (name !== '' && !results.includes(name)) yield `a result is gone: ${name}`;
  }
}

function namesIn(directory: string): string[] {
  return existsSync(directory) ? readdirSync(directory) : [];
}

function linesIn(path: string): number {
  const entries = readdirOrNull(path);
  if (entries === null) return readFileSync(path, 'utf8').split('\n').length - 1;
  return entries.reduce((sum, name) => sum + linesIn(join(path, name)), 0);
}

function readdirOrNull(path: string): string[] | null {
  try {
    return readdirSync(path);
  } catch {
    return null;
  }
}
