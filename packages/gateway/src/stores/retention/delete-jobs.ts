import type { Transaction } from 'kysely';
import type { JobPlace } from '../../core/ports/retention-store.ts';
import { countedColumns, uncount } from '../jobs/counts-by-day.ts';
import { changeResults } from '../jobs/result-bytes.ts';
import { forgetTexts } from '../jobs/text-index.ts';
import type { Tables } from '../tables.ts';

/** What belongs to a job goes with it, by its reference (`on delete cascade`); its events stay. */
export async function deleteJobs(
  transaction: Transaction<Tables>,
  times: { readonly before: number; readonly now: number },
  after: JobPlace | null,
  limit: number,
): Promise<JobPlace | null> {
  const slice = await ended(transaction, times.before, after, limit);
  const last = slice.at(-1);
  if (!last) return null;

  const ids = slice.map(({ id }) => id);
  const remove = async () => {
    const deleted = await transaction
      .deleteFrom('jobs')
      .where('id', 'in', ids)
      .where((where) =>
        where.not(
          where.exists(
            // I12: its key still yields this job.
            where
              .selectFrom('keys')
              .select('keys.key')
              .whereRef('keys.job_id', '=', 'jobs.id')
              .where('keys.expires_at', '>', times.now),
          ),
        ),
      )
      .where((where) =>
        where.not(
          where.exists(
            // Its row is what tells of the file.
            where
              .selectFrom('results')
              .select('results.job_id')
              .whereRef('results.job_id', '=', 'jobs.id')
              .where('results.engine_bytes', 'is not', null),
          ),
        ),
      )
      .returning([...countedColumns, 'seq'])
      .execute();
    const seqs: number[] = [];
    const counted = deleted.map(({ seq, ...row }) => {
      seqs.push(seq);
      return row;
    });
    await uncount(transaction, counted);
    await forgetTexts(transaction, seqs);
  };
  await changeResults(transaction, ids, remove);
  return slice.length < limit ? null : { endedAt: last.ended_at, seq: last.seq };
}

async function ended(
  transaction: Transaction<Tables>,
  before: number,
  after: JobPlace | null,
  limit: number,
) {
  let query = transaction
    .selectFrom('jobs')
    .select(['id', 'seq', 'ended_at'])
    .$narrowType<{ ended_at: number }>()
    .where('ended_at', '<=', before)
    .orderBy('ended_at')
    .orderBy('seq')
    .limit(limit);
  if (after) {
    const { endedAt, seq } = after;
    query = query
      .where('ended_at', '>=', endedAt)
      .where((where) => where.or([where('ended_at', '>', endedAt), where('seq', '>', seq)]));
  }
  return query.execute();
}
