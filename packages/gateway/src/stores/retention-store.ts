import type { Transaction } from 'kysely';
import type { RetentionStore } from '../core/ports/retention-store.ts';
import type { Database } from './database.ts';
import { hasNewerLease } from './lease-store.ts';
import { deleteEvents } from './retention/delete-events.ts';
import { deleteJobs } from './retention/delete-jobs.ts';
import { deleteOldest } from './retention/delete-oldest.ts';
import { deleteRunOut } from './retention/delete-run-out.ts';
import { deleteSessions } from './retention/delete-sessions.ts';
import { expireResults, noteRemoved, resultsToRemove } from './retention/expired-results.ts';
import { needsOf } from './retention/needs-of.ts';
import type { Tables } from './tables.ts';

export function createRetentionStore(database: Database): RetentionStore {
  /** I7: a gateway that was taken over, and does not know it yet, takes nothing away. */
  const whileLeading = async <T>(
    leaseToken: number,
    otherwise: T,
    work: (transaction: Transaction<Tables>) => Promise<T>,
  ): Promise<T> => {
    const { answer } = await database.writeInBulk(async (transaction) =>
      (await hasNewerLease(transaction, leaseToken)) ? otherwise : work(transaction),
    );
    return answer;
  };

  return {
    expireResults: (leaseToken, before, limit) =>
      whileLeading(leaseToken, 0, (transaction) => expireResults(transaction, before, limit)),
    resultsToRemove: (after, limit) => resultsToRemove(database.reader, after, limit),
    noteRemoved: (leaseToken, jobIds) =>
      whileLeading(leaseToken, undefined, (transaction) => noteRemoved(transaction, jobIds)),
    deleteJobs: (leaseToken, times, after, limit) =>
      whileLeading(leaseToken, null, (transaction) => deleteJobs(transaction, times, after, limit)),
    deleteEvents: (leaseToken, times, place) =>
      whileLeading(leaseToken, null, (transaction) => deleteEvents(transaction, times, place)),
    deleteAudit: (leaseToken, times, place) =>
      whileLeading(
        leaseToken,
        null,
        async (transaction) => (await deleteOldest(transaction, 'audit', times, place)).next,
      ),
    deleteSessions: (leaseToken, before, limit) =>
      whileLeading(leaseToken, 0, (transaction) => deleteSessions(transaction, before, limit)),
    deleteRunOut: (leaseToken, now, limit) =>
      whileLeading(leaseToken, 0, (transaction) => deleteRunOut(transaction, now, limit)),
    needsOf: (jobIds) => needsOf(database.reader, jobIds),
  };
}
