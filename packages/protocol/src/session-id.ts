import { type Static, Type } from 'typebox';

/** The id of a session, a UUID. Answers have it in lower case. */
export const SessionId = Type.String({
  pattern: '^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$',
  description: 'a UUID such as 6a3b7c10-11d2-4c55-a0f0-7b1b6a1f2c01',
});

export type SessionId = Static<typeof SessionId>;
