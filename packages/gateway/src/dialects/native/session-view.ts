import type { Session as SessionView, SessionStatus } from '@sluice/protocol';
import {
  closeIntentOf,
  hasEnded,
  openedAt,
  type Session,
  type SessionState,
} from '../../core/session/session.ts';
import { toErrorView } from './error-words.ts';
import { toCancelView } from './job-view.ts';
import { toTimestamp, toTimestampOrNull } from './timestamp.ts';

/** A session as it goes over the wire. */
export function toSessionView(session: Session): SessionView {
  const { id, number, request, createdAt, state } = session;
  return {
    id,
    number,
    kind: request.kind,
    status: toSessionStatus(state),
    queue: request.queueName,
    engine: request.engine,
    database: request.database,
    owner: request.owner,
    name: request.name,
    key: request.key,
    wait_timeout_ms: request.waitTimeoutMs,
    idle_timeout_ms: request.idleTimeoutMs,
    created_at: toTimestamp(createdAt),
    opened_at: toTimestampOrNull(openedAt(session)),
    ended_at: toTimestampOrNull(hasEnded(session) ? session.state.endedAt : null),
    error: errorOf(state),
    close: toCancelView(closeIntentOf(session)),
  };
}

/** The word of this dialect for where a session is: its own status, or how it ended. */
export function toSessionStatus(state: SessionState): SessionStatus {
  return state.status === 'ended' ? state.ending.how : state.status;
}

function errorOf(state: SessionState): SessionView['error'] {
  if (state.status !== 'ended') return null;
  switch (state.ending.how) {
    case 'closed':
      return null;
    case 'failed':
    case 'lost':
      return toErrorView(state.ending.error);
  }
}
