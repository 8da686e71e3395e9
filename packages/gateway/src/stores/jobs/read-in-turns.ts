import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import type { Job, JobId } from '../../core/job/job.ts';
import type { JobList, WeighedJob } from '../../core/ports/job-store.ts';
import { withinBytes } from '../../core/within-bytes.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';

/** Of the texts of jobs that are read together. */
const turnBytes = 2 * 1_024 * 1_024;

/** What of a job can be long: a statement may have a million characters, and as many values. */
export const textBytes = sql<number>`octet_length(jobs.sql) + octet_length(jobs.conf)
  + coalesce(octet_length(jobs.parameters), 0) + coalesce(octet_length(jobs.program), 0)`;

/** A part of a page, and what of it is behind that. One that has gone is in neither. */
interface Turn<Late extends WeighedJob> extends Pick<JobList, 'jobs'> {
  readonly late: readonly Late[];
}

interface FoundJob extends WeighedJob {
  readonly seq: number;
}

/** The first of these jobs, in their order. */
export async function readFirst(
  database: Kysely<Tables>,
  found: readonly { readonly seq: number }[],
): Promise<Turn<FoundJob>> {
  if (found.length === 0) return { jobs: [], late: [] };
  const seqs = found.map(({ seq }) => seq);
  const rows = await database
    .selectFrom('jobs')
    .select(['jobs.seq', 'jobs.id', textBytes.as('bytes')])
    .where('jobs.seq', 'in', seqs)
    .execute();
  const weighed = new Map(rows.map((row) => [row.seq, row]));
  return readTurn(
    database,
    seqs.flatMap((seq) => weighed.get(seq) ?? []),
  );
}

async function readTurn<Late extends WeighedJob>(
  database: Kysely<Tables>,
  weighed: readonly Late[],
): Promise<Turn<Late>> {
  const turn = withinBytes(weighed, turnBytes);
  const jobs = await readJobs(
    database,
    turn.map(({ id }) => id),
  );
  return { jobs, late: weighed.slice(turn.length) };
}

/** All of them. Others have their turn between those of the readers: each job is as it was when it was read. */
export async function readInTurns(
  database: Kysely<Tables>,
  weighed: readonly WeighedJob[],
): Promise<readonly Job[]> {
  const all: Job[] = [];
  for (let late = weighed; late.length > 0;) {
    if (late !== weighed) await setImmediate();
    const turn = await readTurn(database, late);
    all.push(...turn.jobs);
    late = turn.late;
  }
  return all;
}

async function readJobs(database: Kysely<Tables>, ids: readonly JobId[]): Promise<readonly Job[]> {
  if (ids.length === 0) return [];
  const rows = await selectJobs(database).where('jobs.id', 'in', ids).execute();
  const found = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = found.get(id);
    return row ? [toJob(row)] : [];
  });
}
