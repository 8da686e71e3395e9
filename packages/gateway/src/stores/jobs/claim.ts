import { type Kysely, sql, type Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { Held } from '../../core/job/receipt.ts';
import { transition } from '../../core/job/transition.ts';
import { hasNewerLease } from '../lease-store.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { toWaitingJob } from './job-row.ts';
import { nextShare } from './queue-share.ts';
import { writeMove } from './write-move.ts';

export interface Claim {
  readonly leaseToken: number;
  /** Milliseconds since the epoch, as is `at`. */
  readonly now: number;
  readonly holds: (job: Job) => readonly Held[];
}

/**
 * Takes up to `most` jobs that may run, and writes what each will hold. That nothing more may run is
 * found once for all of them.
 * @param at when it is written
 * @returns none when the lease is not the newest
 */
export async function claim(
  transaction: Transaction<Tables>,
  most: number,
  asked: Claim,
  at: number,
): Promise<readonly Job[]> {
  // I7: a gateway that was taken over, and does not know it yet, starts nothing.
  if (await hasNewerLease(transaction, asked.leaseToken)) return [];
  const claimed: Job[] = [];
  while (claimed.length < most) {
    const job = await claimNext(transaction, asked, at);
    if (!job) break;
    claimed.push(job);
  }
  return claimed;
}

/** @returns null when no queue with a free slot has a job that waits, and no end of a transaction does */
async function claimNext(
  transaction: Transaction<Tables>,
  { leaseToken, now, holds }: Claim,
  at: number,
): Promise<Job | null> {
  const row = (await nextForSlot(transaction)) ?? (await nextWithoutSlot(transaction));
  if (!row) return null;
  const before = toWaitingJob(row);

  const move = transition(before, { kind: 'claimed', leaseToken }, now);
  if (move.kind !== 'moved') throw new Error(`job ${before.id} waits and cannot be claimed`);
  const { job } = move;
  const step = { before, after: job, fence: null };
  // I7: what it holds is written before the engine is told to make any of it.
  const isWritten = await writeMove(transaction, step, at, JSON.stringify(holds(job)));
  // I5: a cancel moved it first; nothing was written and no engine hears of it.
  return isWritten ? job : null;
}

async function nextForSlot(transaction: Transaction<Tables>) {
  const [share] = (await selectNextShare(transaction, {})).rows;
  if (!share) return null;
  const [row] = (await selectNextInShare(transaction, share)).rows;
  if (!row) throw new Error(`a share of the queue ${share.queue_id} counts jobs that do not wait`);
  return row;
}

async function nextWithoutSlot(transaction: Transaction<Tables>) {
  return (await selectNextWithoutSlot(transaction, {})).rows[0];
}

/**
 * The end of a transaction that waits the longest. It gets a slot beyond those of its queue: they may all be
 * in use by what waits for this transaction.
 */
export function nextEndOfTransaction(database: Kysely<Tables>) {
  return (
    database
      .selectFrom('jobs')
      .selectAll()
      // Literals, since an index over some rows is only used where the text shows that it fits.
      .where('jobs.status', '=', sql.lit('queued'))
      .where('jobs.behind', '=', sql.lit(0))
      .where('jobs.ends_transaction', '=', sql.lit(1))
      .where((where) =>
        where.exists(
          where
            .selectFrom('queue_shares as share')
            .select('share.project_id')
            .whereRef('share.queue_id', '=', 'jobs.queue_id')
            .whereRef('share.project_id', '=', 'jobs.project_id')
            // What a restart holds waits until it is over.
            .where('share.held_by', 'is', null),
        ),
      )
      .orderBy('jobs.seq')
      .limit(1)
  );
}

/** Of the jobs that wait in a share, the one with the highest priority, then the oldest. */
export function nextInShare(
  database: Kysely<Tables>,
  share: { readonly queue_id: string; readonly project_id: string },
) {
  return (
    database
      .selectFrom('jobs')
      .selectAll()
      .where('jobs.queue_id', '=', share.queue_id)
      .where('jobs.project_id', '=', share.project_id)
      // A literal, since an index over some rows is only used where the text shows that it fits.
      .where('jobs.status', '=', sql.lit('queued'))
      .where('jobs.behind', '=', sql.lit(0))
      .orderBy('jobs.priority', 'desc')
      .orderBy('jobs.seq')
      .limit(1)
  );
}

const selectNextShare = prepared((database) => nextShare(database));
const selectNextWithoutSlot = prepared((database) => nextEndOfTransaction(database));
const selectNextInShare = prepared(
  (database, at: { readonly queue_id: string; readonly project_id: string }) =>
    nextInShare(database, at),
);
