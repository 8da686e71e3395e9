import type { JobError } from '../job/ending.ts';
import type { Job } from '../job/job.ts';
import type { Program, Runtime } from '../job/program.ts';
import type { Engine } from './engine.ts';
import type { Queue } from './queue-store.ts';

/** An engine that runs the batches of some queues. */
export interface BatchEngine extends Engine, ProgramReader, LogReader {}

export interface ProgramReader {
  /** Whether a file is for this engine to run, or to refuse, among those of a queue. One takes each. */
  takes(file: string): boolean;

  /** Whether the queue can run a program, and by what. Its files have to be there. */
  readProgram(projectId: string, queue: Queue, asked: AskedProgram): Promise<ReadProgram>;
}

export type AskedProgram = Pick<Program, 'file' | 'files' | 'args' | 'retries'>;

export type ReadProgram = { readonly kind: 'runs'; readonly runtime: Runtime } | ProgramRefused;

export interface ProgramRefused {
  readonly kind: 'refused';
  /** The message names the queue, its engine and what to do. */
  readonly error: JobError;
  /** Whether a file or a resource that it names is not there. Absent: no. */
  readonly isMissing?: boolean;
}

/** What a program writes goes to files, which are read while it runs and as long as they are kept. */
export interface LogReader {
  /**
   * Reads a piece of a log. What is asked past its end is empty.
   * @param from a byte of the log, counted from its beginning, also where that is not kept any more
   * @param most how many bytes at most
   */
  readLog(job: Job, log: LogName, from: number, most: number): Promise<LogPiece>;
}

export interface LogName {
  readonly stream: 'stdout' | 'stderr';
  /** Which try, from 0, of a batch that is begun again after it failed. Absent: the last one. */
  readonly attempt?: number;
}

export interface LogPiece {
  /** Which try it is of, from 0. */
  readonly attempt: number;
  readonly bytes: Uint8Array;
  /** Where the piece begins: later than asked where what comes before is not kept. */
  readonly from: number;
  /** How long the log is by now. */
  readonly size: number;
  /** How many tries there are by now; 0 for a batch that has not begun. */
  readonly attempts: number;
  /**
   * When the disk was first seen to be full while the log was written, in milliseconds since the epoch: what
   * was written then may be missing. Null: never.
   */
  readonly diskFullAt: number | null;
}
