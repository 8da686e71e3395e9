import type { SessionStatusFilter } from '../../core/ports/session-store.ts';
import type { SessionEndingWord } from '../../core/session/session-ending.ts';
import { openedAt, type Session } from '../../core/session/session.ts';

/** The states of a session (fabric-api.md 5.1). */
export const sessionWords = ['WAITING', 'CREATING', 'RUNNING', 'CLOSED', 'FAIL'] as const;
export type SessionWord = (typeof sessionWords)[number];

/** The state of a session as this dialect says it. */
export function toSessionWord(session: Session): SessionWord {
  const { state } = session;
  switch (state.status) {
    case 'waiting':
      return 'WAITING';
    case 'starting':
      return 'CREATING';
    case 'open':
      return 'RUNNING';
    case 'closing':
      // I3: an end that is only wanted is not yet CLOSED.
      return openedAt(session) === null ? 'CREATING' : 'RUNNING';
    case 'ended':
      return endingWords[state.ending.how];
  }
}

const endingWords: Record<SessionEndingWord, SessionWord> = {
  closed: 'CLOSED',
  failed: 'FAIL',
  lost: 'FAIL',
};

/**
 * The statuses behind a word. A session that is closed while it is made is found under RUNNING, though
 * it says CREATING until it has ended.
 */
export function toSessionFilter(word: SessionWord): readonly SessionStatusFilter[] {
  switch (word) {
    case 'WAITING':
      return ['waiting'];
    case 'CREATING':
      return ['starting'];
    case 'RUNNING':
      return ['open', 'closing'];
    case 'CLOSED':
      return ['closed'];
    case 'FAIL':
      return ['failed', 'lost'];
  }
}
