import type { JobError, ResultSummary } from '../../core/job/ending.ts';
import type { Job } from '../../core/job/job.ts';
import type { Rung } from '../../core/ports/engine.ts';
import type { StorageSizes } from '../../core/ports/storage.ts';

/** The places where a run, or a call of the engine, can be held. */
export type Point =
  | 'start asked'
  /** Nobody has cancelled it yet; the operation is born next. */
  | 'start agreed'
  | 'start made'
  | 'find asked'
  | 'watch asked'
  | `work ${number}`
  | 'committing'
  | 'committed'
  | 'settled'
  | `rung ${string}`
  | 'release asked'
  | 'release checked';

export interface Script {
  /**
   * Called, and waited for, at each point. A promise that stays open holds the run there; one that
   * is rejected makes the engine's call fail.
   */
  readonly at?: (point: Point, job: Job) => Promise<void> | undefined;
  /** Why the engine will not start a job; null where it will. */
  readonly refuses?: (job: Job) => JobError | null;
  /** Whether a job's start may come while its claim is on its way to the disk. */
  readonly mayStartAhead?: (job: Job) => boolean;
  /** How many steps of work a statement has before it commits. */
  readonly workSteps?: number;
  /** The rung that the work obeys; those before it are ignored. */
  readonly obeys?: 'interrupt' | 'kill';
  /** How a statement ends that nobody stops. */
  readonly answer?: (job: Job) => ResultSummary | JobError;
  /** Whether what a job held is gone after a release, the operation apart. */
  readonly letsGo?: (job: Job) => boolean;
  /** What the program of a batch has written by now. */
  readonly log?: (job: Job, stream: 'stdout' | 'stderr') => string;
  /** How much room things take. */
  readonly storage?: () => StorageSizes;
  readonly ladder?: readonly Rung[];
}
