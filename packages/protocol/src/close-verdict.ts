import { type Static, Type } from 'typebox';
import { CancelReason } from './cancel-intent.ts';
import { nullable } from './nullable.ts';
import { ReleaseCheck, RungTaken } from './receipt.ts';
import { Session } from './session.ts';
import { SessionEnding } from './session-status.ts';
import { SessionId } from './session-id.ts';
import { Timestamp } from './timestamp.ts';

/** What the closing of a session did. While it goes on, its ending and the time of the release are null. */
export const SessionReceipt = Type.Object({
  session_id: SessionId,
  /** The name of the user, or `sluice` where the product itself wanted the close. */
  by: Type.String(),
  reason: CancelReason,
  /** The request that asked, as it stands in the logs. */
  request_id: Type.String(),
  ending: nullable(SessionEnding),
  /** The rung after which its context was seen to be gone; null when there was none to be told. */
  rung: nullable(Type.String()),
  phases: Type.Object({
    /** The wish became durable. */
    accepted: Timestamp,
    /** Its last statement had ended; null when it had no place yet. */
    statements_ended: nullable(Timestamp),
    /** Its context was seen to be gone; null when it was never made. */
    observed: nullable(Timestamp),
    /** All that it held was checked to be back. */
    released: nullable(Timestamp),
  }),
  /** How many of the statements that had not ended when the wish came ended how. */
  statements: Type.Object({
    succeeded: Type.Integer(),
    failed: Type.Integer(),
    cancelled: Type.Integer(),
    lost: Type.Integer(),
  }),
  /** For people: what went with its context, such as a transaction that was rolled back. */
  remarks: Type.Array(Type.String()),
  /** For people: what others went through by it, such as neighbours of a host that had to be killed. */
  collateral: Type.Array(Type.String()),
  rungs: Type.Array(RungTaken),
  checks: Type.Array(ReleaseCheck),
});
export type SessionReceipt = Static<typeof SessionReceipt>;

/** 200: its statements have ended, its context was seen to be gone, and all that it held is back. */
export const Closed = Type.Object({
  verdict: Type.Literal('closed'),
  session: Session,
  receipt: SessionReceipt,
});
export type Closed = Static<typeof Closed>;

/** 202: not seen to end in time. The wish is durable and goes on. */
export const CloseNotConfirmed = Type.Object({
  verdict: Type.Literal('not_confirmed'),
  session: Session,
});
export type CloseNotConfirmed = Static<typeof CloseNotConfirmed>;

/** What became of a close. A session that ended otherwise is a problem, `already_ended`. */
export type CloseVerdict = Closed | CloseNotConfirmed;
