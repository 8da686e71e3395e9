import { type Static, Type } from 'typebox';
import { CancelReason } from './cancel-intent.ts';
import { JobId } from './job-id.ts';
import { Ending } from './job-status.ts';
import { nullable } from './nullable.ts';
import { Timestamp } from './timestamp.ts';

/** Something that a job or a session held. */
export const Held = Type.Union([
  Type.Object({ kind: Type.Literal('operation'), engine: Type.String(), ref: Type.String() }),
  Type.Object({ kind: Type.Literal('context'), engine: Type.String(), ref: Type.String() }),
  Type.Object({ kind: Type.Literal('path'), path: Type.String() }),
  Type.Object({
    kind: Type.Literal('process'),
    pid: Type.Integer(),
    start_time: Type.String(),
  }),
  Type.Object({ kind: Type.Literal('slot'), queue: Type.String() }),
  /** The place of a session on its queue. */
  Type.Object({ kind: Type.Literal('place'), queue: Type.String() }),
]);
export type Held = Static<typeof Held>;

/** A look whether a thing is gone, with the raw thing that was read to know it. */
export const ReleaseCheck = Type.Object({
  held: Held,
  is_gone: Type.Boolean(),
  read: Type.String(),
  at: Timestamp,
});
export type ReleaseCheck = Static<typeof ReleaseCheck>;

/** A step of the engine's ladder. None of the answers means that the work has stopped. */
export const RungTaken = Type.Object({
  rung: Type.String(),
  at: Timestamp,
  answer: Type.Enum(['told', 'not_there', 'unreachable', 'put_off']),
});
export type RungTaken = Static<typeof RungTaken>;

/** What a cancel did. While it goes on, its ending and the time of the release are null. */
export const Receipt = Type.Object({
  job_id: JobId,
  /** The name of the user, or `sluice` where the product itself wanted the stop. */
  by: Type.String(),
  reason: CancelReason,
  /** The request that asked, as it stands in the logs. */
  request_id: Type.String(),
  ending: nullable(Ending),
  /** The rung after which the work was seen to stop; null when nothing had to be told to stop. */
  rung: nullable(Type.String()),
  phases: Type.Object({
    /** The wish became durable. */
    accepted: Timestamp,
    /** The engine was first told; null when the job had not reached it. */
    delivered: nullable(Timestamp),
    /** The work was seen to have ended; null when it never began. */
    observed: nullable(Timestamp),
    /** All that it held was checked to be back. */
    released: nullable(Timestamp),
  }),
  rungs: Type.Array(RungTaken),
  checks: Type.Array(ReleaseCheck),
  /** What else was lost: by neighbours, where a shared host had to be killed, and the transaction it ran in. */
  collateral: Type.Array(Type.String()),
});
export type Receipt = Static<typeof Receipt>;
