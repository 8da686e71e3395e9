import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Export, ExportSource, TableRef, Transfer } from '../../core/job/transfer.ts';
import type { DatabaseEntry, TableDetail, TableEntry } from '../../core/ports/catalog.ts';
import type { Parameter } from '../../core/job/parameter.ts';
import type { NamesAsked } from '../../core/ports/names-asked.ts';
import type { ColumnarFormat, PageBound } from '../../core/ports/result-reader.ts';
import type { Observed } from '../../core/job/transition.ts';
import type { TransactionStep } from '../../core/ports/session-engine.ts';
import type { TemporaryKind } from './host/temporary-kinds.ts';
import packageFile from '../../../package.json' with { type: 'json' };

/**
 * What a host and its gateway speak: a host that was born of another program is ended, not adopted.
 * Raise the number with every change of this file that a gateway or host of the commit before would not
 * understand; a new version begins at 1 again.
 */
export const hostProtocol = `${packageFile.version}/23`;

/** What a host process is started with, as JSON in its first argument. No secret is among it. */
export interface HostSettings {
  /** The project's database file. */
  readonly databaseFile: string;
  /** The only directory that SQL may read and write. */
  readonly bucketDir: string;
  /** Of uploads to the bucket that are on their way: they count for its quota. */
  readonly uploadsDir: string;
  /** Hosts of the project spill here, each into a directory of its own. */
  readonly spillDir: string;
  readonly socketPath: string;
  /** Of the instance that runs SQL. */
  readonly memoryBytes: number;
  /** How much its statements may write to the disk while they run: the project's quota. */
  readonly temporaryBytes: number | null;
  readonly threads: number;
  /** Names this process; nobody else has it. */
  readonly instance: string;
  /** How long it goes on without a gateway. */
  readonly orphanMs: number;
}

/** What the host tells its parent over the process channel, once. */
export type HostReady =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

/** One statement to run. */
export interface RunOrder {
  readonly jobId: JobId;
  /** With the place aside, where it is a COPY … TO. */
  readonly sql: string;
  /** One for each of its parameters. */
  readonly parameters: readonly Parameter[];
  /** The schema of unqualified names. */
  readonly database: string;
  /** A statement that only reads runs in a read-only transaction, unless it turns out to write. */
  readonly isQuery: boolean;
  /** The file that says it, if it does (`write-note.ts`). */
  readonly writeNote: string;
  /** Proves that the commit marker was written for this job by the gateway. */
  readonly mac: string;
  /** Where rows go that are too many for a message. */
  readonly resultFile: string;
  readonly copyTo: CopyTo | null;
  /** What is written instead of running `sql`; null: that is run. */
  readonly exports: ExportedRows | null;
  /** What `sql` is made of by the types of the table, when it runs; null: it runs as it is. */
  readonly moves: MovedTable | null;
  readonly room: RunRoom;
  /** The word that says what a CREATE makes, in upper case; null of another statement. */
  readonly creates: string | null;
  /** The session in whose context it runs; null for a job of its own. */
  readonly sessionId: string | null;
  /** What it does to the user's transaction of its session. */
  readonly step: TransactionStep;
  /** The word that says what it does, in upper case. */
  readonly verb: string;
}

/** The context of a session, to be made. */
export interface OpenSession {
  readonly sessionId: string;
  /** Where it begins. */
  readonly database: string;
}

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

/** What a statement may add to, up to the quotas of its project; null is no limit, or nothing is added. */
export interface RunRoom {
  readonly database: Room | null;
  readonly bucket: Room | null;
  readonly results: Room | null;
}

/** In bytes. */
export interface Room {
  readonly limit: number;
  /** When the statement was planned. */
  readonly used: number;
}

/** A COPY … TO writes aside; after its commit the file or directory is renamed to where it was wanted. */
export interface CopyTo {
  /** A directory of the job's own. */
  readonly asideDir: string;
  readonly target: string;
  readonly mode: CopyMode;
}

/** What may happen to the place of a COPY: SQL's own makes no folders above it, and replaces nothing. */
export type CopyMode = 'plain' | 'new_folder' | 'replace_folder';

/** Rows of a result, to be written into a folder of `copyTo`. */
export interface ExportedRows {
  readonly transfer: Export;
  readonly source: Extract<ExportSource, { kind: 'result' }>;
  /** Where they lie, if they are not in `source`. */
  readonly file: string;
}

/** The rows of a table, on their way from files or to a folder of `copyTo`. */
export interface MovedTable {
  readonly transfer: Transfer;
  /** As SQL takes them: the files of an import, the folder of an export. */
  readonly paths: readonly string[];
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

export interface ColumnarRows extends TypedRows {
  readonly format: ColumnarFormat;
}

/** Rows of a result, and the types of their columns. */
export interface TypedRows {
  readonly source:
    | { readonly at: 'file'; readonly file: string }
    | ({ readonly at: 'inline' } & InlineRows);
  /** Of the columns, each once. */
  readonly names: readonly string[];
  readonly offset: number;
  readonly limit: number;
}

/** A result of few rows, which lies with the job. */
export interface InlineRows {
  /** The JSON text of one array each. */
  readonly lines: readonly string[];
  readonly engineTypes: readonly string[];
}

/** Which rows of which file. */
export interface ResultRows {
  readonly file: string;
  readonly offset: number;
  readonly limit: number;
}

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
  /** Copy the held database, with its write-ahead file, to a place that is free. */
  | { readonly op: 'copy'; readonly to: string }
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
  readonly copy: null;
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
