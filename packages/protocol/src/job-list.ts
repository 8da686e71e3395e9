import { type Static, Type } from 'typebox';
import { Job } from './job.ts';
import { JobStatus } from './job-status.ts';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { StatementClass } from './statement-class.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { PageOffset, wholeNumber } from './whole-number.ts';

/** Orders of a list. A job that has not ended counts as the longest. */
const jobOrders = ['submitted_desc', 'submitted_asc', 'duration_desc', 'duration_asc'] as const;

/** What an array of such words must be; each of its elements has a rule of its own. */
export const notEmpty = 'an array that is not empty';

/** The words that say which jobs are meant, but for their status. What is absent does not filter. */
export const jobFilterFields = {
  queue: Type.Optional(Name),
  owner: Type.Optional(textOf(256)),
  engine: Type.Optional(textOf(64)),
  database: Type.Optional(Name),
  /** Any of these. */
  class: Type.Optional(Type.Array(StatementClass, { minItems: 1, description: notEmpty })),
  submitted_after: Type.Optional(Timestamp),
  submitted_before: Type.Optional(Timestamp),
  /** A part of the statement, upper and lower case alike. */
  q: Type.Optional(textOf(1_024)),
  /** All of these, each `key:value`: the key ends at the first colon. */
  tag: Type.Optional(
    Type.Array(
      Type.String({
        pattern: '^[^:\\0\\p{Cs}]{1,128}:[^\\0\\p{Cs}]{0,255}$',
        description: 'a tag of the form key:value',
        examples: ['team:routes'],
      }),
      { minItems: 1, description: notEmpty },
    ),
  ),
};

/** The query of `GET /jobs`. */
export const JobListQuery = Type.Object(
  {
    ...jobFilterFields,
    /** Any of these. */
    status: Type.Optional(Type.Array(JobStatus)),
    offset: Type.Optional(PageOffset),
    /** Absent: 50. */
    limit: Type.Optional(wholeNumber(1, 1_000)),
    /** Absent: `submitted_desc`. */
    order: Type.Optional(
      Type.Enum([...jobOrders], { description: `one of ${jobOrders.join(', ')}` }),
    ),
  },
  { additionalProperties: false },
);
export type JobListQuery = Static<typeof JobListQuery>;

/** A page of jobs. */
export const JobList = Type.Object({
  jobs: Type.Array(Job),
  /** All that match, on every page; null while a part of a text that very many have is still counted. */
  total: nullable(Type.Integer()),
  offset: Type.Integer(),
  /** Where the next page begins; null on the last one. */
  next_offset: nullable(Type.Integer()),
});
export type JobList = Static<typeof JobList>;
