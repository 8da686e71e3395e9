import { type Static, Type } from 'typebox';
import { CancelIntent } from './cancel-intent.ts';
import { ClientLeaseMs } from './client-lease.ts';
import { JobError } from './job-error.ts';
import { JobKey } from './job-key.ts';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { SessionId } from './session-id.ts';
import { SessionStatus } from './session-status.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { LimitMs } from './whole-number.ts';

/** The body of `POST /sessions`; it may be left out. */
export const SessionOrder = Type.Object(
  {
    /** Absent: `default`. */
    queue: Type.Optional(Name),
    /** The language of its statements. Absent: the first that the queue's engine speaks. */
    kind: Type.Optional(textOf(64)),
    /** For people; several sessions may have the same. */
    name: Type.Optional(textOf(128)),
    /** The database in which it begins. Absent: the queue's default database. */
    database: Type.Optional(Name),
    /** The same key again yields the same session. The header `Idempotency-Key` means the same. */
    key: Type.Optional(JobKey),
    /** How long it may wait for a place of its queue before it fails. Absent: for ever. */
    wait_timeout_ms: Type.Optional(LimitMs),
    /** How long it may be idle before it is closed. Absent: for ever. */
    idle_timeout_ms: Type.Optional(LimitMs),
    client_lease_ms: Type.Optional(ClientLeaseMs),
  },
  { additionalProperties: false },
);
export type SessionOrder = Static<typeof SessionOrder>;

/** A session: what one statement leaves behind, such as temporary tables, the next one finds. */
export const Session = Type.Object({
  id: SessionId,
  /** Counts the sessions of the gateway; never given twice. Livy's clients know a session by it. */
  number: Type.Integer(),
  kind: Type.String(),
  status: SessionStatus,
  queue: Type.String(),
  engine: Type.String(),
  /** The database in which it began. */
  database: Type.String(),
  /** The name of the user who made it. */
  owner: Type.String(),
  name: nullable(Type.String()),
  key: nullable(Type.String()),
  wait_timeout_ms: nullable(Type.Integer()),
  idle_timeout_ms: nullable(Type.Integer()),
  created_at: Timestamp,
  /** When its context was seen to be made; null when it was not. */
  opened_at: nullable(Timestamp),
  ended_at: nullable(Timestamp),
  /** Of a session that failed or was lost. */
  error: nullable(JobError),
  /** The wish to close it: the first one that was accepted. */
  close: nullable(CancelIntent),
});
export type Session = Static<typeof Session>;
