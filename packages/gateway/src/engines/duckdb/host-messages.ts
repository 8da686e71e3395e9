import type { JobError } from '../../core/job/ending.ts';
import type { JobId } from '../../core/job/job.ts';
import type { Observed } from '../../core/job/transition.ts';

/** What a host process is started with, as JSON in its first argument. No secret is among it. */
export interface HostSettings {
  /** The project's database file. */
  readonly databaseFile: string;
  /** The only directory that SQL may read and write. */
  readonly bucketDir: string;
  readonly spillDir: string;
  readonly socketPath: string;
  /** As DuckDB takes it: `4GB`, `6002MiB`. */
  readonly memory: string;
  readonly threads: number;
}

/** What the host tells its parent over the process channel, once. */
export type HostReady =
  | { readonly kind: 'ready' }
  | { readonly kind: 'failed'; readonly message: string };

/** One statement to run. */
export interface RunOrder {
  readonly jobId: JobId;
  readonly sql: string;
  /** The schema of unqualified names. */
  readonly database: string;
  /** A statement that only reads runs in a read-only transaction, unless it turns out to write. */
  readonly isQuery: boolean;
  /** Proves that the commit marker was written for this job by the gateway. */
  readonly mac: string;
  /** Where rows go that are too many for a message. */
  readonly resultFile: string;
  readonly copyTo: CopyTo | null;
  /** It may be a CREATE TYPE, which needs a checkpoint before and after it. */
  readonly definesType: boolean;
}

/** A COPY … TO writes aside; after its commit the file or directory is renamed to where it was wanted. */
export interface CopyTo {
  /** Where the path's literal stands in the statement. */
  readonly literalStart: number;
  readonly literalEnd: number;
  /** A directory of the job's own. */
  readonly asideDir: string;
  readonly target: string;
}

/** A request carries a number; its reply carries the same. */
export type HostRequest =
  /** This connection speaks for the gateway: when it closes, the host ends. */
  | { readonly op: 'control' }
  | { readonly op: 'run'; readonly order: RunOrder }
  /** Interrupt the statement, again every 20 ms until it has settled. */
  | { readonly op: 'interrupt'; readonly jobId: JobId }
  /** Which operations are there? */
  | { readonly op: 'look' }
  | { readonly op: 'marker'; readonly jobId: JobId }
  /** Jobs that have a marker, by id, after this one. */
  | { readonly op: 'marked'; readonly after: JobId; readonly limit: number }
  | { readonly op: 'unmark'; readonly jobIds: readonly JobId[] }
  | { readonly op: 'check'; readonly sql: string; readonly database: string }
  /** Rows of a result file, one line each, on a connection of their own. */
  | {
      readonly op: 'read';
      readonly file: string;
      readonly offset: number;
      readonly limit: number;
    }
  | { readonly op: 'stop' };

export interface HostReplies {
  readonly control: null;
  readonly run: null;
  readonly interrupt: { readonly isThere: boolean };
  readonly look: { readonly operations: readonly JobId[] };
  readonly marker: Marker | null;
  readonly marked: { readonly jobIds: readonly JobId[] };
  readonly unmark: null;
  readonly check: { readonly error: JobError | null };
  readonly read: null;
  readonly stop: null;
}

/** What a committed write left beside its rows. */
export interface Marker {
  readonly mac: string;
  readonly affectedRows: number | null;
}

export type HostOp = HostRequest['op'];
export type Numbered<R> = R & { readonly id: number };

/** A line from the host: a reply, or news of an operation. */
export type HostLine =
  | { readonly id: number; readonly reply: HostReplies[HostOp] }
  | { readonly id: number; readonly failure: string }
  /** With what runs there now, read after the statement had given everything back. */
  | { readonly settled: JobId; readonly observed: Observed; readonly operations: readonly JobId[] }
  | { readonly progress: JobId; readonly done: number }
  /** Sent before a write's COMMIT: a host that dies without having said it has committed nothing. */
  | { readonly committing: JobId };
