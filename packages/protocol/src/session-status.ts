import { type Static, Type } from 'typebox';

const liveStatuses = ['waiting', 'starting', 'open', 'closing'] as const;
const endings = ['closed', 'failed', 'lost'] as const;
export const sessionStatuses = [...liveStatuses, ...endings] as const;

/**
 * How a session truly ended. `closed`: its statements have ended, its context was seen to be gone, and
 * all that it held is back. `failed`: it never opened. `lost`: its context went, or is out of reach, and
 * nobody had wished it.
 */
export const SessionEnding = Type.Enum([...endings]);
export type SessionEnding = Static<typeof SessionEnding>;

/** Where a session is in its life. Once it is an ending it never changes again. */
export const SessionStatus = Type.Enum([...sessionStatuses], {
  description: `one of ${sessionStatuses.join(', ')}`,
});
export type SessionStatus = Static<typeof SessionStatus>;
