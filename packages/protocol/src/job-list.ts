import { type Static, Type } from 'typebox';
import { CatalogName } from './catalog.ts';
import { Job } from './job.ts';
import { JobStatus } from './job-status.ts';
import { Name } from './name.ts';
import { nullable } from './nullable.ts';
import { StatementClass } from './statement-class.ts';
import { someOf } from './some-of.ts';
import { TagFilter } from './tag-filter.ts';
import { textOf } from './text.ts';
import { Timestamp } from './timestamp.ts';
import { PageOffset, wholeNumber } from './whole-number.ts';

/** Orders of a list. A job that has not ended counts as the longest. */
const jobOrders = ['submitted_desc', 'submitted_asc', 'duration_desc', 'duration_asc'] as const;

/** The words that say which jobs are meant, but for their status. What is absent does not filter. */
export const jobFilterFields = {
  queue: Type.Optional(Name),
  owner: Type.Optional(textOf(256)),
  engine: Type.Optional(textOf(64)),
  database: Type.Optional(CatalogName),
  /** That of an import or an export, upper and lower case alike; not one that a statement names. */
  table: Type.Optional(CatalogName),
  /** Any of these. */
  class: Type.Optional(someOf(StatementClass)),
  submitted_after: Type.Optional(Timestamp),
  submitted_before: Type.Optional(Timestamp),
  /** A part of the statement, upper and lower case alike. */
  q: Type.Optional(textOf(1_024)),
  /** All of these. */
  tag: Type.Optional(TagFilter),
};

/** The query of `GET /jobs`. */
export const JobListQuery = Type.Object(
  {
    ...jobFilterFields,
    /** Any of these. */
    status: Type.Optional(someOf(JobStatus)),
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
