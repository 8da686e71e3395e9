import type { CancelIntent } from './cancel-intent.ts';
import type { Ending, JobError, ResultSummary } from './ending.ts';
import { withShorterGrace } from './grace.ts';
import type { EndedJob, Job, JobIn, JobState, JobStatus, Operation, OperationRef } from './job.ts';
import { cancellableKinds, startedAt } from './job.ts';

/** What can happen to a job. The full table is in LIFECYCLE.md and in `table` below. */
export type JobEvent =
  | { readonly kind: 'claimed'; readonly leaseToken: number }
  | { readonly kind: 'operation_started'; readonly ref: OperationRef }
  | { readonly kind: 'start_refused'; readonly error: JobError }
  | { readonly kind: 'cancel_wanted'; readonly intent: CancelIntent }
  | { readonly kind: 'end_observed'; readonly observed: Observed }
  | { readonly kind: 'engine_out_of_reach'; readonly error: JobError }
  | { readonly kind: 'lease_ran_out'; readonly leaseToken: number };

export type JobEventKind = JobEvent['kind'];

/**
 * What the engine was seen to have done. `stopped` means: nothing of it runs, nothing was committed. Its
 * `cause` is what a job fails with that nobody had asked to stop: the death of a host or of a gateway.
 * `rolledBack`: so was the user's transaction in which it ran.
 */
export type Observed =
  | { readonly kind: 'succeeded'; readonly result: ResultSummary }
  | { readonly kind: 'failed'; readonly error: JobError }
  | { readonly kind: 'stopped'; readonly cause?: JobError; readonly rolledBack?: true };

export type Move =
  | { readonly kind: 'moved'; readonly job: Job }
  /** Nothing to write: the job already says so. */
  | { readonly kind: 'kept'; readonly job: Job }
  | {
      readonly kind: 'refused';
      readonly because: Refusal;
      /** An operation that nobody wants: it has to be stopped. */
      readonly stray: OperationRef | null;
    };

export type Refusal =
  /** Another runner has it, or it ended before it was claimed. */
  | 'taken'
  /** A second operation for one job. */
  | 'other_operation'
  /** The first ending stays (I1). */
  | 'ended'
  /** Nobody may stop a job of its kind, once it was asked for. */
  | 'not_cancellable'
  /** The event cannot happen in this status; hearing of it is a defect. */
  | 'impossible';

/**
 * The one place that decides a job's status: pure and total.
 * @param now milliseconds since the epoch
 */
export function transition(job: Job, event: JobEvent, now: number): Move {
  const cell = table[job.state.status][event.kind] as Cell<JobStatus, JobEventKind>;
  return cell(job, event, now);
}

type EventOf<E extends JobEventKind> = Extract<JobEvent, { kind: E }>;
type Cell<S extends JobStatus, E extends JobEventKind> = (
  job: JobIn<S>,
  event: EventOf<E>,
  now: number,
) => Move;
type Table = {
  readonly [S in JobStatus]: { readonly [E in JobEventKind]: Cell<S, E> };
};

