import type { CancelIntent } from '../job/cancel-intent.ts';
import type { ClientLease } from '../job/client-lease.ts';
import type { EndingWord } from '../job/ending.ts';
import type { Job, JobId, JobStatus, Tag, WorkClass } from '../job/job.ts';
import type { Held, Receipt, ReleaseCheck } from '../job/receipt.ts';
import type { OverQuota } from '../quotas/quota.ts';
import type { SessionId } from '../session/session.ts';

/**
 * Where jobs are kept. A move of a job goes through `commit`, `claim` or `cancelWaiting`, or comes with a submit, or with what
 * moves its session.
 */
export interface JobStore {
  /**
   * Writes a new queued job, its first event, and its key, in one transaction (I12).
   * @param room how many jobs of the project may wait, counted in that transaction; null, or absent, is
   *   no limit; a quota that is full lets none wait that is new
   * @param lease written with a job that is new
   */
  submit(
    job: Job,
    room?: number | null | OverQuota,
    lease?: ClientLease | null,
  ): Promise<Submitted>;

  /**
   * Writes the job that restarts a queue, and holds the project's share of the queue: nothing of it is
   * claimed until the job has ended. One at a time.
   * @param onlyIdle whether it is refused while a job of the share is live
   */
  submitRestart(job: Job, queueId: string, onlyIdle: boolean): Promise<RestartSubmitted>;

  find(projectId: string, jobId: JobId): Promise<Job | null>;
  findByKey(projectId: string, key: string): Promise<Job | null>;
  list(projectId: string, filter: JobFilter, page: JobPage): Promise<JobList>;

  /**
   * As `list`, but a page whose jobs are found comes without its total where counting takes longer than
   * `mostMs`: it is counted on beside, and soon known to who asks again.
   */
  listSoon(
    projectId: string,
    filter: JobFilter,
    page: JobPage,
    mostMs: number,
  ): Promise<JobList | UncountedJobs>;

  /**
   * A batch by its number, as `batchNumbers` has it; none that was deleted.
   * @param since those that were deleted from then on are found as well
   */
  findBatch(projectId: string, number: number, since?: number): Promise<Job | null>;
  /**
   * A page of the batches of a project that nobody has deleted, the oldest first.
   * @param within null is all of them
   */
  listBatches(projectId: string, within: JobScope | null, page: PageOfBatches): Promise<JobList>;
  /**
   * Notes that somebody deleted a batch that has ended; nothing of its job changes.
   * @returns false when somebody had before
   */
  noteBatchDeleted(jobId: JobId): Promise<boolean>;
  /** The numbers of jobs, never given twice, for dialects whose clients know batches by numbers. */
  batchNumbers(jobIds: readonly JobId[]): Promise<ReadonlyMap<JobId, number>>;

  /**
   * Takes up to `most` jobs that may run, one after the other, and moves each to `launching` with its
   * ledger entries, all in one transaction. Fair between projects: next is, of those with work waiting on
   * a queue that has a free slot, the one with the fewest live jobs there, then the one served longest
   * ago; inside a project the highest priority, then the oldest. Then the ends of transactions that wait on
   * queues without one. What one costs does not grow with the number of jobs that wait.
   * @param most few enough that nobody waits long for the transaction
   * @param holds what the job's engine will create
   * @returns when they are committed, and on their way to the disk; fewer when nothing more may run; none when
   *   a newer lease than this was given
   */
  claim(
    most: number,
    leaseToken: number,
    now: number,
    holds: (job: Job) => readonly Held[],
  ): Promise<Claimed>;

  /**
   * Writes one move, with all that belongs to it, if the row still is as `before` says (revision,
   * and `fence` where the runner writes). Otherwise nothing is written and the answer is `stale`.
   */
  commit(step: Step): Promise<Committed>;

  /**
   * The live jobs of a project that match and can be cancelled, as all of them stand at one moment:
   * by their names only, since there can be very many.
   */
  liveMatching(projectId: string, filter: LiveFilter): Promise<LiveMatching>;

  /**
   * Writes the cancel of those of these jobs that still wait, each with all that its `commit` would
   * write, in one transaction. Those that wait no longer are left as they are.
   * @param jobIds few enough that nobody waits long for the transaction
   * @returns with how long others waited for it: from its turn until it was on disk
   */
  cancelWaiting(
    projectId: string,
    jobIds: readonly JobId[],
    intent: CancelIntent,
  ): Promise<CancelledWaiting & { readonly tookMs: number }>;

  /** Jobs of a project by their ids, in no order. Those that it does not have are left out. */
  findMany(projectId: string, jobIds: readonly JobId[]): Promise<readonly Job[]>;

  /** Notes a cancel for a key whose submit has not come yet; the submit is then born cancelled. */
  entomb(tombstone: Tombstone): Promise<void>;

  /** Jobs that are launching, running or cancelling, oldest first. */
  liveJobs(): Promise<readonly Job[]>;
  /** Jobs in `cancelling` under this lease. */
  cancellingJobs(leaseToken: number): Promise<readonly Job[]>;
  /** Jobs past their queued or run limit, at most `limit`; of those that are being cancelled the ones whose grace it would shorten. */
  overdueJobs(now: number, limit: number): Promise<readonly Job[]>;
  /** Every job that has a limit now. */
  limitedJobs(): Promise<readonly LimitedJob[]>;
  /**
   * The clock was set: moves the limits of these jobs with it, in one transaction. One that was moved
   * since it was read has a limit by the new clock, and is left alone.
   * @param jobs few enough that nobody waits long for the transaction
   */
  shiftDeadlines(byMs: number, jobs: readonly LimitedJob[]): Promise<void>;

