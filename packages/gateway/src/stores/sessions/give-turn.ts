import type { Transaction } from 'kysely';
import type { Step } from '../../core/ports/job-store.ts';
import { countInShare } from '../jobs/queue-share.ts';
import { selectJobs, toJob } from '../jobs/job-row.ts';
import type { Tables } from '../tables.ts';

/**
 * Lets the next statement of an open session wait for a slot, if nothing of it runs: in the transaction
 * that opened the session, or ended the statement before.
 * @returns the move, if there was one
 */
export async function giveTurn(
  transaction: Transaction<Tables>,
  sessionId: string,
): Promise<readonly Step[]> {
  const [next] = await selectJobs(transaction)
    .where('jobs.session_id', '=', sessionId)
    .where('jobs.ended_at', 'is', null)
    .orderBy('jobs.statement_number')
    .limit(1)
    .execute();
  // The first that has not ended: it runs, or has its turn, or gets it now.
  if (!next || next.behind === 0) return [];
  const before = toJob(next);
  const after = { ...before, revision: before.revision + 1, state: { status: 'queued' } as const };
  await transaction
    .updateTable('jobs')
    .set({ behind: 0, revision: after.revision })
    .where('id', '=', before.id)
    .execute();
  await countInShare(transaction, before, after);
  return [{ before, after, fence: null }];
}
