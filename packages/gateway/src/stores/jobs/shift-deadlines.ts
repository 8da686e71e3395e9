import { sql } from 'kysely';
import type { LimitedJob } from '../../core/ports/job-store.ts';
import type { Database } from '../database.ts';

/** Every job that has a limit now, and since when it counts. */
export async function limitedJobs({ reader }: Database): Promise<readonly LimitedJob[]> {
  return reader
    .selectFrom('jobs')
    .select(({ fn }) => [
      'seq',
      'revision',
      fn.coalesce('started_at', 'submitted_at').as('countsFrom'),
    ])
    .where('deadline_at', 'is not', null)
    .execute();
}

/** Moves the limits of those that nobody moved since they were read: who did has set another limit. */
export async function shiftDeadlines(
  database: Database,
  byMs: number,
  jobs: readonly LimitedJob[],
): Promise<void> {
  const revisions = new Map(jobs.map(({ seq, revision }) => [seq, revision]));
  await database.write(async (transaction) => {
    const found = await transaction
      .selectFrom('jobs')
      .select(['seq', 'revision'])
      .where('seq', 'in', [...revisions.keys()])
      .execute();
    const unmoved = found.filter(({ seq, revision }) => revisions.get(seq) === revision);
    await transaction
      .updateTable('jobs')
      .set({ deadline_at: sql`deadline_at + ${byMs}` })
      .where(
        'seq',
        'in',
        unmoved.map(({ seq }) => seq),
      )
      .execute();
  });
}
