import { type Static, Type } from 'typebox';

/** A moment (RFC 3339). Answers give it in UTC with milliseconds: `2026-11-22T08:30:00.000Z`. */
export const Timestamp = Type.String({
  format: 'date-time',
  // No leap second: a clock that counts milliseconds since the epoch does not know any.
  pattern: '^[^:]*:[0-9]{2}:[0-5]',
  description: 'an RFC 3339 time such as 2026-11-22T08:30:00Z, with its + sign encoded as %2B',
});

export type Timestamp = Static<typeof Timestamp>;