const table: Table = {
  queued: {
    claimed: claim,
    operation_started: impossible,
    start_refused: impossible,
    // I5: what was never claimed ends here, and no engine hears of it.
    cancel_wanted: ifCancellable((job, { intent }, now) =>
      end(job, { how: 'cancelled' }, intent, now),
    ),
    end_observed: impossible,
    engine_out_of_reach: impossible,
    lease_ran_out: impossible,
  },
  launching: {
    claimed: taken,
    operation_started: (job, { ref }, now) =>
      move(job, { ...lease(job), status: 'running', operation: { ref, startedAt: now } }),
    start_refused: (job, { error }, now) => end(job, { how: 'failed', error }, null, now),
    cancel_wanted: ifCancellable((job, { intent }) =>
      move(job, { ...lease(job), status: 'cancelling', operation: null, intent }),
    ),
    end_observed: endUnasked,
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  running: {
    claimed: taken,
    operation_started: sameOperation,
    start_refused: impossible,
    cancel_wanted: ifCancellable((job, { intent }) =>
      move(job, {
        ...lease(job),
        status: 'cancelling',
        operation: job.state.operation,
        intent,
      }),
    ),
    end_observed: endUnasked,
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  cancelling: {
    claimed: taken,
    operation_started: (job, event, now) =>
      job.state.operation === null
        ? move(job, { ...job.state, operation: { ref: event.ref, startedAt: now } })
        : sameOperation(job as Started<JobIn<'cancelling'>>, event),
    // I3: what was seen to start can only be seen to stop.
    start_refused: (job, _, now) =>
      job.state.operation === null
        ? end(job, { how: 'cancelled' }, job.state.intent, now)
        : impossible(),
    cancel_wanted: shorten,
    end_observed: endAsked,
    engine_out_of_reach: endLost,
    lease_ran_out: adopt,
  },
  ended: {
    claimed: ended,
    operation_started: (_, { ref }) => ({ kind: 'refused', because: 'ended', stray: ref }),
    start_refused: ended,
    cancel_wanted: ended,
    end_observed: ended,
    engine_out_of_reach: ended,
    lease_ran_out: ended,
  },
};

type Started<J extends Job> = J & { readonly state: { readonly operation: Operation } };

function ifCancellable<S extends JobStatus>(
  cell: Cell<S, 'cancel_wanted'>,
): Cell<S, 'cancel_wanted'> {
  return (job, event, now) =>
    cancellableKinds.includes(job.request.kind)
      ? cell(job, event, now)
      : { kind: 'refused', because: 'not_cancellable', stray: null };
}

function claim(job: Job, event: EventOf<'claimed'>, now: number): Move {
  return move(job, { status: 'launching', leaseToken: event.leaseToken, claimedAt: now });
}

function sameOperation(job: Started<Job>, event: EventOf<'operation_started'>): Move {
  return job.state.operation.ref === event.ref
    ? { kind: 'kept', job }
    : { kind: 'refused', because: 'other_operation', stray: event.ref };
}

/** A program that gave itself ten minutes can be stopped all the same. */
function shorten(job: JobIn<'cancelling'>, { intent }: EventOf<'cancel_wanted'>): Move {
  const shorter = withShorterGrace(job.request.program, job.state.intent, intent);
  return shorter ? move(job, { ...job.state, intent: shorter }) : { kind: 'kept', job };
}

function endUnasked(
  job: JobIn<'launching' | 'running'>,
  { observed }: EventOf<'end_observed'>,
  now: number,
): Move {
  const ending: Ending =
    observed.kind === 'stopped'
      ? { how: 'failed', error: observed.cause ?? stoppedUnasked }
      : seen(observed);
  return end(job, ending, null, now);
}

const stoppedUnasked: JobError = {
  code: 'engine',
  message: 'The engine stopped the statement, and nobody had asked for it.',
};

function endAsked(
  job: JobIn<'cancelling'>,
  { observed }: EventOf<'end_observed'>,
  now: number,
): Move {
  // I4: what the engine was seen to do decides, not what was wished.
  const ending: Ending = observed.kind === 'stopped' ? { how: 'cancelled' } : seen(observed);
  return end(job, ending, job.state.intent, now);
}

function seen(observed: Exclude<Observed, { kind: 'stopped' }>): Ending {
  return observed.kind === 'succeeded'
    ? { how: 'succeeded', result: observed.result }
    : { how: 'failed', error: observed.error };
}

function endLost(
  job: JobIn<'launching' | 'running' | 'cancelling'>,
  { error }: EventOf<'engine_out_of_reach'>,
  now: number,
): Move {
  const intent = job.state.status === 'cancelling' ? job.state.intent : null;
  return end(job, { how: 'lost', error }, intent, now);
}

function adopt(
  job: JobIn<'launching' | 'running' | 'cancelling'>,
  { leaseToken }: EventOf<'lease_ran_out'>,
): Move {
  return move(job, { ...job.state, leaseToken });
}

function taken(): Move {
  return { kind: 'refused', because: 'taken', stray: null };
}

function ended(): Move {
  return { kind: 'refused', because: 'ended', stray: null };
}

function impossible(): Move {
  return { kind: 'refused', because: 'impossible', stray: null };
}

function lease(job: JobIn<'launching' | 'running'>) {
  return { leaseToken: job.state.leaseToken, claimedAt: job.state.claimedAt };
}

function end(job: Job, ending: Ending, intent: CancelIntent | null, now: number): Move {
  const state = { status: 'ended', startedAt: startedAt(job), endedAt: now, ending, intent };
  return move(job, state as EndedJob['state']);
}

function move(job: Job, state: JobState): Move {
  return { kind: 'moved', job: { ...job, revision: job.revision + 1, state } };
}
