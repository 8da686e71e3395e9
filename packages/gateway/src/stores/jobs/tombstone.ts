import type { Transaction } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import type { Job } from '../../core/job/job.ts';
import type { Tombstone } from '../../core/ports/job-store.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';

/** Notes a cancel for a key whose submit has not come yet. The first wish stays; its time is extended. */
export async function entomb(
  transaction: Transaction<Tables>,
  { projectId, key, intent, expiresAt }: Tombstone,
): Promise<void> {
  const { by, at, reason, requestId } = intent;
  // One that has run out is no promise any more, and its wish is not the first.
  await transaction
    .deleteFrom('tombstones')
    .where('project_id', '=', projectId)
    .where('key', '=', key)
    .where('expires_at', '<=', at)
    .execute();
  await transaction
    .insertInto('tombstones')
    .values({
      project_id: projectId,
      key,
      by,
      at,
      reason,
      request_id: requestId,
      expires_at: expiresAt,
    })
    .onConflict((conflict) =>
      conflict.columns(['project_id', 'key']).doUpdateSet({ expires_at: expiresAt }),
    )
    .execute();
}

/** Uses up the tombstone that waits for this job, if there is one. */
export async function takeTombstone(
  transaction: Transaction<Tables>,
  job: Job,
  key: string,
): Promise<CancelIntent | null> {
  const { projectId } = job.request;
  const [tombstone] = (await deleteTombstone(transaction, { projectId, key })).rows;
  if (!tombstone || tombstone.expires_at <= job.submittedAt) return null;
  const { by, at, reason, request_id: requestId } = tombstone;
  return { by, at, reason, requestId };
}

const deleteTombstone = prepared((database, at: { projectId: string; key: string }) =>
  database
    .deleteFrom('tombstones')
    .where('project_id', '=', at.projectId)
    .where('key', '=', at.key)
    .returningAll(),
);
