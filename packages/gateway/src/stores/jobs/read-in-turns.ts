import { setImmediate } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { withinBytes } from '../../core/within-bytes.ts';
import type { Job } from '../../core/job/job.ts';
import type { Tables } from '../tables.ts';
import { selectJobs, toJob } from './job-row.ts';

/** Bytes of the texts of jobs that are read together. */
const turnBytes = 4 * 1_024 * 1_024;

/** What of a job can be long: a statement may have a million characters, and as many values. */
export const textBytes = sql<number>`octet_length(jobs.sql) + octet_length(jobs.conf)
  + coalesce(octet_length(jobs.parameters), 0) + coalesce(octet_length(jobs.program), 0)`;

/** A job that is not read yet. */
export interface Weighed {
  readonly seq: number;
  readonly bytes: number;
}

/** What these have, in the same order; those that are not there are left out. */
export async function weigh(
  database: Kysely<Tables>,
  seqs: readonly number[],
): Promise<readonly Weighed[]> {
  if (seqs.length === 0) return [];
  const rows = await database
    .selectFrom('jobs')
    .select(['jobs.seq', textBytes.as('bytes')])
    .where('jobs.seq', 'in', seqs)
    .execute();
  const found = new Map(rows.map((row) => [row.seq, row]));
  return seqs.flatMap((seq) => found.get(seq) ?? []);
}

/** As many as are read together, in their order, and those that are left. One that has gone meanwhile is in neither. */
export async function readTurn(
  database: Kysely<Tables>,
  weighed: readonly Weighed[],
): Promise<{ readonly jobs: readonly Job[]; readonly late: readonly Weighed[] }> {
  const turn = withinBytes(weighed, turnBytes);
  if (turn.length === 0) return { jobs: [], late: [] };
  const seqs = turn.map(({ seq }) => seq);
  const rows = await selectJobs(database).where('jobs.seq', 'in', seqs).execute();
  const found = new Map(rows.map((row) => [row.seq, row]));
  const jobs = seqs.flatMap((seq) => {
    const row = found.get(seq);
    return row ? [toJob(row)] : [];
  });
  return { jobs, late: weighed.slice(turn.length) };
}

/** Those that are left, each turn when others have had theirs: a job is as it was when it was read. */
export async function readLate(
  database: Kysely<Tables>,
  weighed: readonly Weighed[],
): Promise<readonly Job[]> {
  const all: Job[] = [];
  for (let late = weighed; late.length > 0;) {
    await setImmediate();
    const turn = await readTurn(database, late);
    all.push(...turn.jobs);
    late = turn.late;
  }
  return all;
}

/** All of them. */
export async function readInTurns(
  database: Kysely<Tables>,
  weighed: readonly Weighed[],
): Promise<readonly Job[]> {
  const { jobs, late } = await readTurn(database, weighed);
  return [...jobs, ...(await readLate(database, late))];
}
