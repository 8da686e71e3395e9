import { wishedClientLease } from '../job/client-lease.ts';
import type { JobError } from '../job/ending.ts';
import { findMisfit } from '../job/find-misfit.ts';
import type { Job, Tag } from '../job/job.ts';
import type { Parameter, Placeholders } from '../job/parameter.ts';
import type { Ports } from '../ports/ports.ts';
import type { TransactionStep } from '../ports/session-engine.ts';
import { findFullStorage } from '../quotas/find-full-storage.ts';
import type { Growth } from '../quotas/growth.ts';
import type { OverQuota, QuotaLimits } from '../quotas/quota.ts';
import type { Session, SessionId } from '../session/session.ts';
import { tighterLimit } from './tighter-limit.ts';
import { type JobKeyTaken, jobKeyTaken } from './key-taken.ts';

/** Statements that run one after the other, until one does not succeed. */
export interface StatementsOrder {
  readonly owner: string;
  /** One or more. */
  readonly statements: readonly string[];
  /** The values of each one's parameters: all that it takes. Absent: it is not looked at what they take, and none is given any. */
  readonly parameters?: readonly (readonly Parameter[])[] | undefined;
  /**
   * What becomes of one that the engine will not take: nothing of the order is written, or it fails when
   * its turn comes. Absent: `nothing_written`.
   */
  readonly refused?: 'nothing_written' | 'fails_in_turn' | undefined;
  /** Of each of them. */
  readonly tags?: readonly Tag[] | undefined;
  /** The settings as the client sent them. */
  readonly conf?: readonly string[] | undefined;
  /** Absent: the queue's limit; a request can only tighten it. */
  readonly runTimeoutMs?: number | undefined;
  /** The idempotency key or client-chosen id of a statement that comes alone (I12). */
  readonly key?: string | undefined;
  /** How long each may go on without a word from its client. Absent: for ever. */
  readonly clientLeaseMs?: number | undefined;
}

export type SubmitStatementsAnswer =
  | {
      readonly kind: 'accepted';
      readonly session: Session;
      readonly jobs: readonly Job[];
      readonly isNew: boolean;
    }
  | JobKeyTaken
  | { readonly kind: 'unknown' }
  /** It is closing or has ended. */
  | { readonly kind: 'not_taking'; readonly session: Session }
  /** Nothing was written. */
  | { readonly kind: 'refused'; readonly index: number; readonly error: JobError }
  | { readonly kind: 'over_quota'; readonly over: OverQuota };

const endsOfTransactions: ReadonlySet<TransactionStep> = new Set(['commit', 'rollback']);

/** When to ask again where statements wait: nobody knows when one has run, and this is no burden. */
const statementRetryS = 5;

/** Checks each statement's syntax, and writes all of them as queued in their session. */
export async function submitStatements(
  ports: Pick<
    Ports,
    | 'sessions'
    | 'queues'
    | 'quotas'
    | 'engines'
    | 'sessionEngines'
    | 'news'
    | 'clock'
    | 'ids'
    | 'sessionUse'
  >,
  projectId: string,
  sessionId: SessionId,
  order: StatementsOrder,
): Promise<SubmitStatementsAnswer> {
  const { owner, statements, refused = 'nothing_written', conf = [], runTimeoutMs } = order;
  const session = await ports.sessions.find(projectId, sessionId);
  if (!session) return { kind: 'unknown' };
  const { request } = session;
  const engine = ports.sessionEngines.get(request.engine);
  const storage = ports.engines.get(request.engine);
  const queue = await ports.queues.find(projectId, request.queueName);
  if (!engine || !storage) return { kind: 'not_taking', session };
  ports.sessionUse.note(session.id, ports.clock.now());

  const jobs: Job[] = [];
  const growths = new Set<Growth>();
  for (const [index, sql] of statements.entries()) {
    const parsed = await engine.parseStatement(sql);
    const values = order.parameters?.[index];
    const error = parsed.kind === 'refused' ? parsed.error : misfitOf(parsed, values);
    if (error && refused === 'nothing_written') return { kind: 'refused', index, error };
    jobs.push({
      id: ports.ids.newId(),
      submittedAt: ports.clock.now(),
      revision: 1,
      state: { status: 'queued', isBehind: true },
      request: {
        projectId,
        kind: 'statement',
        queueId: request.queueId,
        queueName: request.queueName,
        engine: request.engine,
        sql,
        parameters: values ?? [],
        // Of one that is refused nobody can say what it would have done.
        statementClass: parsed.kind === 'ok' ? parsed.statementClass : 'query',
        database: request.database,
        owner,
        tags: order.tags ?? [],
        conf,
        priority: 0,
        key: order.key ?? null,
        queuedTimeoutMs: null,
        runTimeoutMs: tighterLimit(runTimeoutMs, queue?.runTimeoutMs ?? null),
        // Its place is given when it is written.
        session: null,
        ...(parsed.kind === 'ok' &&
          endsOfTransactions.has(parsed.step) && { endsTransaction: true as const }),
        program: null,
        transfer: null,
      },
    });
    // Those behind one that will fail would not run.
    if (parsed.kind === 'refused') break;
    growths.add(parsed.growth);
  }
  let full: OverQuota | null = null;
  for (const growth of growths) {
    full ??= await findFullStorage(ports.quotas, storage, projectId, growth);
  }
  const limits = await ports.quotas.limitsOf(projectId);
  const submitted = await ports.sessions.submitStatements(
    session.id,
    jobs,
    { full, mostWaiting: limits.queued_statements, mostEver: limits.session_statements },
    wishedClientLease(ports.clock.now(), order.clientLeaseMs),
  );
  switch (submitted.kind) {
    case 'key_taken':
      return jobKeyTaken(submitted.job);
    case 'not_taking':
      return submitted;
    case 'no_room':
      return ports.quotas.refuse(submitted.over);
    case 'too_many_waiting':
      return ports.quotas.refuse(tooManyWaiting(submitted.waiting, limits));
    case 'too_many_ever':
      return ports.quotas.refuse(tooManyEver(submitted.ever, limits));
    case 'created':
      for (const job of submitted.jobs) ports.news.publish(job);
      return { kind: 'accepted', session, jobs: submitted.jobs, isNew: true };
    case 'born_cancelled':
      for (const job of [submitted.job, ...submitted.along.map(({ after }) => after)]) {
        ports.news.publish(job);
      }
      return { kind: 'accepted', session, jobs: [submitted.job], isNew: true };
    case 'repeated':
      return { kind: 'accepted', session, jobs: [submitted.job], isNew: false };
  }
}

function misfitOf(takes: Placeholders, given: readonly Parameter[] | undefined): JobError | null {
  const message = given ? findMisfit(takes, given) : null;
  return message === null ? null : { code: 'semantic', message };
}

function tooManyWaiting(used: number, { queued_statements: limit }: QuotaLimits): OverQuota {
  return { quota: 'queued_statements', limit: limit ?? 0, used, retryAfterS: statementRetryS };
}

function tooManyEver(used: number, { session_statements: limit }: QuotaLimits): OverQuota {
  return { quota: 'session_statements', limit: limit ?? 0, used, retryAfterS: null };
}
