import type { Transaction } from 'kysely';
import type { EndedJob, Job } from '../../core/job/job.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { stateColumns } from './job-columns.ts';

/**
 * `job_tags` has with each tag of a job all that lists are cut down by and put in order by, so that a
 * list by tags reads nothing else. What a job's end brings is written then.
 */
export async function writeTags(
  transaction: Transaction<Tables>,
  { id, request, submittedAt }: Job,
  seq: number,
): Promise<void> {
  if (request.tags.length === 0) return;
  await transaction
    .insertInto('job_tags')
    .values(
      request.tags.map(({ key, value }) => ({
        project_id: request.projectId,
        key,
        value,
        submitted_at: submittedAt,
        seq,
        job_id: id,
        queue_id: request.queueId,
        queue_name: request.queueName,
        owner: request.owner,
        engine: request.engine,
        database: request.database,
        statement_class: request.statementClass,
      })),
    )
    // A tag that was given twice is found once.
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** In the transaction that ends the jobs. */
export async function endTags(
  transaction: Transaction<Tables>,
  ended: readonly EndedJob[],
): Promise<void> {
  for (const job of ended) {
    if (job.request.tags.length === 0) continue;
    const { status, duration_ms } = stateColumns(job);
    await updateTags(transaction, { id: job.id, status, duration_ms });
  }
}

type Ended = Pick<ReturnType<typeof stateColumns>, 'status' | 'duration_ms'>;

const updateTags = prepared((database, { id, ...columns }: Ended & { readonly id: string }) =>
  database.updateTable('job_tags').set(columns).where('job_id', '=', id),
);
