import type { JobError } from '../job/ending.ts';
import type { EndedJob, Job, JobId, OperationRef, StatementClass } from '../job/job.ts';
import type { CancelAnswer, Held, ReleaseCheck } from '../job/receipt.ts';
import type { Observed } from '../job/transition.ts';
import type { Growth } from '../quotas/growth.ts';

/** What does the work. One folder under `engines/` implements it. */
export interface Engine {
  readonly name: string;
  /** The escalation ladder, gentlest first. */
  readonly ladder: readonly Rung[];

  /**
   * This process leads from now on, and what an earlier one left running is its own.
   * @param leaseToken the fence: what it orders counts, and no order of a lower one any more
   * @param live the jobs that were live then; whatever else the engine still has is nobody's
   */
  lead(leaseToken: number, live: readonly Job[]): void;

  /** Reads a statement without touching any table: syntax, and whether it is allowed at all. */
  parse(sql: string): Promise<Parsed>;

  /** Binds a statement against the project's tables and runs nothing. */
  check(projectId: string, sql: string, database: string): Promise<Parsed>;

  /** How much room a project's things take with this engine, as last measured; nothing is started for it. */
  storageOf(projectId: string): Promise<StorageSizes>;

  /** Gives back what was deleted, as far as that is possible now, and measures the database again. */
  tidyDatabase(projectId: string): Promise<number>;

  /** Everything that starting this job would create. Pure: it is written to the ledger first (I7). */
  holds(job: Job): readonly Held[];

  /**
   * Starts the job's statement.
   * @param unwanted aborts when the job is to be cancelled; a start not yet made is then refused
   */
  start(job: Job, unwanted: AbortSignal): Promise<StartAnswer>;

  /** Resolves once, when the engine was seen to end the operation, or stayed out of reach too long. */
  watch(ref: OperationRef): Promise<Observed | OutOfReach>;

  /** Takes one step of the ladder. Says what the engine answered, never that the work has stopped. */
  cancel(ref: OperationRef, rung: string): Promise<CancelAnswer>;

  /** How much of the work is done, 0 to 1, where the engine says so itself. */
  progress(ref: OperationRef): number | null;

  /** What became of a job that may have been started before: by this process, or by an earlier one. */
  findByJob(job: Job): Promise<Found>;

  /**
   * Gives one thing back and then looks whether it is gone.
   * @param job the job that held it; `committed` says whether its effects stay
   */
  release(job: Job, held: Held, committed: boolean): Promise<ReleaseCheck>;

  /** What neighbours lost when this job's operation had to be stopped with its host, a sentence each (I6). */
  collateral(jobId: JobId): readonly string[];

  /** How many processes of this engine are alive. */
  hostsAlive(): number;

  /** The job's ending is durable: nothing of it needs to be remembered. */
  forget(jobId: JobId): void;

  /** Rows `offset` and on of a result that lies with the engine, a JSON array's text each, in order. */
  readRows(
    job: Job,
    page: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): AsyncIterable<string>;

  /**
   * The same rows as CSV (RFC 4180, without the line of names, in UTF-8), in parts of many; null where the
   * engine does not write this result so. NULL is an empty field and empty text is `""`.
   */
  readCsv?(
    job: EndedJob,
    page: { readonly offset: number; readonly limit: number },
    signal: AbortSignal,
  ): AsyncIterable<CsvPart> | null;

  /** Stops every process of the engine and waits until they are gone. */
  close(): Promise<void>;
}

/** In bytes. */
export interface StorageSizes {
  readonly databaseBytes: number;
  readonly bucketBytes: number;
  readonly temporaryBytes: number;
}

/** A part may end within a row: `rows` says how many end in it, by and large; all of them in all parts. */
export interface CsvPart {
  readonly rows: number;
  readonly bytes: Uint8Array;
}

export interface Rung {
  readonly name: string;
  /** How long the next rung waits for this one. On the last rung: before it is tried again. */
  readonly waitMs: number;
}

export type Parsed =
  | {
      readonly kind: 'ok';
      readonly statementClass: StatementClass;
      readonly growth: Growth;
    }
  | { readonly kind: 'refused'; readonly error: JobError };

export type StartAnswer =
  | { readonly kind: 'started'; readonly ref: OperationRef }
  | { readonly kind: 'refused'; readonly error: JobError }
  | OutOfReach;

export interface OutOfReach {
  readonly kind: 'out_of_reach';
  readonly error: JobError;
}

export type Found =
  /** It was never begun: nothing of it runs, nothing was committed, and nobody else can begin it. */
  | { readonly kind: 'not_begun' }
  | { readonly kind: 'running'; readonly ref: OperationRef }
  | { readonly kind: 'ended'; readonly observed: Observed }
  | OutOfReach;
