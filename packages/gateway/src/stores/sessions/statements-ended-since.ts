import type { Kysely } from 'kysely';
import type { JobId } from '../../core/job/job.ts';
import type { SessionId } from '../../core/session/session.ts';
import type { Tables } from '../tables.ts';

const pageLength = 200;

/**
 * Statements of a session that have ended since a time. They run one after the other: none before one that
 * began, and had ended by then, can be among them, and no earlier row is read.
 * @param since milliseconds since the epoch
 */
export async function statementsEndedSince(
  reader: Kysely<Tables>,
  sessionId: SessionId,
  since: number,
): Promise<readonly JobId[]> {
  const found: JobId[] = [];
  for (let below = Number.MAX_SAFE_INTEGER; ;) {
    const page = await reader
      .selectFrom('jobs')
      .select(['id', 'statement_number as number', 'started_at', 'ended_at'])
      .where('session_id', '=', sessionId)
      .where('statement_number', '<', below)
      .orderBy('statement_number', 'desc')
      .limit(pageLength)
      .execute();
    for (const { id, started_at: startedAt, ended_at: endedAt } of page) {
      if (endedAt !== null && endedAt >= since) found.push(id);
      else if (endedAt !== null && startedAt !== null) return found;
    }
    const last = page.at(-1)?.number ?? null;
    if (page.length < pageLength || last === null) return found;
    below = last;
  }
}
