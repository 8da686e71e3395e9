import type { Transaction } from 'kysely';
import type { CancelIntent } from '../../core/job/cancel-intent.ts';
import { isDeepStrictEqual } from 'node:util';
import type { Held, ReleaseCheck } from '../../core/job/receipt.ts';
import type { Step } from '../../core/ports/job-store.ts';
import type { SessionCommitted, SessionStep } from '../../core/ports/session-store.ts';
import type { SessionReceipt } from '../../core/session/session-receipt.ts';
import {
  closeIntentOf,
  type EndedSession,
  hasEnded,
  type Session,
} from '../../core/session/session.ts';
import { cancelWaiting } from '../jobs/cancel-waiting.ts';
import type { Tables } from '../tables.ts';
import { appendSessionEvent } from './append-session-event.ts';
import { checkPlace } from './check-place.ts';
import { giveTurn } from './give-turn.ts';
import { sessionStateColumns } from './session-row.ts';

/**
 * Writes a move with all that belongs to it, if the row still is as `before` says.
 * @param at when it is written; milliseconds since the epoch
 * @throws when the session ends and a thing on its ledger was not checked to be gone
 */
export async function commitSession(
  transaction: Transaction<Tables>,
  { before, after, fence, receipt, released = [], remarks = [] }: SessionStep,
  at: number,
): Promise<SessionCommitted> {
  if (hasEnded(after) && (await hasLiveStatement(transaction, after))) {
    return { kind: 'statement_live' };
  }
  let update = transaction
    .updateTable('sessions')
    .set(sessionStateColumns(after))
    .where('id', '=', before.id)
    .where('revision', '=', before.revision);
  if (fence !== null) update = update.where('lease_token', '=', fence);
  const { numUpdatedRows } = await update.executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return { kind: 'stale' };

  // One that was adopted is what it was: it may be found to be gone.
  if (before.state.status !== after.state.status) {
    await appendSessionEvent(transaction, after, remarks, at);
  }
  if (after.state.status === 'open') {
    return { kind: 'committed', along: await giveTurn(transaction, after.id) };
  }
  if (!hasEnded(after)) return { kind: 'committed', along: [] };
  await clearLedger(transaction, after, released);
  if (receipt) await writeReceipt(transaction, after, receipt);
  return { kind: 'committed', along: await endWaiting(transaction, after, at) };
}

async function writeReceipt(
  transaction: Transaction<Tables>,
  session: EndedSession,
  receipt: SessionReceipt,
): Promise<void> {
  const checks = [...receipt.checks, await checkPlace(transaction, session)];
  const columns = { receipt: JSON.stringify({ ...receipt, checks }) };
  await transaction.updateTable('sessions').set(columns).where('id', '=', session.id).execute();
}

async function clearLedger(
  transaction: Transaction<Tables>,
  { id }: Session,
  released: readonly ReleaseCheck[],
): Promise<void> {
  const { ledger } = await transaction
    .selectFrom('sessions')
    .select('ledger')
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  for (const held of JSON.parse(ledger) as Held[]) {
    // I3, I7: what is taken off the ledger unreleased would never be found again.
    if (!released.some((check) => check.isGone && isDeepStrictEqual(check.held, held))) {
      throw new Error(`session ${id} cannot end while it holds ${JSON.stringify(held)}`);
    }
  }
  await transaction.updateTable('sessions').set({ ledger: '[]' }).where('id', '=', id).execute();
}

/** I8: a session does not end before what runs in it. */
async function hasLiveStatement(
  transaction: Transaction<Tables>,
  { id }: Session,
): Promise<boolean> {
  const live = await transaction
    .selectFrom('jobs')
    .select('id')
    .where('session_id', '=', id)
    .where('ended_at', 'is', null)
    .where('lease_token', 'is not', null)
    .limit(1)
    .executeTakeFirst();
  return live !== undefined;
}

/** What came too late to be ended before the session ends with it. */
async function endWaiting(
  transaction: Transaction<Tables>,
  session: Session,
  at: number,
): Promise<readonly Step[]> {
  const waiting = await transaction
    .selectFrom('jobs')
    .select('id')
    .where('session_id', '=', session.id)
    .where('ended_at', 'is', null)
    .where('status', '=', 'queued')
    .orderBy('statement_number')
    .execute();
  if (waiting.length === 0) return [];
  const { by, requestId } = closeIntentOf(session) ?? lostBy(session);
  const { cancelled, along } = await cancelWaiting(
    transaction,
    {
      projectId: session.request.projectId,
      jobIds: waiting.map(({ id }) => id),
      intent: { by, requestId, at, reason: 'session_closed' },
    },
    at,
  );
  return [...cancelled, ...along];
}

function lostBy({ id }: Session): Pick<CancelIntent, 'by' | 'requestId'> {
  return { by: 'sluice', requestId: `session-${id}` };
}
