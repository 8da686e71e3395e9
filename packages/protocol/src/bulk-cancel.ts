import { type Static, Type } from 'typebox';
import { Job } from './job.ts';
import { JobId } from './job-id.ts';
import { jobFilterFields } from './job-list.ts';
import { nullable } from './nullable.ts';
import { JobStatus, LiveStatus } from './job-status.ts';
import { SessionId } from './session-id.ts';
import { someOf } from './some-of.ts';
import { GraceMs, LimitMs, wholeNumber } from './whole-number.ts';

/**
 * The body of `POST /jobs/cancel`: the words of the job list say which jobs are meant. Only live jobs
 * are; of these, at least one word, or `all`.
 */
export const BulkCancelOrder = Type.Object(
  {
    ...jobFilterFields,
    /** Any of these. Absent: every live job. */
    status: Type.Optional(someOf(LiveStatus)),
    /** The statements of this session. */
    session_id: Type.Optional(SessionId),
    /** Submitted longer ago than this, by the gateway's clock. */
    older_than_ms: Type.Optional(LimitMs),
    /** Every live job of the project. It stands alone: a forgotten filter is not all jobs. */
    all: Type.Optional(Type.Literal(true, { description: 'true, or left out' })),
    /** Lists what would be cancelled, and cancels nothing. */
    dry_run: Type.Optional(Type.Boolean({ description: 'true or false' })),
    /** How long the answer may wait for the proofs; the cancels go on after it. Absent: 30 s. */
    wait_ms: Type.Optional(wholeNumber(0, 300_000)),
    /** How long a batch has to end by itself, before it is killed. Absent: as it was submitted. */
    grace_ms: Type.Optional(GraceMs),
  },
  { additionalProperties: false },
);
export type BulkCancelOrder = Static<typeof BulkCancelOrder>;

const bulkVerdicts = ['cancelled', 'ended_otherwise', 'not_confirmed'] as const;

/** As of a single cancel: only `cancelled` is a success. */
export const BulkVerdict = Type.Enum([...bulkVerdicts]);
export type BulkVerdict = Static<typeof BulkVerdict>;

/** The first line of the answer: how many jobs matched at the moment of the call, and their verdicts. */
export const BulkCancelSummary = Type.Object({
  line: Type.Literal('summary'),
  total: Type.Integer(),
  cancelled: Type.Integer(),
  ended_otherwise: Type.Integer(),
  not_confirmed: Type.Integer(),
});
export type BulkCancelSummary = Static<typeof BulkCancelSummary>;

/** Each line after it: one job. There are `total` of them; fewer mean that the answer broke off. */
export const BulkCancelLine = Type.Object({
  line: Type.Literal('job'),
  job_id: JobId,
  verdict: BulkVerdict,
  /** As the verdict was found. */
  status: JobStatus,
  /** From the durable wish to the proof that all is back; null where there is none. */
  confirmed_ms: nullable(Type.Integer()),
});
export type BulkCancelLine = Static<typeof BulkCancelLine>;

/** The first line of the answer to a dry run. */
export const DryRunSummary = Type.Object({ line: Type.Literal('summary'), total: Type.Integer() });
export type DryRunSummary = Static<typeof DryRunSummary>;

/** Each line after it: a job that would be cancelled. */
export const DryRunLine = Type.Object({ line: Type.Literal('job'), job: Job });
export type DryRunLine = Static<typeof DryRunLine>;
