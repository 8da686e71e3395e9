import type { JobError, ResultSummary } from '../../../core/job/ending.ts';
import type { JobId } from '../../../core/job/job.ts';
import type { TableRef } from '../../../core/job/transfer.ts';
import type { DatabaseEntry, TableDetail, TableEntry } from '../../../core/ports/catalog.ts';
import type { NamesAsked } from '../../../core/ports/names-asked.ts';
import type { PageBound } from '../../../core/ports/result-reader.ts';
import type { Observed } from '../../../core/job/transition.ts';
import type { RunOrder } from './run-order.ts';
import type { RestoredSession, SaveSessions, SavedSession, SessionSave } from './saved-session.ts';
import type { ColumnarRows, ResultRows } from './result-rows.ts';
import packageFile from '../../../../package.json' with { type: 'json' };

/**
 * What a host and its gateway speak: a host that was born of another program is ended, not adopted.
 * Raise the number with every change in this folder that a gateway or host of the commit before would not
 * understand; a new version begins at 1 again.
 */
export const hostProtocol = `${packageFile.version}/24`;

/** The context of a session, to be made. */
export interface OpenSession {
  readonly sessionId: string;
  /** Where it begins. */
  readonly database: string;
}

export interface ClosedSession {
  readonly isThere: boolean;
  /** It was in a user's transaction, of which nothing was committed. */
  readonly rolledBack: boolean;
}

export interface UserTransaction {
  readonly sessionId: string;
  /** For how long it is open, in milliseconds; null: it has failed, was rolled back, and waits for its end. */
  readonly openMs: number | null;
}

/** A request carries a number; its reply carries the same. */
export type HostRequest = HostOrder | HostQuestion;

/** Anybody who reaches the socket may ask these. */
type HostQuestion =
  /** Stays as it is in every later version: any gateway may ask it, before it takes control. */
  | { readonly op: 'who' }
  /**
   * From now on this connection, and no other, gives orders. Who comes with a lower lease token than
   * the host has heard of is refused: another gateway has followed it.
   */
  | { readonly op: 'control'; readonly leaseToken: number }
  /** Rows of a result file, each as the line of its JSON array, on a connection of their own. */
  | ({ readonly op: 'read' } & ResultRows)
  /** The same as CSV, in frames (`result-frames.ts`) and no line at all, where every column is plain. */
  | ({ readonly op: 'read-csv'; readonly engineTypes: readonly string[] } & ResultRows)
  /** The same, or rows that lie with the job, as a file of typed columns; in frames as well. */
  | ({ readonly op: 'read-columnar' } & ColumnarRows);

/** Taken from the connection that has control. */
export type HostOrder =
  | { readonly op: 'run'; readonly order: RunOrder }
  /** Interrupt the statement, again every 20 ms until it has settled. */
  | { readonly op: 'interrupt'; readonly jobId: JobId }
  /** Which operations are there, and which endings are kept? */
  | { readonly op: 'look' }
  /** What became of a job's operation? */
  | { readonly op: 'find'; readonly jobId: JobId }
  /** The endings of these jobs are durable: they need not be kept any longer. */
  | { readonly op: 'forget'; readonly jobIds: readonly JobId[] }
  | { readonly op: 'marker'; readonly jobId: JobId }
  /** How much of the database is in use? `tidy` gives back what was deleted first, if nobody writes. */
  | { readonly op: 'size'; readonly tidy: boolean }
  /** Jobs that have a marker, or whose parts have, by id, after this one. */
  | { readonly op: 'marked'; readonly after: JobId; readonly limit: number }
  | { readonly op: 'unmark'; readonly jobIds: readonly JobId[] }
  | { readonly op: 'check'; readonly sql: string; readonly database: string }
  /** Hold every change of the database file, for so long at most; answered when none is under way. */
  | { readonly op: 'hold'; readonly forMs: number }
  /** Hold on for so long at most; fails when the hold has run out. */
  | { readonly op: 'hold-on'; readonly forMs: number }
  | { readonly op: 'let-go' }
  /** Make the context of a session; it is there already where it was made before. */
  | ({ readonly op: 'open-session' } & OpenSession)
  /** Roll back what is open in it, and take it away. */
  | { readonly op: 'close-session'; readonly sessionId: string }
  /** Names of the catalog, on the connection of a session where nothing runs there. */
  | ({ readonly op: 'names'; readonly sessionId: string } & NamesAsked)
  /** What the catalog has. */
  | { readonly op: 'databases' }
  | { readonly op: 'tables'; readonly database: string }
  | ({ readonly op: 'table' } & TableRef)
  /** Save every session but those, and run nothing in them until they are let go. */
  | ({ readonly op: 'save-sessions' } & SaveSessions)
  /** This host lives on: its sessions go on where they are. */
  | { readonly op: 'let-sessions-go' }
  /** Make a session as it was in another host, but for what cannot be made again. */
  | { readonly op: 'restore-session'; readonly saved: SavedSession }
  /** How many rows a page of a result file may have. */
  | { readonly op: 'page-rows'; readonly file: string; readonly most: PageBound }
  | { readonly op: 'stop' };

