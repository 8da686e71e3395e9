import type { SessionKeyTaken } from '../../core/actions/key-taken.ts';
import type { CreateSessionAnswer } from '../../core/actions/create-session.ts';
import type { SplitTextAnswer } from '../../core/actions/split-text.ts';
import type { SubmitStatementsAnswer } from '../../core/actions/submit-statements.ts';
import type { EndedSession, Session, SessionId } from '../../core/session/session.ts';
import { statementRefused } from './job-refusals.ts';
import { invalid, type Refusal } from './refusal.ts';
import { toSessionStatus, toSessionView } from './session-view.ts';

type Of<Answer, Kind> = Extract<Answer, { kind: Kind }>;

/** I10: the same words for a session that never was and for one of another project. */
export function unknownSession(sessionId: SessionId): Refusal {
  return {
    code: 'not_found',
    detail: `There is no session with the id ${sessionId} in this project.`,
  };
}

export function unknownStatement(sessionId: SessionId, number: string): Refusal {
  return { code: 'not_found', detail: `The session ${sessionId} has no statement ${number}.` };
}

export function noClose(session: Session): Refusal {
  return {
    code: 'not_found',
    detail: `Nobody has asked to close the session ${session.id}; it is ${toSessionStatus(session.state)}.`,
  };
}

export function sessionKeyTaken({ key, session }: SessionKeyTaken): Refusal {
  return {
    code: 'key_taken',
    detail:
      `The key ${key} stands for ${session ? `the session ${session.id}` : 'a session'}, which was another request. ` +
      'Choose a new key for a new request.',
    about: session ? { session: toSessionView(session) } : {},
  };
}

export function wrongKind(answer: Of<CreateSessionAnswer, 'wrong_kind'>): Refusal {
  const { asked, queueName, engine, kinds } = answer;
  const detail =
    kinds.length === 0
      ? withoutSessions(queueName, engine)
      : `The queue ${queueName} has the engine ${engine}, which has no sessions of the kind ${asked}. ` +
        `Ask for ${kinds.join(' or ')}, or name another queue.`;
  return { code: 'wrong_kind', detail, about: { field: 'kind' } };
}

/** Its engine reads no SQL. */
export function noSessions({ queueName, engine }: Of<SplitTextAnswer, 'no_sessions'>): Refusal {
  return {
    code: 'wrong_kind',
    detail: withoutSessions(queueName, engine),
    about: { field: 'queue' },
  };
}

function withoutSessions(queueName: string, engine: string): string {
  return `The queue ${queueName} has the engine ${engine}, which has no sessions. Name another queue.`;
}

export function tooManyStatements({
  count,
  limit,
}: Of<SplitTextAnswer, 'too_many_statements'>): Refusal {
  return invalid(
    'sql',
    `The text has ${count} statements, and may have ${limit}. Send it in parts.`,
  );
}

/** A statement that did not become a job; nor did those that were sent with it. */
export function sessionStatementRefused({
  index,
  error,
}: Of<SubmitStatementsAnswer, 'refused'>): Refusal {
  return { ...statementRefused(error), about: { field: `statements[${index}]` } };
}

export function parametersOfMany(count: number): Refusal {
  return invalid(
    'parameters',
    `Values for parameters go with one statement, and there are ${count}. Send each with its own.`,
  );
}

export function sessionTakesNone(session: Session): Refusal {
  return {
    code: 'session_ended',
    detail: `The session ${session.id} is ${toSessionStatus(session.state)} and takes no statement. Make a new one.`,
    about: { session: toSessionView(session) },
  };
}

/** A close of a session that ended otherwise, before or meanwhile: its true ending. */
export function sessionAlreadyEnded(session: EndedSession): Refusal {
  return {
    code: 'already_ended',
    detail: `The session ${session.id} has ended: ${session.state.ending.how}. There is nothing left to close.`,
    about: { session: toSessionView(session) },
  };
}
