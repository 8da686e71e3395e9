import type { JobId } from '../../../core/job/job.ts';
import type { Export, ExportSource, Transfer } from '../../../core/job/transfer.ts';
import type { Parameter } from '../../../core/job/parameter.ts';
import type { TransactionStep } from '../../../core/ports/session-engine.ts';

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
