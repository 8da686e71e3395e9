import type { CancelIntent } from './cancel-intent.ts';
import type { Ending } from './ending.ts';
import type { Parameter } from './parameter.ts';
import type { Program } from './program.ts';
import type { Transfer } from './transfer.ts';

/** A job: one thing asked for, with exactly one ending (I1). Immutable; every move makes a new one. */
export interface Job {
  readonly id: JobId;
  readonly request: JobRequest;
  readonly submittedAt: number;
  /** The number a write of this job must match; it grows by one with every move. */
  readonly revision: number;
  readonly state: JobState;
}

/** A random UUID, lower case: not guessable into another project (I10). */
export type JobId = string;

/** What was asked for. It never changes after the submit. */
export interface JobRequest {
  readonly projectId: string;
  readonly kind: JobKind;
  readonly queueId: string;
  readonly queueName: string;
  /** Name of the engine behind the queue when the job was submitted. */
  readonly engine: string;
  /** The statement; of a batch its command, of maintenance what it does, for people. */
  readonly sql: string;
  /** The values of its parameters, in their order; empty where it has none. */
  readonly parameters: readonly Parameter[];
  readonly statementClass: WorkClass;
  /** The database that unqualified table names belong to. */
  readonly database: string;
  /** Name of the user who submitted. */
  readonly owner: string;
  readonly tags: readonly Tag[];
  /** The settings as the client sent them, kept word for word. */
  readonly conf: readonly string[];
  /** Higher runs first among the jobs of one project on one queue. */
  readonly priority: number;
  /** The idempotency key or client-chosen id (I12). */
  readonly key: string | null;
  /** Limits in milliseconds, from the queue or the request; null is no limit. */
  readonly queuedTimeoutMs: number | null;
  readonly runTimeoutMs: number | null;
  /** Its place in the session that it is a statement of; null for a job of its own. */
  readonly session: PlaceInSession | null;
  /** A statement that ends the transaction of its session: others may wait for it, so it waits for no slot. */
  readonly endsTransaction?: true;
  /** Under which access key a batch was submitted: its token is good as long as that is. Absent: of no other job. */
  readonly accessKey?: string;
  /** What a batch runs; null for every other kind. */
  readonly program: Program | null;
  /** What an import or export moves, where it was not written as SQL; null for every other job. */
  readonly transfer: Transfer | null;
}

export interface PlaceInSession {
  readonly id: string;
  /** Counts the statements of the session, from 0. */
  readonly number: number;
  /**
   * The first statement of those that were submitted in one request, which run one after the other until
   * one does not succeed.
   */
  readonly script: JobId;
}

/** `maintenance` is the product's own work on a queue, such as its restart. */
export type JobKind = 'sql' | 'statement' | 'batch' | 'maintenance';

/** Maintenance is not among them: half of a restart is none. */
export const cancellableKinds: readonly JobKind[] = ['sql', 'statement', 'batch'];

/** What a statement does, in words no dialect owns. */
export type StatementClass = 'query' | 'insert' | 'update' | 'delete' | 'ddl' | 'import' | 'export';

/** What a job does: a statement, a program, or maintenance of a queue. */
export type WorkClass = StatementClass | 'batch' | 'restart_queue';

export interface Tag {
  readonly key: string;
  readonly value: string;
}

export type JobState = Queued | Launching | Running | Cancelling | Ended;
export type JobStatus = JobState['status'];

export interface Queued {
  readonly status: 'queued';
  /** A statement whose turn has not come: its session is not open, or others of it come first. */
  readonly isBehind?: true;
}

/** Claimed by a runner; the engine was not yet seen to start it. */
export interface Launching {
  readonly status: 'launching';
  readonly leaseToken: number;
  readonly claimedAt: number;
}

export interface Running {
  readonly status: 'running';
  readonly leaseToken: number;
  readonly claimedAt: number;
  readonly operation: Operation;
}

/** A stop is wanted and not yet seen to be done. Without an operation, none was seen to start. */
export interface Cancelling {
  readonly status: 'cancelling';
  readonly leaseToken: number;
  readonly claimedAt: number;
  readonly operation: Operation | null;
  readonly intent: CancelIntent;
}

interface EndedBase {
  readonly status: 'ended';
  /** When the operation started; null when it never did. */
  readonly startedAt: number | null;
  readonly endedAt: number;
}

/** Only a job with an intent can have ended cancelled; the types say so. */
export type Ended = EndedBase &
  (
    | { readonly ending: Extract<Ending, { how: 'cancelled' }>; readonly intent: CancelIntent }
    | {
        readonly ending: Exclude<Ending, { how: 'cancelled' }>;
        readonly intent: CancelIntent | null;
      }
  );

/** The engine's side of a job, as seen to start. */
export interface Operation {
  readonly ref: OperationRef;
  readonly startedAt: number;
}

/** The engine's own name for our job. It is derived from the job id before the operation starts. */
export type OperationRef = string;

export type JobIn<S extends JobStatus> = Job & {
  readonly state: Extract<JobState, { status: S }>;
};
export type EndedJob = JobIn<'ended'>;

export function isEnded(job: Job): job is EndedJob {
  return job.state.status === 'ended';
}

/** When the operation was seen to start; null when it was not. */
export function startedAt(job: Job): number | null {
  switch (job.state.status) {
    case 'queued':
    case 'launching':
      return null;
    case 'running':
      return job.state.operation.startedAt;
    case 'cancelling':
      return job.state.operation?.startedAt ?? null;
    case 'ended':
      return job.state.startedAt;
  }
}

/** The lease under which the job is driven; null while it waits and once it has ended. */
export function leaseTokenOf({ state }: Job): number | null {
  return state.status === 'queued' || state.status === 'ended' ? null : state.leaseToken;
}

/** The wish to stop, if one was accepted. */
export function intentOf(job: Job): CancelIntent | null {
  return job.state.status === 'cancelling' || job.state.status === 'ended'
    ? job.state.intent
    : null;
}
