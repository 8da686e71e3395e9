import type { CancelIntent } from '../job/cancel-intent.ts';
import type { JobError } from '../job/ending.ts';
import type { Job, JobId, OperationRef } from '../job/job.ts';
import type { CancelAnswer, Held, ReleaseCheck, RungTaken } from '../job/receipt.ts';
import type { Observed } from '../job/transition.ts';

/** What runs jobs: all that the runner knows of it. One folder under `engines/` implements it. */
export interface Engine {
  readonly name: string;
  /** The escalation ladder, gentlest first. */
  readonly ladder: readonly Rung[];
  /**
   * The ladder of one operation, where its times are its own.
   * @param intent the wish for which it is climbed; null where nobody wants the operation
   */
  ladderOf?(ref: OperationRef, intent: CancelIntent | null): readonly Rung[];
  /** Whether what runs goes on when the gateway is stopped, for the next one to find. Absent: it does not. */
  readonly leavesRunning?: boolean;

  /**
   * This process leads from now on, and what an earlier one left running is its own.
   * @param leaseToken the fence: what it orders counts, and no order of a lower one any more
   * @param live the jobs that were live then, of every engine; whatever else this one still has is nobody's
   */
  lead(leaseToken: number, live: readonly Job[]): void;

  /** Everything that starting this job would create. Pure: it is written to the ledger first (I7). */
  holds(job: Job): readonly Held[];
  /**
   * Whether its start may come while its claim is on its way to the disk, since it leaves nothing that lasts:
   * nobody has heard of the job yet when a failure of the power undoes the claim. Absent: of no job.
   */
  mayStartAhead?(job: Job): boolean;

  /**
   * Starts the job's statement.
   * @param unwanted aborts when the job is to be cancelled; a start not yet made is then refused
   */
  start(job: Job, unwanted: AbortSignal): Promise<StartAnswer>;

  /** Resolves once, when the engine was seen to end the operation, or stayed out of reach too long. */
  watch(ref: OperationRef): Promise<Observed | OutOfReach>;

  /** Takes one step of the ladder. Says what the engine answered, never that the work has stopped. */
  cancel(ref: OperationRef, rung: string): Promise<CancelAnswer>;

  /** What became of a job that may have been started before: by this process, or by an earlier one. */
  findByJob(job: Job): Promise<Found>;

  /**
   * Gives one thing back and then looks whether it is gone.
   * @param job the job that held it; `committed` says whether its effects stay
   */
  release(job: Job, held: Held, committed: boolean): Promise<ReleaseCheck>;

  /** What neighbours lost when this job's operation had to be stopped with its host, a sentence each (I6). */
  collateral(jobId: JobId): readonly string[];

  /** The job's ending is durable: nothing of it needs to be remembered. */
  forget(jobId: JobId): void;

  /** Stops every process of the engine and waits until they are gone. */
  close(): Promise<void>;
}

export interface Rung {
  readonly name: string;
  /** How long the next rung waits for this one. On the last rung: before it is tried again. */
  readonly waitMs: number;
  /** How long its answer is waited for, where that may take longer than `waitMs`. */
  readonly answerMs?: number;
  /** When it was taken on an earlier climb, in milliseconds since the epoch: it is waited for, and not taken again. */
  readonly takenAt?: number;
}

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
  | {
      readonly kind: 'running';
      readonly ref: OperationRef;
      /** The rungs that an earlier gateway took, where that is known. */
      readonly taken?: readonly RungTaken[];
    }
  | {
      readonly kind: 'ended';
      readonly observed: Observed;
      /** The rung that stopped it, where an earlier gateway took that and wrote no receipt. */
      readonly stoppedBy?: string;
      /** The rungs that an earlier gateway took, where that is known. */
      readonly taken?: readonly RungTaken[];
    }
  | OutOfReach;
