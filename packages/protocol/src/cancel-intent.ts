import { type Static, Type } from 'typebox';
import { Timestamp } from './timestamp.ts';

const cancelReasons = [
  'user',
  'deleted',
  'timeout',
  'client_lost',
  'session_closed',
  'script_stopped',
  'queue_deleted',
  'queue_restarted',
  'shutdown',
  'policy',
] as const;

export const CancelReason = Type.Enum([...cancelReasons]);
export type CancelReason = Static<typeof CancelReason>;

/** The wish to stop a job: the first one that was accepted. It stays on record, however the job ended. */
export const CancelIntent = Type.Object({
  /** The name of the user, or `sluice` where the product itself wanted the stop. */
  by: Type.String(),
  at: Timestamp,
  reason: CancelReason,
  /** The request that asked, as it stands in the logs. */
  request_id: Type.String(),
  /** How long a batch has to end by itself, where its cancel says so. */
  grace_ms: Type.Optional(Type.Integer()),
});

export type CancelIntent = Static<typeof CancelIntent>;
