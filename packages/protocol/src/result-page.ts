import { type Static, Type } from 'typebox';
import { Column } from './column.ts';
import { JobId } from './job-id.ts';
import { nullable } from './nullable.ts';
import { PageOffset, wholeNumber } from './whole-number.ts';

/** Rows of a page of JSON at most. */
export const mostPageRows = 10_000;

/** The query of `GET /jobs/{id}/result`. */
export const ResultQuery = Type.Object(
  {
    offset: Type.Optional(PageOffset),
    /** JSON: at most `mostPageRows`; absent: 1000. CSV: as many as wanted; absent: all. */
    limit: Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER)),
  },
  { additionalProperties: false },
);
export type ResultQuery = Static<typeof ResultQuery>;

/**
 * A page of a result as JSON. The rows are exact as text; a reader that keeps them so must not read
 * integers as doubles.
 */
export const ResultPage = Type.Object({
  job_id: JobId,
  columns: Type.Array(Column),
  /** Rows of the whole result. */
  total: Type.Integer(),
  offset: Type.Integer(),
  /** Where the next page begins; null on the last one. */
  next_offset: nullable(Type.Integer()),
  /** Whether the result goes on after this page. */
  truncated: Type.Boolean(),
  rows: Type.Array(Type.Array(Type.Unknown())),
});
export type ResultPage = Static<typeof ResultPage>;
