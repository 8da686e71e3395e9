import { type Kysely, sql } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import type { JobList, JobScope, PageOfBatches } from '../../core/ports/job-store.ts';
import type { Tables } from '../tables.ts';
import { readFirst } from './read-in-turns.ts';

/** The batches of a project that nobody has deleted, by an index that holds these alone. */
function selectShown(database: Kysely<Tables>, projectId: string, within: JobScope | null) {
  const shown = database
    .selectFrom('jobs')
    .where('jobs.project_id', '=', projectId)
    // A literal, so that the text shows that the index fits.
    .where('jobs.kind', '=', sql.lit('batch'))
    .where('jobs.deleted_at', 'is', null);
  if (within === null) return shown;
  return shown.where((where) =>
    where.or([
      ...(within.owner === null ? [] : [where('jobs.owner', '=', within.owner)]),
      where('jobs.queue_id', 'in', within.queueIds),
    ]),
  );
}

/** A page of them, the oldest first, and how many there are. */
export async function listShownBatches(
  reader: Kysely<Tables>,
  projectId: string,
  within: JobScope | null,
  { offset, limit }: PageOfBatches,
): Promise<JobList> {
  const shown = selectShown(reader, projectId, within);
  const { total } = await shown
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const page = await shown
    .select('jobs.seq')
    .orderBy('jobs.seq')
    .limit(limit)
    .offset(offset)
    .execute();
  return { ...(await readFirst(reader, page)), total };
}

/** @returns false when somebody had deleted it before */
export async function noteBatchDeleted(
  transaction: Kysely<Tables>,
  jobId: JobId,
  at: number,
): Promise<boolean> {
  const { numUpdatedRows } = await transaction
    .updateTable('jobs')
    .set({ deleted_at: at })
    .where('id', '=', jobId)
    .where('kind', '=', 'batch')
    .where('ended_at', 'is not', null)
    .where('deleted_at', 'is', null)
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}
