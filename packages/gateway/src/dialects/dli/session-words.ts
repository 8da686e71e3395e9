import type { Session } from '../../core/session/session.ts';

/** The words that a session of ours wears in this dialect (dli-api.md 3.0.4). Clients compare by equality. */
export type SessionWord = 'not_started' | 'starting' | 'idle' | 'busy' | 'shutting_down' | 'dead';

/**
 * The state of a session as this dialect says it. One that failed is `dead`: `error` is for a session that
 * still has to be deleted, and of this one nothing is left.
 * @param isBusy whether a statement of it has not ended
 */
export function toSessionWord({ state }: Session, isBusy: boolean): SessionWord {
  switch (state.status) {
    case 'waiting':
      return 'not_started';
    case 'starting':
      return 'starting';
    case 'open':
      return isBusy ? 'busy' : 'idle';
    case 'closing':
      return 'shutting_down';
    case 'ended':
      return 'dead';
  }
}
