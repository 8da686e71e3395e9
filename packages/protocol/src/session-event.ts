import { type Static, Type } from 'typebox';
import { SessionStatus } from './session-status.ts';
import { Timestamp } from './timestamp.ts';

/** A session was made or has moved. */
export const SessionEvent = Type.Object({
  /** The status that it moved to. */
  kind: SessionStatus,
  at: Timestamp,
  /** For people: what is to be known beside that. */
  remarks: Type.Array(Type.String()),
});
export type SessionEvent = Static<typeof SessionEvent>;

/** All that happened to a session, the oldest first. There are few, so that they have no pages. */
export const SessionEventList = Type.Object({ events: Type.Array(SessionEvent) });
export type SessionEventList = Static<typeof SessionEventList>;
