import { type Static, Type } from 'typebox';
import type { Session } from '../../core/session/session.ts';
import { toSessionWord } from './session-words.ts';
import { toTimestamp } from './timestamp.ts';

/** A session as the lists have it (fabric-api.md 5.3). */
export const SessionInfo = Type.Object({
  session_id: Type.String(),
  status: Type.String(),
  create_time: Type.String(),
  endpoint_info: Type.Object({ id: Type.String(), name: Type.String(), type: Type.String() }),
});

export function toSessionInfo(session: Session): Static<typeof SessionInfo> {
  const { queueId: id, queueName: name } = session.request;
  return {
    session_id: session.id,
    status: toSessionWord(session),
    create_time: toTimestamp(session.createdAt),
    endpoint_info: { id, name, type: 'sql' },
  };
}
