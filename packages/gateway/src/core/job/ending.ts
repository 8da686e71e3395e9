/** How a job truly ended, with its cause. */
export type Ending =
  | { readonly how: 'succeeded'; readonly result: ResultSummary }
  | { readonly how: 'failed'; readonly error: JobError }
  /** Seen to stop, or never started; no effect was committed (I3, I4). */
  | { readonly how: 'cancelled' }
  /** The engine could not be reached: what happened there is not known. */
  | { readonly how: 'lost'; readonly error: JobError };

export type EndingWord = Ending['how'];

/** Why a job failed. `code` is stable; `message` is for people and names what to do. */
export interface JobError {
  readonly code: JobErrorCode;
  readonly message: string;
  /** Of a program that was seen to end: its exit status, 128 + n where signal n ended it, as shells count. */
  readonly exitStatus?: number;
}

export type JobErrorCode =
  /** The engine cannot parse the text. */
  | 'syntax'
  /** It parses, but names something that is not there or does not fit. */
  | 'semantic'
  /** The product refuses this statement here, whatever it says. */
  | 'not_supported'
  /** It names a place that it may not touch. */
  | 'forbidden'
  /** It failed while it ran. */
  | 'runtime'
  /** Memory, disk or another limit ran out. */
  | 'resource'
  /** The program ended with a status other than 0. */
  | 'program'
  /** The engine process died or could not be reached. */
  | 'engine';

/** What a job that succeeded left behind. */
export interface ResultSummary {
  readonly columns: readonly Column[];
  /** Rows of the result; 0 for a statement that returns none. */
  readonly rowCount: number;
  /** Rows written, where the statement writes and the engine says how many. */
  readonly affectedRows: number | null;
  readonly rows: RowsAt;
}

/** Where the rows lie. A row is the JSON text of one array, exact to the digit. */
export type RowsAt =
  | { readonly at: 'none' }
  | { readonly at: 'inline'; readonly lines: readonly string[] }
  /** With the engine, which reads them back by job id. */
  | { readonly at: 'engine'; readonly bytes: number }
  /** Nowhere any more: they were kept for their time. */
  | { readonly at: 'expired' };

export interface Column {
  readonly name: string;
  /** The type in the words of Spark SQL, which the dialects share: `bigint`, `decimal(10,2)`. */
  readonly type: string;
  /** The type as the engine spells it. */
  readonly engineType: string;
}
