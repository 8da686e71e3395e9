import type { Session } from '../../core/session/session.ts';

/** The words that sessions of ours wear here (livy-api.md 3). Clients poll for ever on any other. */
export type SessionWord =
  | 'not_started'
  | 'starting'
  | 'idle'
  | 'busy'
  | 'shutting_down'
  | 'error'
  | 'dead';

/** @param isBusy whether a statement of it waits or runs */
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
      return state.ending.how === 'failed' ? 'error' : 'dead';
  }
}
