import { type Static, Type } from 'typebox';
import { someOf } from './some-of.ts';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { Session } from './session.ts';
import { SessionStatus } from './session-status.ts';
import { Timestamp } from './timestamp.ts';
import { PageOffset, wholeNumber } from './whole-number.ts';

const sessionOrders = ['created_desc', 'created_asc'] as const;

/** The query of `GET /sessions`. What is absent does not filter. */
export const SessionListQuery = Type.Object(
  {
    queue: Type.Optional(Name),
    /** Any of these. */
    status: Type.Optional(someOf(SessionStatus)),
    created_after: Type.Optional(Timestamp),
    created_before: Type.Optional(Timestamp),
    offset: Type.Optional(PageOffset),
    /** Absent: 50. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
    /** Absent: `created_desc`. */
    order: Type.Optional(
      Type.Enum([...sessionOrders], { description: `one of ${sessionOrders.join(', ')}` }),
    ),
  },
  { additionalProperties: false },
);
export type SessionListQuery = Static<typeof SessionListQuery>;

/** A page of sessions. */
export const SessionList = Type.Object({
  sessions: Type.Array(Session),
  /** All that match, on every page. */
  total: Type.Integer(),
  offset: Type.Integer(),
  /** Where the next page begins; null on the last one. */
  next_offset: nullable(Type.Integer()),
});
export type SessionList = Static<typeof SessionList>;
