import type { Transaction } from 'kysely';
import type { Step } from '../../core/ports/job-store.ts';
import { countInShare } from '../jobs/queue-share.ts';
import { selectJobs, toJob } from '../jobs/job-row.ts';
import { prepared } from '../prepared-query.ts';
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
  const [next] = (await selectFirstLive(transaction, { sessionId })).rows;
  // The first that has not ended: it runs, or has its turn, or gets it now.
  if (!next || next.behind === 0) return [];
  const before = toJob(next);
  const after = { ...before, revision: before.revision + 1, state: { status: 'queued' } as const };
  await updateTurn(transaction, { id: before.id, revision: after.revision });
  await countInShare(transaction, before, after);
  return [{ before, after, fence: null }];
}

const selectFirstLive = prepared((database, at: { sessionId: string }) =>
  selectJobs(database)
    .where('jobs.session_id', '=', at.sessionId)
    .where('jobs.ended_at', 'is', null)
    .orderBy('jobs.statement_number')
    .limit(1),
);

const updateTurn = prepared((database, at: { id: string; revision: number }) =>
  database.updateTable('jobs').set({ behind: 0, revision: at.revision }).where('id', '=', at.id),
);
