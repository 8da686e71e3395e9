import type { Transaction } from 'kysely';
import type { EndedJob } from '../../core/job/job.ts';
import type { Step } from '../../core/ports/job-store.ts';
import { cancelWaiting } from '../jobs/cancel-waiting.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { giveTurn } from './give-turn.ts';

/**
 * Statements have ended: the next of each session has its turn, and the session was used until now. What
 * came after one in the same request does not run if that one did not succeed.
 * @param at when it is written; milliseconds since the epoch
 * @returns what moved by that
 */
export async function passTurnOn(
  transaction: Transaction<Tables>,
  ended: readonly EndedJob[],
  at: number,
): Promise<readonly Step[]> {
  const along: Step[] = [];
  const bySession = Map.groupBy(ended, ({ request }) => request.session?.id);
  for (const [sessionId, statements] of bySession) {
    if (sessionId === undefined) continue;
    along.push(...(await stopScripts(transaction, sessionId, statements, at)));
    if (await isOpenAndUsed(transaction, sessionId, at)) {
      along.push(...(await giveTurn(transaction, sessionId)));
    }
  }
  return along;
}

/** Notes the use with the end itself: an idle session is never one whose statement has just ended. */
async function isOpenAndUsed(
  transaction: Transaction<Tables>,
  sessionId: string,
  at: number,
): Promise<boolean> {
  const [session] = (await updateUsed(transaction, { sessionId, usedAt: at })).rows;
  return session?.status === 'open';
}

const updateUsed = prepared((database, at: { sessionId: string; usedAt: number }) =>
  database
    .updateTable('sessions')
    .set((is) => ({ used_at: is.fn<number>('max', ['used_at', is.val(at.usedAt)]) }))
    .where('id', '=', at.sessionId)
    .returning('status'),
);

async function stopScripts(
  transaction: Transaction<Tables>,
  sessionId: string,
  statements: readonly EndedJob[],
  at: number,
): Promise<readonly Step[]> {
  const failed = statements.filter(({ state }) => state.ending.how !== 'succeeded');
  const [stopper] = failed;
  if (!stopper) return [];
  /** The first of each request that did not succeed. */
  const stops = new Map<string, number>();
  for (const { request } of failed) {
    const { script, number } = request.session ?? { script: '', number: Infinity };
    stops.set(script, Math.min(number, stops.get(script) ?? Infinity));
  }
  const waiting = await transaction
    .selectFrom('jobs')
    .select(['id', 'script', 'statement_number as number'])
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .where('status', '=', 'queued')
    .execute();
  const stopped = waiting.filter(
    ({ script, number }) => (number ?? 0) > (stops.get(script ?? '') ?? Infinity),
  );
  if (stopped.length === 0) return [];
  const asked = stopper.state.intent ?? { by: 'sluice', requestId: `script-${stopper.id}` };
  const { cancelled, along } = await cancelWaiting(
    transaction,
    {
      projectId: stopper.request.projectId,
      jobIds: stopped.map(({ id }) => id),
      intent: { by: asked.by, requestId: asked.requestId, at, reason: 'script_stopped' },
    },
    at,
  );
  return [...cancelled, ...along];
}
