import type { Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { StatementsSubmitted } from '../../core/ports/session-store.ts';
import { hasEnded } from '../../core/session/session.ts';
import { writeJob } from '../jobs/submit.ts';
import type { Tables } from '../tables.ts';
import { giveTurn } from './give-turn.ts';
import { toSession } from './session-row.ts';

export interface NewStatements {
  readonly sessionId: string;
  readonly jobs: readonly Job[];
  readonly mostWaiting: number;
}

/**
 * Writes statements of a session, numbered on from its last one.
 * @param at when it is written; milliseconds since the epoch
 */
export async function submitStatements(
  transaction: Transaction<Tables>,
  { sessionId, jobs, mostWaiting }: NewStatements,
  at: number,
): Promise<StatementsSubmitted> {
  const row = await transaction
    .selectFrom('sessions')
    .selectAll()
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow();
  const session = toSession(row);
  if (hasEnded(session) || session.state.status === 'closing') {
    return { kind: 'not_taking', session };
  }
  const waiting = await countWaiting(transaction, sessionId);
  if (waiting + jobs.length > mostWaiting) return { kind: 'too_many_waiting', waiting };

  const script = jobs[0]?.id ?? '';
  const written = jobs.map((job, index): Job => {
    const place = { id: sessionId, number: row.next_statement + index, script };
    // Each begins behind the others; the first of all gets its turn below.
    return {
      ...job,
      state: { status: 'queued', isBehind: true },
      request: { ...job.request, session: place },
    };
  });
  for (const job of written) await writeJob(transaction, job, at);
  await transaction
    .updateTable('sessions')
    .set({ next_statement: row.next_statement + jobs.length })
    .where('id', '=', sessionId)
    .execute();
  await giveTurn(transaction, sessionId);
  return { kind: 'created', jobs: written };
}

async function countWaiting(transaction: Transaction<Tables>, sessionId: string): Promise<number> {
  const { waiting } = await transaction
    .selectFrom('jobs')
    .select(({ fn }) => fn.countAll<number>().as('waiting'))
    .where('session_id', '=', sessionId)
    .where('status', '=', 'queued')
    .executeTakeFirstOrThrow();
  return waiting;
}
