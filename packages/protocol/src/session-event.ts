import { type Static, Type } from 'typebox';
import { sessionStatuses } from './session-status.ts';
import { Timestamp } from './timestamp.ts';

const sessionEventKinds = [...sessionStatuses, 'restored'] as const;

/** A session was made, has moved, or was made again in another place than the one that it was in. */
export const SessionEvent = Type.Object({
  /** The status that it moved to, or `restored`. */
  kind: Type.Enum([...sessionEventKinds]),
  at: Timestamp,
  /** For people: what is to be known beside that. */
  remarks: Type.Array(Type.String()),
});
export type SessionEvent = Static<typeof SessionEvent>;

/** All that happened to a session, the oldest first. There are few, so that they have no pages. */
export const SessionEventList = Type.Object({ events: Type.Array(SessionEvent) });
export type SessionEventList = Static<typeof SessionEventList>;
