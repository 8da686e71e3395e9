import type { CreateSessionAnswer } from '../../core/actions/create-session.ts';
import type { SubmitStatementsAnswer } from '../../core/actions/submit-statements.ts';
import type { EndedJob, Job } from '../../core/job/job.ts';
import type { EndedSession, Session, SessionId } from '../../core/session/session.ts';
import { jobErrorRefusal } from './job-error-codes.ts';
import { toJobMessage } from './job-message.ts';
import { noQueue } from './job-refusals.ts';
import { overQuota } from './over-quota.ts';
import { dliRefusal, invalid, notFound, type Refusal } from './refusal.ts';
import { whyEnded } from '../session-log.ts';
import { toSessionWord } from './session-words.ts';
import { toStatementWord } from './statement-words.ts';

/** I10: the same words for a session that never was and for one of another project. */
export function unknownSession(sessionId: SessionId): Refusal {
  return notFound(`There is no session with id ${sessionId}`);
}

export function unknownStatement(sessionId: SessionId, statementId: string): Refusal {
  return notFound(`There is no statement with id ${statementId} in the session ${sessionId}`);
}

/** Nothing was made. */
export function sessionRefused(
  answer: Exclude<CreateSessionAnswer, { kind: 'accepted' }>,
): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return noQueue(answer.queueName);
    case 'wrong_kind':
      return wrongKind(answer);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
    case 'name_taken':
      throw new Error(
        'a session of this dialect has no key and no name of its own, and one was taken',
      );
  }
}

function wrongKind({
  asked,
  queueName,
  engine,
  kinds,
}: Extract<CreateSessionAnswer, { kind: 'wrong_kind' }>): Refusal {
  const said = `The queue ${queueName} runs ${engine}, which has no sessions of kind ${asked}.`;
  const hint =
    kinds.length === 0
      ? 'Name a queue of an engine that has sessions.'
      : `Send kind ${kinds.join(' or ')}, or name a queue of an engine that runs ${asked}.`;
  return invalid(`${said} ${hint}`);
}

/** Nothing was submitted. */
export function statementRefused(
  answer: Exclude<SubmitStatementsAnswer, { kind: 'accepted' }>,
  asked: SessionId,
): Refusal {
  switch (answer.kind) {
    case 'unknown':
      return unknownSession(asked);
    case 'not_taking':
      return dliRefusal(
        'DLI.0007',
        `The session ${asked} is in state ${toSessionWord(answer.session, false)} and takes no more ` +
          'statements. Make a new session.',
      );
    case 'key_taken':
      throw new Error('a statement of this dialect has no key, and one was taken');
    case 'refused':
      return jobErrorRefusal(answer.error);
    case 'over_quota':
      return overQuota(answer.over);
  }
}

/** A cancel of a statement that ended otherwise, before or meanwhile: its true ending (dli-api.md 5). */
export function statementNotCancellable(job: EndedJob): Refusal {
  return dliRefusal(
    'DLI.0007',
    `The statement ${numberOf(job)} has ended ${endingOf(job)} and cannot be cancelled.`,
  );
}

function endingOf(job: EndedJob): string {
  const state = `in state ${toStatementWord(job)}`;
  switch (job.state.ending.how) {
    case 'succeeded':
      return `${state} (it succeeded)`;
    case 'failed':
      return `${state} (it failed: ${toJobMessage(job)})`;
    case 'cancelled':
      return state;
    case 'lost':
      return `${state} (its engine could not be reached, so what became of it there is not known)`;
  }
}

/** A cancel that was not seen to be done in time. It is on record and goes on (I2, I3). */
export function statementCancelNotConfirmed(job: Job, timeoutMs: number): Refusal {
  return dliRefusal(
    'DLI.0019',
    `The cancel of statement ${numberOf(job)} is accepted and goes on, but the statement was not seen to ` +
      `stop within ${timeoutMs / 1_000} s; it is still in state ${toStatementWord(job)}. ` +
      'Ask for its state again.',
  );
}

/** A delete of a session that was deleted before it (dli-api.md 3.0.1). */
export function deletedBefore(sessionId: SessionId): Refusal {
  return notFound(`The session ${sessionId} is deleted already`);
}

/** A session that ended by itself while the delete was on its way: nothing was deleted. */
export function endedByItself(session: EndedSession): Refusal {
  const how = session.state.ending.how === 'lost' ? 'is lost' : 'has failed';
  return dliRefusal(
    'DLI.0007',
    `The session ${session.id} ended before it could be deleted: it ${how}. ${whyEnded(session)}`,
  );
}

export function deleteNotConfirmed(session: Session, timeoutMs: number): Refusal {
  return dliRefusal(
    'DLI.0019',
    `The delete of session ${session.id} is accepted and goes on, but the session was not seen to end ` +
      `within ${timeoutMs / 1_000} s; it is still in state ${toSessionWord(session, false)}. ` +
      'Ask for its state again.',
  );
}

function numberOf({ id, request }: Job): number {
  if (request.session === null) throw new Error(`job ${id} is no statement of a session`);
  return request.session.number;
}
