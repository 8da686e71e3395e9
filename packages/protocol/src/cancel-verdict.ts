import { type Static, Type } from 'typebox';
import { Job } from './job.ts';
import { JobKey } from './job-key.ts';
import { Receipt } from './receipt.ts';
import { Timestamp } from './timestamp.ts';
import { GraceMs, wholeNumber } from './whole-number.ts';

/** The body of a cancel; it may be left out. */
export const CancelOrder = Type.Object(
  {
    /** How long the answer may wait for the proof; the cancel goes on after it. Absent: 30 s. */
    wait_ms: Type.Optional(wholeNumber(0, 300_000)),
    /** How long a batch has to end by itself, before it is killed. Absent: as it was submitted. */
    grace_ms: Type.Optional(GraceMs),
  },
  { additionalProperties: false },
);
export type CancelOrder = Static<typeof CancelOrder>;

/** 200: the job was seen to stop, and all that it held is back. */
export const Cancelled = Type.Object({
  verdict: Type.Literal('cancelled'),
  job: Job,
  receipt: Receipt,
});
export type Cancelled = Static<typeof Cancelled>;

/** 202: not seen to stop in time. The wish is durable and goes on. */
export const NotConfirmed = Type.Object({ verdict: Type.Literal('not_confirmed'), job: Job });
export type NotConfirmed = Static<typeof NotConfirmed>;

/** 202: no submit with this key has come; one that comes until then is born cancelled. */
export const AwaitingSubmit = Type.Object({
  verdict: Type.Literal('awaiting_submit'),
  key: JobKey,
  expires_at: Timestamp,
});
export type AwaitingSubmit = Static<typeof AwaitingSubmit>;

/** What became of a cancel. A job that ended otherwise is a problem, `already_ended`. */
export type CancelVerdict = Cancelled | NotConfirmed | AwaitingSubmit;
