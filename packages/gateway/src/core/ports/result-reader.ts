import type { EndedJob } from '../job/job.ts';

/** Reads results that are too large for the store. `left` aborts when nobody reads any more. */
export interface ResultReader {
  /** Rows `offset` and on of a result that lies with the engine, a JSON array's text each, in order. */
  readRows(job: EndedJob, page: RowPage, left: AbortSignal): AsyncIterable<string>;

  /**
   * The same rows as CSV (RFC 4180, without the line of names, in UTF-8), in parts of many; null where the
   * engine does not write this result so. NULL is an empty field and empty text is `""`.
   */
  readCsv(job: EndedJob, page: RowPage, left: AbortSignal): AsyncIterable<ResultPart> | null;

  /**
   * The same rows, or those that lie with the job, as one file of typed columns, in parts; null where the engine
   * writes no such file, or there are no columns. Names of columns that came before get a number.
   */
  readColumnar(
    job: EndedJob,
    format: ColumnarFormat,
    page: RowPage,
    left: AbortSignal,
  ): AsyncIterable<ResultPart> | null;

  /**
   * How many rows a page of such a result may have, where all pages, counted from the first row, have as
   * many, and none has more than `most` beside its widest row: that one cannot be cut.
   */
  pageRows(job: EndedJob, most: PageBound): Promise<number>;
}

/** A Parquet file, or a stream of the Arrow IPC format. */
export type ColumnarFormat = 'parquet' | 'arrow';

export interface PageBound {
  readonly rows: number;
  /** Of the rows as text, without what JSON escapes in it. */
  readonly bytes: number;
}

/** Rows are counted from 0. */
export interface RowPage {
  readonly offset: number;
  readonly limit: number;
}

/** A part may end within a row: `rows` says how many end in it, by and large; all of them in all parts. */
export interface ResultPart {
  readonly rows: number;
  /** There until the next part is asked for: their memory is used again. */
  readonly bytes: Uint8Array;
}