  /** The job as it is now: the same object where it has not moved. Null where it is gone. */
  refresh(job: Job): Promise<Job | null>;
  /** Likewise, with what it holds. */
  refreshHolding(
    job: Job,
  ): Promise<{ readonly job: Job; readonly holdings: readonly Held[] } | null>;

  ledgerOf(jobId: JobId): Promise<readonly Held[]>;
  receiptOf(jobId: JobId): Promise<Receipt | null>;
}

export interface Claimed {
  readonly jobs: readonly Job[];
  /** Until then a failure of the power undoes the claims. Rejects when they cannot be brought there. */
  readonly onDisk: Promise<void>;
}

/** A job with a limit, as it was read. */
export interface LimitedJob {
  readonly seq: number;
  readonly revision: number;
  /** From when on the limit counts, by the clock as it was then. */
  readonly countsFrom: number;
}

export interface Step {
  readonly before: Job;
  /** Where two moves are written at once, the job as it was in between: an event tells of it. */
  readonly through?: Job | null;
  readonly after: Job;
  /** The lease token that the row must still carry; null for a write of a caller. */
  readonly fence: number | null;
  /** Written with the ending. The store adds the check of the slot, read in the same transaction. */
  readonly receipt?: Receipt;
  /** Ending a job takes its entries off the ledger; these checks are why it may. */
  readonly released?: readonly ReleaseCheck[];
}

export type Submitted =
  | { readonly kind: 'created'; readonly job: Job }
  /** The same key and the same request: the job it made before. */
  | { readonly kind: 'repeated'; readonly job: Job }
  /** The same key for another request: nothing was written. */
  | { readonly kind: 'key_taken'; readonly job: Job }
  /** A cancel by this key came first: the job was written already cancelled. */
  | { readonly kind: 'born_cancelled'; readonly job: Job }
  /** As many jobs of the project wait as may; nothing was written. */
  | { readonly kind: 'too_many_queued'; readonly queued: number }
  | QueueGone
  | { readonly kind: 'no_room'; readonly over: OverQuota };

export type Committed =
  | {
      readonly kind: 'committed';
      /** What else moved, since a statement ended: those that do not run without it, and the next one. */
      readonly along: readonly Step[];
    }
  | { readonly kind: 'stale' };

export interface CancelledWaiting {
  readonly cancelled: readonly Step[];
  /** As in `Committed`. */
  readonly along: readonly Step[];
}

/** The queue was deleted meanwhile; nothing was written. */
export interface QueueGone {
  readonly kind: 'queue_gone';
}

export type RestartSubmitted =
  | { readonly kind: 'created' }
  | QueueGone
  /** Another restart holds the share. */
  | { readonly kind: 'restarting'; readonly jobId: JobId }
  | { readonly kind: 'busy'; readonly live: number };

export interface Tombstone {
  readonly projectId: string;
  readonly key: string;
  readonly intent: CancelIntent;
  /** The promise ends then; milliseconds since the epoch. */
  readonly expiresAt: number;
}

export type LiveFilter = JobFilter & {
  /** Those that came before this job. */
  readonly beforeJob?: JobId;
  /** The statements of this session. */
  readonly sessionId?: SessionId;
};

/** A job that was not read. */
export interface WeighedJob {
  readonly id: JobId;
  /** Of its texts, which are written anew with each of its moves. */
  readonly bytes: number;
}

export interface LiveMatching {
  /** Those that wait, in the order in which they would be claimed. */
  readonly waiting: readonly WeighedJob[];
  /** Those that are launching, running or being cancelled. */
  readonly begun: readonly JobId[];
}

/** Absent fields do not filter. Times are milliseconds since the epoch. */
export interface JobFilter {
  readonly jobId?: JobId;
  /** The caller's name for a batch. */
  readonly batchName?: string;
  /** The table of an import or export that was not written as SQL; upper and lower case are alike. */
  readonly table?: string;
  readonly queueName?: string;
  readonly owner?: string;
  readonly engine?: string;
  readonly statementClasses?: readonly WorkClass[];
  readonly statuses?: readonly StatusFilter[];
  readonly submittedAfter?: number;
  readonly submittedBefore?: number;
  /** A part of the statement, upper and lower case alike. */
  readonly sqlContains?: string;
  /** All of these. */
  readonly tags?: readonly Tag[];
  readonly database?: string;
  /** Jobs of this owner or in one of these queues: what a caller may see, or act on. */
  readonly within?: JobScope;
}

export interface JobScope {
  /** Null: whose they are gives no access. */
  readonly owner: string | null;
  readonly queueIds: readonly string[];
}

/** A live status, or the word of an ending. */
export type StatusFilter = Exclude<JobStatus, 'ended'> | EndingWord;

export interface JobPage {
  readonly offset: number;
  readonly limit: number;
  readonly order: 'submitted_desc' | 'submitted_asc' | 'duration_desc' | 'duration_asc';
}

export type PageOfBatches = Pick<JobPage, 'offset' | 'limit'>;

export interface JobList {
  /** As many of the page as have some megabytes of texts together, one at least. */
  readonly jobs: readonly Job[];
  /** Those of the page behind them. */
  readonly late: readonly WeighedJob[];
  /** All that match, on every page. */
  readonly total: number;
}

/** A page that is not the last one, of more jobs than were counted. */
export interface UncountedJobs extends Pick<JobList, 'jobs' | 'late'> {
  readonly total: null;
}
