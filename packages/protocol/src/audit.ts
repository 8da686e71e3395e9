import { type Static, Type } from 'typebox';
import { nullable } from './nullable.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { wholeNumber } from './whole-number.ts';

const outcomes = ['done', 'refused', 'rejected', 'failed'] as const;

/**
 * What came of what was asked for. `refused`: the caller may not; `rejected`: it could not be done as it
 * was asked; `failed`: a fault of the server.
 */
export const AuditOutcome = Type.Enum([...outcomes], {
  description: `one of ${outcomes.join(', ')}`,
});
export type AuditOutcome = Static<typeof AuditOutcome>;

/** The query of `GET /audit`. What is absent does not filter. */
export const AuditQuery = Type.Object(
  {
    user: Type.Optional(textOf(256)),
    action: Type.Optional(textOf(256)),
    outcome: Type.Optional(AuditOutcome),
    since: Type.Optional(Timestamp),
    until: Type.Optional(Timestamp),
    /** The `next_before` of the page before. */
    before: Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
    /** Absent: 100. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
  },
  { additionalProperties: false },
);
export type AuditQuery = Static<typeof AuditQuery>;

/** One change that was asked for: who, what, from where, and what came of it. */
export const AuditEntry = Type.Object({
  id: Type.Integer(),
  at: Timestamp,
  user: Type.String(),
  role: nullable(Type.Enum(['viewer', 'operator', 'admin'])),
  credential: Type.Object({
    kind: Type.Enum(['access_key', 'api_key', 'token', 'job_token', 'password', 'socket']),
    /** An access key; of an API key or token the first digits of its hash. Never the secret. */
    id: Type.String(),
  }),
  action: Type.String(),
  /** The name that DLI's own audit has for the action; null where it has none. */
  dli_event: nullable(Type.String()),
  /** The id of a job, the name of a queue; null where nothing was named or made. */
  target: nullable(Type.String()),
  /** Null while it goes on, or where the gateway ended first. */
  outcome: nullable(AuditOutcome),
  remote_address: Type.String(),
  request_id: Type.String(),
  user_agent: nullable(Type.String()),
});
export type AuditEntry = Static<typeof AuditEntry>;

/** A page, the newest first. */
export const AuditList = Type.Object({
  entries: Type.Array(AuditEntry),
  /** `before` of the next page; null on the last one. */
  next_before: nullable(Type.Integer()),
});
export type AuditList = Static<typeof AuditList>;
