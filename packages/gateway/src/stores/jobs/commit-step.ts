import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { type EndedJob, isEnded } from '../../core/job/job.ts';
import type { Held, Receipt, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Step } from '../../core/ports/job-store.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { writeMove } from './write-move.ts';

/**
 * Writes one move with all that belongs to it, or nothing.
 * @param at when it is written; milliseconds since the epoch
 * @throws when the job ends and a thing on its ledger was not checked to be gone
 */
export async function commitStep(
  transaction: Transaction<Tables>,
  step: Step,
  at: number,
): Promise<'committed' | 'stale'> {
  if ((await writeMove(transaction, step, at)) === null) return 'stale';
  const { after, receipt, released } = step;
  if (isEnded(after)) {
    await clearLedger(transaction, after, released ?? []);
    if (receipt) await writeReceipt(transaction, after, receipt);
  }
  return 'committed';
}

async function clearLedger(
  transaction: Transaction<Tables>,
  { id }: EndedJob,
  released: readonly ReleaseCheck[],
): Promise<void> {
  for (const entry of (await deleteLedger(transaction, { id })).rows) {
    const held = JSON.parse(entry.held) as Held;
    // I3, I7: what is taken off the ledger unreleased would never be found again.
    if (!released.some((check) => check.isGone && isDeepStrictEqual(check.held, held))) {
      throw new Error(`job ${id} cannot end while it holds ${entry.held}`);
    }
  }
}

const deleteLedger = prepared((database, at: { id: string }) =>
  database.deleteFrom('ledger').where('job_id', '=', at.id).returning('held'),
);

async function writeReceipt(
  transaction: Transaction<Tables>,
  job: EndedJob,
  receipt: Receipt,
): Promise<void> {
  const checks = [...receipt.checks, await checkSlot(transaction, job)];
  await transaction
    .insertInto('receipts')
    .values({ job_id: job.id, receipt: JSON.stringify({ ...receipt, checks }) })
    .execute();
}

/** Reads the slots of the job's queue, after the move and in its transaction. */
async function checkSlot(
  transaction: Transaction<Tables>,
  { id, request, state }: EndedJob,
): Promise<ReleaseCheck> {
  const { slots } = await transaction
    .selectFrom('queues')
    .select('slots')
    .where('id', '=', request.queueId)
    .executeTakeFirstOrThrow();
  const holders = await transaction
    .selectFrom('jobs')
    .select('id')
    .where('queue_id', '=', request.queueId)
    .where('lease_token', 'is not', null)
    .execute();
  return {
    held: { kind: 'slot', queue: request.queueName },
    isGone: holders.every((holder) => holder.id !== id),
    read: `${holders.length} of ${slots} slots in use`,
    at: state.endedAt,
  };
}
