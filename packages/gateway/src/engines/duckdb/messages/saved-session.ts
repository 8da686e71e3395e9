import type { JobError } from '../../../core/job/ending.ts';
import type { TemporaryKind } from '../host/temporary-kinds.ts';

export interface SaveSessions {
  readonly except: readonly string[];
  /** Where rows go; a place of this host alone. */
  readonly directory: string;
  /** Whatever is not saved by then is told as such. */
  readonly forMs: number;
}

/** What became of one session that was to be saved. */
export type SessionSave =
  | { readonly kind: 'saved'; readonly saved: SavedSession }
  | { readonly kind: 'unsaved'; readonly sessionId: string; readonly why: Unsaved };

/** Why a session cannot be made again elsewhere. */
export type Unsaved = 'open_transaction' | 'ignores_interrupts' | 'not_in_time' | 'failed';

/** All that a session keeps, to be made again in another host. */
export interface SavedSession {
  readonly sessionId: string;
  /** As DuckDB spells it. */
  readonly searchPath: string;
  /** A transaction that has failed still waits for its end. */
  readonly transaction: 'none' | 'failed';
  /** Temporary tables, views, macros and the like, in the order in which they were made. */
  readonly objects: readonly SavedObject[];
  /** What it has prepared, in that order. */
  readonly prepared: readonly SavedPrepare[];
  /** Statements that make the comments on them again. */
  readonly comments: readonly string[];
  /** What of it is not saved, each in words for people. */
  readonly without: readonly string[];
  /** Null where none is set. */
  readonly variables: SavedVariables | null;
  /** Holds the rows of its tables, and the values of its variables. */
  readonly rowsFile: string;
  /** About as many rows in all. */
  readonly rowCount: number;
}

export interface SavedObject {
  readonly kind: TemporaryKind;
  readonly name: string;
  readonly sql: string;
  /** Where its names were looked up. */
  readonly searchPath: string;
  /** What comes behind it: a sequence takes its last value. */
  readonly after: string | null;
  /** Null for what has no rows. */
  readonly rows: SavedTable | null;
}

/** A PREPARE, and where its names were looked up. */
export interface SavedPrepare {
  readonly sql: string;
  readonly searchPath: string;
}

export interface SavedTable {
  /** A table of the file. */
  readonly from: string;
  /** The temporary table. */
  readonly into: string;
}

export interface SavedVariables {
  /** The types are as DuckDB spells them. */
  readonly list: readonly { readonly name: string; readonly type: string }[];
  /** The table of the file that has their values, in one row. */
  readonly from: string;
}

/** With an error it is not there. */
export interface RestoredSession {
  readonly error: JobError | null;
  /** What could not be made again, each in words for people. */
  readonly without: readonly string[];
}
