import { isDeepStrictEqual } from 'node:util';
import type { Transaction } from 'kysely';
import { type EndedJob, isEnded } from '../../core/job/job.ts';
import type { Held, ReleaseCheck } from '../../core/job/receipt.ts';
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
  if ((await writeMove(transaction, step, at)) === null) return { kind: 'stale' };
  const { after, receipt, released } = step;
  if (!isEnded(after)) return { kind: 'committed', along: [] };
  await clearLedger(transaction, after, released ?? []);
  await letShareGo(transaction, after);
  if (receipt) await writeReceipts(transaction, [{ after, receipt }]);
  return { kind: 'committed', along: await passTurnOn(transaction, [after], at) };
}

async function clearLedger(
  transaction: Transaction<Tables>,
  { id }: EndedJob,
  released: readonly ReleaseCheck[],
): Promise<void> {
  const [row] = (await selectLedger(transaction, { id })).rows;
  for (const held of JSON.parse(row?.ledger ?? '[]') as Held[]) {
    // I3, I7: what is taken off the ledger unreleased would never be found again.
    if (!released.some((check) => check.isGone && isDeepStrictEqual(check.held, held))) {
      throw new Error(`job ${id} cannot end while it holds ${JSON.stringify(held)}`);
    }
  }
  await emptyLedger(transaction, { id });
}

const selectLedger = prepared((database, at: { id: string }) =>
  database.selectFrom('jobs').select('ledger').where('id', '=', at.id),
);
const emptyLedger = prepared((database, at: { id: string }) =>
  database.updateTable('jobs').set({ ledger: '[]' }).where('id', '=', at.id),
);
