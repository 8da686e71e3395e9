import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { isEnded } from '../../core/job/job.ts';
import type { Held } from '../../core/job/receipt.ts';
import type { Committed, Step } from '../../core/ports/job-store.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { passTurnOn } from '../sessions/pass-turn-on.ts';
import { letShareGo } from './submit-restart.ts';
import { writeMove } from './write-move.ts';
import { writeReceipts } from './write-receipts.ts';

/**
 * Writes one move with all that belongs to it, or nothing.
 * @param at when it is written; milliseconds since the epoch
 * @throws when the job ends and a thing on its ledger was not checked to be gone
 */
export async function commitStep(
  transaction: Transaction<Tables>,
  step: Step,
  at: number,
): Promise<Committed> {
  const { after, receipt } = step;
  if (!isEnded(after)) {
    const isWritten = await writeMove(transaction, step, at);
    return isWritten ? { kind: 'committed', along: [] } : { kind: 'stale' };
  }
  if (!(await isAllReleased(transaction, step))) return { kind: 'stale' };
  if (!(await writeMove(transaction, step, at, '[]'))) return { kind: 'stale' };
  await letShareGo(transaction, after);
  if (receipt) await writeReceipts(transaction, [{ after, receipt }]);
  return { kind: 'committed', along: await passTurnOn(transaction, [after], at) };
}

/**
 * @returns false when somebody moved the job first
 * @throws when a thing on its ledger was not checked to be gone
 */
async function isAllReleased(
  transaction: Transaction<Tables>,
  { before: { id, revision }, fence, released = [] }: Step,
): Promise<boolean> {
  const [row] = (await selectLedger(transaction, { id })).rows;
  if (row?.revision !== revision) return false;
  if (fence !== null && row.lease_token !== fence) return false;
  for (const held of JSON.parse(row.ledger) as Held[]) {
    // I3, I7: what is taken off the ledger unreleased would never be found again.
    if (!released.some((check) => check.isGone && isDeepStrictEqual(check.held, held))) {
      throw new Error(`job ${id} cannot end while it holds ${JSON.stringify(held)}`);
    }
  }
  return true;
}

const selectLedger = prepared((database, at: { id: string }) =>
  database.selectFrom('jobs').select(['ledger', 'revision', 'lease_token']).where('id', '=', at.id),
);
