import {
  type Awaited,
  type Job,
  type RunOptions,
  type SluiceClient,
  StoppedError,
  TimeoutError,
} from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { UsageError } from '../usage-error.ts';
import { clientLeaseMs, hasClientLease } from './client-lease.ts';
import { followJob } from './follow-job.ts';
import { listenForInterrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { openProgressLine, pollFor } from './progress-line.ts';
import { standingOfJob } from './standing.ts';
import { tellStop } from './tell-stop.ts';

/** A job that can be submitted: a Ctrl-C cancels it by its key, also while its submit is on its way. */
export interface Runnable {
  readonly key: string;
  /** Submits it under its key, and waits for its end. */
  readonly run: (lease: ClientLeaseOrder, options: RunOptions) => Promise<Awaited>;
}

/** What an order says of a client lease. */
interface ClientLeaseOrder {
  readonly client_lease_ms?: number;
}

export interface RunWish extends Runnable {
  /** Absent: as long as the job lives. */
  readonly timeoutMs: number | undefined;
  readonly isAsync: boolean;
  readonly detachesOnInterrupt: boolean;
  readonly isQuiet: boolean;
}

export type Run =
  | Awaited
  | { readonly kind: 'submitted'; readonly job: Job }
  /** A Ctrl-C came; what it did has been told. */
  | { readonly kind: 'interrupted'; readonly exitCode: ExitCode };

/** A gateway that is just starting again is waited for by a Ctrl-C. */
const stopPatienceMs = 5_000;

/** Submits a job and waits for its end. Until then a Ctrl-C is a cancel of the job. */
export async function runJob(
  context: SluiceContext,
  client: SluiceClient,
  wish: RunWish,
  notes: Notes,
): Promise<Run> {
  const { timeoutMs, isAsync, detachesOnInterrupt, isQuiet } = wish;
  if (isAsync && timeoutMs !== undefined) {
    throw new UsageError('--timeout is how long to wait, and --async does not');
  }
  const isStoppable = !isAsync && !detachesOnInterrupt;
  using interrupts = listenForInterrupts(context.signals);
  using progress = openProgressLine(context, isQuiet || !isStoppable, 'Ctrl-C stops it');
  let job = null as Job | null;
  try {
    const lease = hasClientLease(wish) ? { client_lease_ms: clientLeaseMs } : {};
    const awaited = await wish.run(lease, {
      timeoutMs: isStoppable ? timeoutMs : 0,
      ...pollFor(context),
      onLook: (seen) => progress.show(standingOfJob((job = seen))),
      // Who only wants to detach from the job has to know its id first.
      signal: detachesOnInterrupt ? undefined : interrupts.first,
      onStop: () => {
        progress[Symbol.dispose]();
        notes.begin('stopping…');
      },
      stopSignal: interrupts.second,
      stopPatienceMs,
    });
    if (isAsync) return { kind: 'submitted', job: awaited.job };
    if (isStoppable) return awaited;
    return await waitToDetach(context, client, awaited.job.id, wish, interrupts.first, notes);
  } catch (error) {
    progress[Symbol.dispose]();
    if (!(error instanceof StoppedError)) {
      tellLost(error, wish, job, notes);
      throw error;
    }
    const follow = job ? `sluice jobs wait ${job.id}` : `sluice jobs cancel --key ${error.key}`;
    return { kind: 'interrupted', exitCode: tellStop(error.verdict, follow, notes) };
  }
}

async function waitToDetach(
  context: SluiceContext,
  client: SluiceClient,
  jobId: string,
  { timeoutMs, isQuiet }: RunWish,
  signal: AbortSignal,
  notes: Notes,
): Promise<Run> {
  const hint = 'Ctrl-C leaves it running';
  const awaited = await followJob(context, client, jobId, { timeoutMs, isQuiet, signal, hint });
  if (awaited) return awaited;
  notes.say(`job ${jobId} goes on. To wait for it: sluice jobs wait ${jobId}`);
  return { kind: 'interrupted', exitCode: exitCodes.stillRunning };
}

function tellLost(error: unknown, wish: RunWish, job: Job | null, notes: Notes): void {
  if (job) {
    notes.say(
      hasClientLease(wish)
        ? `Lost sight of job ${job.id}, which is cancelled when the gateway hears no more of it. To see: sluice jobs get ${job.id}`
        : `Lost sight of job ${job.id}. To wait for it: sluice jobs wait ${job.id}`,
    );
  } else if (error instanceof TimeoutError) {
    const cancel = `sluice jobs cancel --key ${wish.key}`;
    notes.say(`It may have arrived. To make sure that it does not run: ${cancel}`);
  }
}
