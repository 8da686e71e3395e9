import { type Kysely, sql, type Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';

/**
 * `queue_shares` counts, for each project on each queue, the jobs that wait and the jobs that are
 * live. The counts change in the transaction that moves the job, so they cannot drift from the rows.
 * They are kept because a claim must not cost more the more jobs wait: without them, finding the
 * project whose turn it is means visiting every waiting job, or at best every project that ever was.
 * A claim puts the project at the end of the line on the queue.
 * @param event the number of the event of a claim, which grows with every one
 */
export async function countInShare(
  transaction: Transaction<Tables>,
  before: Job | null,
  after: Job,
  event = 0,
): Promise<void> {
  const waiting = Number(isWaiting(after)) - Number(isWaiting(before));
  const live = Number(isLive(after)) - Number(isLive(before));
  if (waiting === 0 && live === 0) return;
  const { queueId, projectId } = after.request;
  await addToShare(transaction, {
    queue_id: queueId,
    project_id: projectId,
    waiting,
    live,
    served: live > 0 ? event : 0,
  });
}

/**
 * Takes jobs that waited, and have ended, out of their counts.
 * @param waited as they were before
 */
export async function countEndedWaiting(
  transaction: Transaction<Tables>,
  waited: readonly Job[],
): Promise<void> {
  const shares = Map.groupBy(
    waited.filter(isWaiting),
    ({ request }) => `${request.queueId} ${request.projectId}`,
  );
  for (const [one, ...others] of shares.values()) {
    if (!one) continue;
    await addToShare(transaction, {
      queue_id: one.request.queueId,
      project_id: one.request.projectId,
      waiting: -1 - others.length,
      live: 0,
      served: 0,
    });
  }
}

/** How many jobs of the project wait, on all queues. It reads one row for each queue that it has used. */
export async function countWaiting(database: Kysely<Tables>, projectId: string): Promise<number> {
  const { rows } = await sumWaiting(database, { projectId });
  return rows[0]?.waiting ?? 0;
}

const sumWaiting = prepared((database, at: { readonly projectId: string }) =>
  database
    .selectFrom('queue_shares')
    .select(({ fn }) => fn.sum<number | null>('waiting').as('waiting'))
    .where('project_id', '=', at.projectId),
);

const addToShare = prepared((database, share: Omit<Tables['queue_shares'], 'held_by'>) =>
  database
    .insertInto('queue_shares')
    .values(share)
    .onConflict((conflict) =>
      conflict.columns(['queue_id', 'project_id']).doUpdateSet((is) => ({
        waiting: is('queue_shares.waiting', '+', is.ref('excluded.waiting')),
        live: is('queue_shares.live', '+', is.ref('excluded.live')),
        served: is
          .case()
          .when('excluded.served', '>', is.ref('queue_shares.served'))
          .then(is.ref('excluded.served'))
          .else(is.ref('queue_shares.served'))
          .end(),
      })),
    ),
);

/**
 * The queue and project whose turn it is: on queues with a free slot, the project with the fewest
 * live jobs there, then the one served longest ago. Looks at each queue once, at the slots in use,
 * and at one share of each queue, whatever waits behind it.
 */
export function nextShare(database: Kysely<Tables>) {
  return (
    database
      .selectFrom('queues as queue')
      // A cross join keeps SQLite from starting at the shares, of which there are more than queues.
      .crossJoin('queue_shares as share')
      .whereRef('share.queue_id', '=', 'queue.id')
      .where('share.project_id', '=', (where) =>
        where
          .selectFrom('queue_shares as first')
          .select('first.project_id')
          .whereRef('first.queue_id', '=', 'queue.id')
          // A literal, since an index over some rows is only used where the text shows that it fits.
          .where('first.waiting', '>', sql.lit(0))
          // What a restart holds waits until it is over.
          .where('first.held_by', 'is', null)
          .orderBy('first.live')
          .orderBy('first.served')
          .limit(1),
      )
      .where((where) =>
        where(
          'queue.slots',
          '>',
          where
            .selectFrom('jobs')
            .select(({ fn }) => fn.countAll<number>().as('live'))
            .whereRef('jobs.queue_id', '=', 'queue.id')
            .where('jobs.lease_token', 'is not', null),
        ),
      )
      .select(['share.queue_id', 'share.project_id'])
      .orderBy('share.live')
      .orderBy('share.served')
      .limit(1)
  );
}

/** A statement whose turn has not come waits for its session, and not yet for a slot. */
export function isWaiting(job: Job | null): boolean {
  return job?.state.status === 'queued' && !job.state.isBehind;
}

export function isLive(job: Job | null): boolean {
  return job !== null && job.state.status !== 'queued' && job.state.status !== 'ended';
}
