import type { SubmitScriptAnswer } from '../../core/actions/submit-script.ts';
import { closeIntentOf, type Session } from '../../core/session/session.ts';
import { overQuota } from './over-quota.ts';
import { invalid, noSession, type Refusal, serviceCodes, serviceRefusal } from './refusal.ts';
import { toSessionWord } from './session-words.ts';

/** Why nothing of a text was executed. */
export function scriptRefused(
  answer: Exclude<SubmitScriptAnswer, { kind: 'accepted' | 'empty' }>,
  sessionId: string,
): Refusal {
  switch (answer.kind) {
    case 'unknown':
      return noSession(sessionId);
    case 'not_taking':
      return notUsable(answer.session);
    case 'over_quota':
      return overQuota(answer.over);
    case 'too_many_statements':
      return serviceRefusal(
        serviceCodes.tooManyStatements,
        `The text has ${answer.count} statements, and ${answer.limit} may wait in a session (the quota ` +
          'queued_statements). Send fewer at once.',
      );
    case 'parameters_do_not_fit':
      return invalid(
        `bindings[${answer.index}] has ${answer.given} values, and the statement takes ${answer.wanted}, ` +
          'by place: $1, $2 … or a ? for each.',
      );
    case 'parameters_missing':
      return invalid(
        `the statement takes ${answer.wanted} values, and bindings gives none. Send one statement with its ` +
          'values, by place: $1, $2 … or a ? for each.',
      );
    case 'parameters_by_name':
      return invalid(
        `the statement takes values by name ($${answer.names.join(', $')}), and bindings gives them by place: ` +
          'write $1, $2 … or a ? for each.',
      );
    case 'parameters_of_several':
      return invalid(
        `bindings go with one statement, and the text has ${answer.count}. Send each with its own.`,
      );
    case 'too_long':
      return invalid(
        `the statement, executed with each of bindings, would be ${answer.length} characters, and ` +
          `${answer.limit} may be. Send fewer bindings at once.`,
      );
  }
}

export function notUsable(session: Session): Refusal {
  const isClosing = session.state.status !== 'ended' && closeIntentOf(session) !== null;
  const state = isClosing ? 'being closed' : toSessionWord(session);
  return serviceRefusal(
    serviceCodes.sessionNotUsable,
    `The session ${session.id} is ${state} and takes no statement: it has to be RUNNING.`,
  );
}
