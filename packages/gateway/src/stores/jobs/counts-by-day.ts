import { type Selectable, sql, type Transaction } from 'kysely';
import type { EndedJob } from '../../core/job/job.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { statusWord } from './job-columns.ts';

/**
 * `job_counts` has how many jobs have ended, by the day of their submit and by all that a list is cut
 * down by. The counts change in the transaction that ends a job or takes it away, so they cannot drift
 * from the rows. They are kept since a total must not cost more the more jobs there are. Jobs that
 * have not ended are few, and are counted where they lie.
 */
export async function countEnded(
  transaction: Transaction<Tables>,
  ended: readonly EndedJob[],
): Promise<void> {
  await addAll(transaction, ended.map(countedRowOf), 1);
}

function countedRowOf({ request, submittedAt, state }: EndedJob): CountedRow {
  return {
    project_id: request.projectId,
    submitted_at: submittedAt,
    queue_id: request.queueId,
    queue_name: request.queueName,
    owner: request.owner,
    engine: request.engine,
    database: request.database,
    statement_class: request.statementClass,
    status: statusWord(state),
  };
}

const dimensions = [
  'project_id',
  'queue_id',
  'queue_name',
  'owner',
  'engine',
  'database',
  'statement_class',
  'status',
] as const;

/** What `uncount` has to know of a row of `jobs` that was deleted. */
export const countedColumns = ['submitted_at', ...dimensions] as const;

type CountedRow = Pick<Selectable<Tables['jobs']>, (typeof countedColumns)[number]>;

/** Takes ended jobs off the counts, in the transaction that deletes them. */
export async function uncount(
  transaction: Transaction<Tables>,
  deleted: readonly CountedRow[],
): Promise<void> {
  await addAll(transaction, deleted, -1);
}

/** Many jobs are often alike: then one write counts them all. */
async function addAll(
  transaction: Transaction<Tables>,
  rows: readonly CountedRow[],
  each: 1 | -1,
): Promise<void> {
  const sums = new Map<string, Tables['job_counts']>();
  for (const { submitted_at: submittedAt, ...columns } of rows) {
    const row = { ...columns, day: dayOf(submittedAt), jobs: each };
    const name = JSON.stringify(row);
    sums.set(name, { ...row, jobs: (sums.get(name)?.jobs ?? 0) + each });
  }
  for (const sum of sums.values()) await addToCount(transaction, sum);
}

export const dayMs = 24 * 60 * 60 * 1_000;

/** Days since the epoch, in UTC. */
export function dayOf(time: number): number {
  return Math.floor(time / dayMs);
}

const addToCount = prepared((database, row: Tables['job_counts']) =>
  database
    .insertInto('job_counts')
    .values(row)
    .onConflict((conflict) =>
      conflict
        .columns(['day', ...dimensions])
        .doUpdateSet({ jobs: sql`job_counts.jobs + excluded.jobs` }),
    ),
);