export interface HostReplies {
  readonly who: HostIdentity;
  readonly control: { readonly isYours: boolean };
  readonly run: null;
  readonly interrupt: { readonly isThere: boolean };
  readonly look: {
    readonly operations: readonly JobId[];
    readonly ended: readonly JobId[];
    readonly sessions: readonly string[];
    /** The users' transactions that have not ended. */
    readonly transactions: readonly UserTransaction[];
  };
  readonly find: FoundOperation;
  readonly forget: null;
  readonly marker: Marker | null;
  readonly size: { readonly bytes: number };
  readonly marked: { readonly jobIds: readonly JobId[] };
  readonly unmark: null;
  readonly check: { readonly error: JobError | null };
  readonly read: null;
  readonly 'read-csv': null;
  readonly 'read-columnar': null;
  readonly hold: null;
  readonly 'hold-on': null;
  readonly 'let-go': null;
  readonly 'open-session': { readonly error: JobError | null };
  readonly 'close-session': ClosedSession;
  readonly names: { readonly names: readonly string[] };
  readonly databases: { readonly found: readonly DatabaseEntry[] };
  readonly tables: { readonly found: readonly TableEntry[] | null };
  readonly table: { readonly found: TableDetail | null };
  readonly 'save-sessions': { readonly saves: readonly SessionSave[] };
  readonly 'let-sessions-go': null;
  readonly 'restore-session': RestoredSession;
  readonly 'page-rows': { readonly rows: number };
  readonly stop: null;
}

/** Who a host says it is. */
export interface HostIdentity {
  readonly protocol: string;
  readonly instance: string;
  readonly pid: number;
  readonly startTime: string;
  readonly databaseFile: string;
}

export type FoundOperation =
  | {
      readonly kind: 'running';
      readonly order: RunOrder;
      /** It has said so, perhaps to a gateway that is no more. */
      readonly mayHaveCommitted: boolean;
    }
  | { readonly kind: 'ended'; readonly order: RunOrder; readonly observed: Observed }
  /** It was never given to this host, or its ending was forgotten. */
  | { readonly kind: 'unknown' };

/** What a committed write left beside its rows. */
export interface Marker {
  readonly mac: string;
  readonly affectedRows: number | null;
  /** The rows that it returned, or where they are; null where it returned none, or before 0.2.0. */
  readonly returned: Pick<ResultSummary, 'columns' | 'rowCount' | 'rows'> | null;
}

/** Read after the statement had given everything back. */
export interface AfterStatement {
  /** What runs there now. */
  readonly operations: readonly JobId[];
  /** Whether its session is in a user's transaction now, also in one that has failed. */
  readonly isInTransaction: boolean;
}

export type HostOp = HostRequest['op'];

export type Numbered<R> = R & { readonly id: number };

/** A line from the host: a reply, or news of an operation. */
export type HostLine =
  | { readonly id: number; readonly reply: HostReplies[HostOp] }
  | { readonly id: number; readonly failure: string }
  | ({ readonly settled: JobId; readonly observed: Observed } & AfterStatement)
  | { readonly progress: JobId; readonly done: number }
  /** Sent before a write's COMMIT: a host that dies without having said it has committed nothing. */
  | { readonly committing: JobId }
  /** DuckDB takes nothing more in this process, which ends now; what it has not told of has not been done. */
  | { readonly givenUp: true }
  /** Another gateway has taken control; nothing comes after it. */
  | { readonly takenOver: true };
