import type { Transaction } from 'kysely';
import type { Job } from '../../core/job/job.ts';
import type { StatementLimits, StatementsSubmitted } from '../../core/ports/session-store.ts';
import { hasEnded } from '../../core/session/session.ts';
import { bearCancelled, findHolder, writeJob, writeKey } from '../jobs/submit.ts';
import { takeTombstone } from '../jobs/tombstone.ts';
import { prepared } from '../prepared-query.ts';
import type { Tables } from '../tables.ts';
import { toSession } from './session-row.ts';

export interface NewStatements {
  readonly sessionId: string;
  readonly jobs: readonly Job[];
  readonly limits: StatementLimits;
  /** How long a key stands for its statement (I12). */
  readonly keepKeysMs: number;
}

/**
 * Writes statements of a session, numbered on from its last one, unless the key of one that comes alone
 * has a job already.
 * @param at when it is written; milliseconds since the epoch
 */
export async function submitStatements(
  transaction: Transaction<Tables>,
  { sessionId, jobs, limits, keepKeysMs }: NewStatements,
  at: number,
): Promise<StatementsSubmitted> {
  const [row] = (await selectSession(transaction, { sessionId })).rows;
  if (!row) throw new Error(`session ${sessionId} was there a moment ago`);
  const session = toSession(row);
  const script = jobs[0]?.id ?? '';
  const placed = jobs.map((job, index): Job => {
    const place = { id: sessionId, number: row.next_statement + index, script };
    return { ...job, request: { ...job.request, session: place } };
  });
  const keyed = keyedOf(placed);
  // Before all else: what is there is answered, however the session is by now.
  const earlier = keyed && (await findHolder(transaction, keyed.job, keyed.key));
  if (earlier) return earlier;
  if (hasEnded(session) || session.state.status === 'closing') {
    return { kind: 'not_taking', session };
  }
  const { live, waiting } = await countLive(transaction, sessionId);
  const intent = keyed && (await takeTombstone(transaction, keyed.job, keyed.key));
  if (!intent) {
    const refused = findRefusal(limits, jobs.length, waiting, row.next_statement);
    if (refused) return refused;
  }
  const isFree = session.state.status === 'open' && live === 0;
  const written = placed.map(({ id, submittedAt, revision, request }, index): Job => {
    const isNext = isFree && index === 0;
    const state = isNext ? queued : behind;
    return { id, submittedAt, revision, state, request };
  });
  for (const job of written) await writeJob(transaction, job, at);
  const next = row.next_statement + jobs.length;
  await updateNext(transaction, { sessionId, next });
  const [first] = written;
  if (!keyed || !first) return { kind: 'created', jobs: written };
  await writeKey(transaction, first, keyed.key, keepKeysMs);
  return intent
    ? bearCancelled(transaction, first, intent, at)
    : { kind: 'created', jobs: written };
}

const queued = { status: 'queued' } as const;
const behind = { status: 'queued', isBehind: true } as const;

function keyedOf([job, ...others]: readonly Job[]): { job: Job; key: string } | null {
  const key = job?.request.key ?? null;
  if (!job || key === null) return null;
  if (others.length > 0)
    throw new Error(`the key ${key} stands for one statement, and not for many`);
  return { job, key };
}

function findRefusal(
  { full, mostWaiting, mostEver }: StatementLimits,
  count: number,
  waiting: number,
  ever: number,
): StatementsSubmitted | null {
  if (full) return { kind: 'no_room', over: full };
  if (mostWaiting !== null && waiting + count > mostWaiting) {
    return { kind: 'too_many_waiting', waiting };
  }
  return mostEver !== null && ever + count > mostEver ? { kind: 'too_many_ever', ever } : null;
}

/** How many statements have not ended, and how many of them wait. */
async function countLive(
  transaction: Transaction<Tables>,
  sessionId: string,
): Promise<{ readonly live: number; readonly waiting: number }> {
  const [counted] = (await selectLive(transaction, { sessionId })).rows;
  return counted ?? { live: 0, waiting: 0 };
}

const selectSession = prepared((database, at: { sessionId: string }) =>
  database.selectFrom('sessions').selectAll().where('id', '=', at.sessionId),
);

const updateNext = prepared((database, at: { sessionId: string; next: number }) =>
  database.updateTable('sessions').set({ next_statement: at.next }).where('id', '=', at.sessionId),
);

const selectLive = prepared((database, at: { sessionId: string }) =>
  database
    .selectFrom('jobs')
    .select(({ fn, eb }) => [
      fn.countAll<number>().as('live'),
      fn.count<number>(eb.case().when('status', '=', 'queued').then(1).end()).as('waiting'),
    ])
    .where('session_id', '=', at.sessionId)
    .where('ended_at', 'is', null),
);
