import type { Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { StatementLimits, StatementsSubmitted } from '../../core/ports/session-store.ts';
import { hasEnded } from '../../core/session/session.ts';
import { writeJob } from '../jobs/submit.ts';
import type { Tables } from '../tables.ts';
import { toSession } from './session-row.ts';

export interface NewStatements {
  readonly sessionId: string;
  readonly jobs: readonly Job[];
  readonly limits: StatementLimits;
}

/**
 * Writes statements of a session, numbered on from its last one.
 * @param at when it is written; milliseconds since the epoch
 */
export async function submitStatements(
  transaction: Transaction<Tables>,
  { sessionId, jobs, limits }: NewStatements,
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
  const { live, waiting } = await countLive(transaction, sessionId);
  const { mostWaiting, mostEver } = limits;
  if (mostWaiting !== null && waiting + jobs.length > mostWaiting) {
    return { kind: 'too_many_waiting', waiting };
  }
  const ever = row.next_statement;
  if (mostEver !== null && ever + jobs.length > mostEver) return { kind: 'too_many_ever', ever };

  const script = jobs[0]?.id ?? '';
  const written = jobs.map((job, index): Job => {
    const place = { id: sessionId, number: row.next_statement + index, script };
    const isNext = session.state.status === 'open' && live === 0 && index === 0;
    return {
      ...job,
      state: isNext ? { status: 'queued' } : { status: 'queued', isBehind: true },
      request: { ...job.request, session: place },
    };
  });
  for (const job of written) await writeJob(transaction, job, at);
  await transaction
    .updateTable('sessions')
    .set({ next_statement: row.next_statement + jobs.length })
    .where('id', '=', sessionId)
    .execute();
  return { kind: 'created', jobs: written };
}

/** How many statements have not ended, and how many of them wait. */
async function countLive(
  transaction: Transaction<Tables>,
  sessionId: string,
): Promise<{ readonly live: number; readonly waiting: number }> {
  return transaction
    .selectFrom('jobs')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('live'),
      fn.count<number>(eb.case().when('status', '=', 'queued').then(1).end()).as('waiting'),
    ])
    .where('session_id', '=', sessionId)
    .where('ended_at', 'is', null)
    .executeTakeFirstOrThrow();
}
