import {
  BulkCancelOrder,
  type BulkCancelLine,
  type BulkCancelSummary,
  type DryRunLine,
  type DryRunSummary,
} from '@sluice/protocol';
import type { FastifyReply } from 'fastify';
import type { MatchFilter, MatchingCancelled } from '../../../core/actions/cancel-matching.ts';
import type { GuardedActions } from '../../../core/actions/guarded-actions.ts';
import type { Principal } from '../../../core/access/principal.ts';
import type { Session } from '../../../core/session/session.ts';
import { cancelWish } from '../cancel-wish.ts';
import { toMatchFilter } from '../job-filter.ts';
import { toJobView } from '../job-view.ts';
import type { NativeApp } from '../native-app.ts';
import { noQueue } from '../queue-refusals.ts';
import { inPieces } from '../../in-pieces.ts';
import { invalid } from '../refusal.ts';
import { refuse } from '../refuse.ts';
import { unknownSession } from '../session-refusals.ts';
import { startStream } from '../../start-stream.ts';
import { toStatusWord } from '../status-words.ts';
import { cancelLines } from '../answer-forms.ts';

/**
 * Cancels every live job that matches, each as a cancel of its own. Answers when all verdicts are
 * known, or when the wait is over, with a line for each job: 200 where every one has ended, 202 where
 * one was not seen to stop yet (I3: a status that is sent first would be a guess).
 */
export function cancelMatchingRoute(
  app: NativeApp,
  actions: GuardedActions,
  cancelTimeoutMs: number,
): void {
  app.post(
    '/jobs/cancel',
    {
      config: { needs: 'cancel', audit: 'cancel_matching_jobs' },
      schema: {
        operationId: 'cancelMatchingJobs',
        summary: 'Cancel every live job that matches',
        body: BulkCancelOrder,
        response: { 200: cancelLines, 202: cancelLines },
      },
    },
    async (request, reply) => {
      const { body, principal } = request;
      const filter = toMatchFilter(body);
      request.auditTarget = wordsOf(body);
      if (body.dry_run) await request.countRequest();
      if (!filter) return refuse(request, reply, body.all ? allAndMore : noFilter);
      const session = await sessionOf(principal, filter);
      if (session === 'unknown') {
        return refuse(request, reply, unknownSession(String(filter.sessionId)));
      }
      const { queueName = session?.request.queueName } = filter;
      // A name that no queue has would match nothing, and look as if there was nothing to cancel.
      if (queueName !== undefined && !(await actions.findQueue(principal, queueName))) {
        return refuse(request, reply, noQueue(queueName));
      }
      const match = { ...filter, ...(queueName !== undefined && { queueName }) };
      if (body.dry_run) return sendMatching(reply, actions, principal, match);
      const { wait_ms: waitMs = cancelTimeoutMs } = body;
      const wish = cancelWish(request, body);
      const done = await actions.cancelMatching(principal, match, wish, waitMs);
      const { cancelled, total } = toSummary(done);
      request.auditTarget = `${cancelled} of ${total}: ${wordsOf(body)}`;
      return sendVerdicts(reply, done);
    },
  );

  async function sessionOf(
    principal: Principal,
    { sessionId }: MatchFilter,
  ): Promise<Session | 'unknown' | null> {
    if (sessionId === undefined) return null;
    return (await actions.findSession(principal, sessionId)) ?? 'unknown';
  }
}

/** The filter for the audit. Text of statements is nobody's business there. */
function wordsOf(order: BulkCancelOrder): string {
  const words = Object.entries(order).map(([word, value]) =>
    word === 'q' ? 'q=…' : `${word}=${String(value)}`,
  );
  return words.join(' ');
}

async function sendMatching(
  reply: FastifyReply,
  actions: GuardedActions,
  principal: Principal,
  filter: MatchFilter,
): Promise<FastifyReply> {
  const { total, jobs } = await actions.listMatching(principal, filter);
  const summary: DryRunSummary = { line: 'summary', total };
  const toLine = async function* (): AsyncGenerator<DryRunSummary | DryRunLine> {
    yield summary;
    for await (const job of jobs) {
      yield { line: 'job', job: toJobView(job, actions.progressOf(job)) };
    }
  };
  return sendLines(reply.code(200), toLine());
}

function sendVerdicts(reply: FastifyReply, done: MatchingCancelled): Promise<FastifyReply> {
  const summary = toSummary(done);
  const status = summary.not_confirmed === 0 ? 200 : 202;
  return sendLines(reply.code(status), verdictLines(summary, done));
}

function toSummary({ cancelled, others }: MatchingCancelled): BulkCancelSummary {
  const unconfirmed = others.filter(({ kind }) => kind === 'not_confirmed').length;
  return {
    line: 'summary',
    total: cancelled.length + others.length,
    cancelled: cancelled.length,
    ended_otherwise: others.length - unconfirmed,
    not_confirmed: unconfirmed,
  };
}

function* verdictLines(
  summary: BulkCancelSummary,
  { cancelled, others }: MatchingCancelled,
): Generator<BulkCancelSummary | BulkCancelLine> {
  yield summary;
  // What needs a look comes first: behind thousands of lines it would not be seen.
  for (const { kind, job } of others) {
    const status = toStatusWord(job);
    yield { line: 'job', job_id: job.id, verdict: kind, status, confirmed_ms: null };
  }
  const verdict = 'cancelled';
  for (const { jobId: job_id, confirmedMs: confirmed_ms } of cancelled) {
    yield { line: 'job', job_id, verdict, status: 'cancelled', confirmed_ms };
  }
}

async function sendLines(
  reply: FastifyReply,
  lines: Iterable<object> | AsyncIterable<object>,
): Promise<FastifyReply> {
  const stream = await startStream(inPieces(toText(lines)));
  return reply.type('application/x-ndjson; charset=utf-8').send(stream);
}

async function* toText(lines: Iterable<object> | AsyncIterable<object>): AsyncGenerator<string> {
  for await (const line of lines) yield `${JSON.stringify(line)}\n`;
}

const noFilter = invalid(
  'body',
  'The body of the request does not say which jobs are meant. Name them by queue, owner, tag, status ' +
    'or another word of the job list, or say "all": true for every job of the project.',
);

const allAndMore = invalid(
  'all',
  'The field all of the body means every job of the project, and other fields mean fewer. ' +
    'Leave out one or the other.',
);
