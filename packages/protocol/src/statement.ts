import { type Static, Type } from 'typebox';
import { ClientLeaseMs } from './client-lease.ts';
import { Job } from './job.ts';
import { JobKey } from './job-key.ts';
import { someOf } from './some-of.ts';
import { JobStatus } from './job-status.ts';
import { nullable } from './nullable.ts';
import { ParameterValues } from './parameters.ts';
import { Tags } from './tag.ts';
import { SqlText } from './text.ts';
import { UseVariables } from './use-variables.ts';
import { LimitMs, PageOffset, wholeNumber } from './whole-number.ts';

const mostStatementsAtOnce = 1_000;

/** The body of `POST /sessions/{id}/statements`. */
export const StatementsOrder = Type.Object(
  {
    /** They run one after the other; the first that does not succeed stops the rest. */
    statements: Type.Array(SqlText, {
      minItems: 1,
      maxItems: mostStatementsAtOnce,
      description: `an array of 1 to ${mostStatementsAtOnce} statements`,
    }),
    /** Of a statement that comes alone: all that it takes. Absent: they take none. */
    parameters: Type.Optional(ParameterValues),
    /** Of each of them. */
    tags: Type.Optional(Tags),
    use_variables: Type.Optional(UseVariables),
    /** How long each may run before it is cancelled. Can only tighten the queue's limit. */
    run_timeout_ms: Type.Optional(LimitMs),
    /**
     * Of a statement that comes alone: the same key again yields the same statement. Jobs and statements
     * share their keys. The header `Idempotency-Key` means the same.
     */
    key: Type.Optional(JobKey),
    /** Of each of them. */
    client_lease_ms: Type.Optional(ClientLeaseMs),
  },
  { additionalProperties: false },
);
export type StatementsOrder = Static<typeof StatementsOrder>;

/** What was submitted, in its order. Each is a job, and is cancelled and read as one. */
export const SubmittedStatements = Type.Object({ statements: Type.Array(Job) });
export type SubmittedStatements = Static<typeof SubmittedStatements>;

const statementOrders = ['submitted_asc', 'submitted_desc'] as const;

/** The query of `GET /sessions/{id}/statements`. What is absent does not filter. */
export const StatementListQuery = Type.Object(
  {
    /** Any of these. */
    status: Type.Optional(someOf(JobStatus)),
    offset: Type.Optional(PageOffset),
    /** Absent: 50. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
    /** Absent: `submitted_asc`. */
    order: Type.Optional(
      Type.Enum([...statementOrders], { description: `one of ${statementOrders.join(', ')}` }),
    ),
  },
  { additionalProperties: false },
);
export type StatementListQuery = Static<typeof StatementListQuery>;

/** A page of a session's statements. */
export const StatementList = Type.Object({
  statements: Type.Array(Job),
  /** All that match, on every page. */
  total: Type.Integer(),
  offset: Type.Integer(),
  /** Where the next page begins; null on the last one. */
  next_offset: nullable(Type.Integer()),
});
export type StatementList = Static<typeof StatementList>;
