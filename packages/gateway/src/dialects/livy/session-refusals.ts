import type { CreateSessionAnswer } from '../../core/actions/create-session.ts';
import type { SubmitStatementsAnswer } from '../../core/actions/submit-statements.ts';
import type { Job } from '../../core/job/job.ts';
import { hasEnded, type Session } from '../../core/session/session.ts';
import { overQuota } from './over-quota.ts';
import { invalid, type Refusal } from './refusal.ts';
import { isGone } from './shown-session.ts';
import { whyEnded } from '../session-log.ts';
import { toSessionWord } from './session-words.ts';

/** I10: the same words for a session that never was, one that was closed, and one of another project. */
export function unknownSession(id: string): Refusal {
  return { status: 404, msg: `Session '${id.slice(0, 64)}' not found.` };
}

export function unknownStatement(id: string): Refusal {
  return { status: 404, msg: `Statement '${id.slice(0, 64)}' not found.` };
}

/** Nothing was made. */
export function sessionRefused(
  answer: Exclude<CreateSessionAnswer, { kind: 'accepted' }>,
): Refusal {
  switch (answer.kind) {
    case 'no_queue':
      return invalid(`There is no queue named ${answer.queueName} in this project.`);
    case 'wrong_kind':
      return wrongKind(answer.asked, answer);
    case 'over_quota':
      return overQuota(answer.over);
    case 'key_taken':
      return invalid(
        `The Idempotency-Key ${answer.key} stands for ${answer.session ? `session ${answer.session.number}` : 'a session'}, ` +
          'which was another request. Choose a new key for a new request.',
      );
    case 'name_taken':
      return invalid(
        `There is a session named ${answer.session.request.name} already: ` +
          `${answer.session.number}. Use it, or choose another name.`,
      );
  }
}

/** The key was used before, and what it made was deleted since. */
export function repeatedOfClosed({ number, request }: Session): Refusal {
  return invalid(
    `The Idempotency-Key ${request.key} stands for session ${number}, which has been deleted. ` +
      'Choose a new key for a new session.',
  );
}

interface Speaker {
  readonly queueName: string;
  readonly engine: string;
  readonly kinds: readonly string[];
}

/** Of a session or of a statement. */
export function wrongKind(asked: string, { queueName, engine, kinds }: Speaker): Refusal {
  const advice =
    kinds.length === 0
      ? 'It has no sessions: name another queue in "queue".'
      : `Ask for the kind ${kinds.join(' or ')}, or name another queue in "queue".`;
  return invalid(
    `The queue ${queueName} runs ${engine}, which does not speak the kind ${asked}. ${advice}`,
  );
}

export function otherProxyUser(asked: string): Refusal {
  return {
    status: 403,
    msg: `You may not act as ${asked}. Leave proxyUser out, or log in as that user.`,
  };
}

/** Nothing was written. */
export function statementRefused(
  answer: Exclude<SubmitStatementsAnswer, { kind: 'accepted' }>,
  id: string,
): Refusal {
  switch (answer.kind) {
    case 'unknown':
      return unknownSession(id);
    case 'not_taking':
      return notTaking(answer.session, id);
    case 'key_taken':
      return invalid(
        `The Idempotency-Key ${answer.key} stands for a statement that was another request. ` +
          'Choose a new key for a new request.',
      );
    case 'refused':
      return invalid(answer.error.message);
    case 'over_quota':
      return overQuota(answer.over);
  }
}

function notTaking(session: Session, id: string): Refusal {
  if (isGone(session)) return unknownSession(id);
  const because = hasEnded(session) ? ` (${whyEnded(session)})` : '';
  return invalid(
    `Session ${id} is in state ${toSessionWord(session, false)}${because} and takes no statements. ` +
      'Make a new session.',
  );
}

/** A stop that was not seen in time. It is on record and goes on; the same call waits for it again. */
export function cancelNotConfirmed({ request }: Job, timeoutMs: number): Refusal {
  return {
    status: 504,
    msg:
      `The cancel of statement ${request.session?.number} is accepted and goes on, but it was not ` +
      `seen to stop within ${timeoutMs / 1_000} s. Send the same call again to wait for it.`,
  };
}

export function interruptNotConfirmed(left: number, timeoutMs: number): Refusal {
  return {
    status: 504,
    msg:
      `The interrupt is accepted and goes on, but ${left} of the session's statements were not seen ` +
      `to stop within ${timeoutMs / 1_000} s. Send the same call again to wait for it.`,
  };
}

export function closeNotConfirmed({ number }: Session, timeoutMs: number): Refusal {
  return {
    status: 504,
    msg:
      `The deletion of session ${number} is accepted and goes on, but its end was not seen within ` +
      `${timeoutMs / 1_000} s. Send the same call again to wait for it.`,
  };
}

/** It ended while it was being closed, and not as it was wished. */
export function endedOtherwise(session: Session): Refusal {
  return {
    status: 500,
    msg: `Session ${session.number} was lost while it was being deleted: ${whyEnded(session)}`,
  };
}
