import { type Kysely, sql, type Transaction } from 'kysely';
import type { SessionLimit } from '../../core/ports/session-store.ts';
import type { Tables } from '../tables.ts';

/** Every limit that a session has now, and since when it counts. */
export async function sessionLimits(reader: Kysely<Tables>): Promise<readonly SessionLimit[]> {
  const waiting = await reader
    .selectFrom('sessions')
    .select(['id', 'created_at'])
    .where('wait_until', 'is not', null)
    .execute();
  const idle = await reader
    .selectFrom('sessions')
    .select(['id', 'used_at'])
    .where('ended_at', 'is', null)
    .where('idle_timeout_ms', 'is not', null)
    .execute();
  return [
    ...waiting.map(({ id, created_at: countsFrom }) => limitOf(id, 'wait', countsFrom)),
    ...idle.map(({ id, used_at: countsFrom }) => limitOf(id, 'idle', countsFrom)),
  ];
}

/** One that has its place waits no more, and one that was used since it was read counts from then on. */
export async function shiftSessionLimits(
  transaction: Transaction<Tables>,
  byMs: number,
  limits: readonly SessionLimit[],
): Promise<void> {
  for (const { sessionId, kind, countsFrom } of limits) {
    const update = transaction.updateTable('sessions').where('id', '=', sessionId);
    await (
      kind === 'wait'
        ? update.set({ wait_until: sql`wait_until + ${byMs}` }).where('wait_until', 'is not', null)
        : update.set({ used_at: countsFrom + byMs }).where('used_at', '=', countsFrom)
    ).execute();
  }
}

function limitOf(sessionId: string, kind: SessionLimit['kind'], countsFrom: number): SessionLimit {
  return { sessionId, kind, countsFrom };
}
