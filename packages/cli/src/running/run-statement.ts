import type { Awaited, Job, SluiceClient } from '@sluice/client';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { SluiceContext } from '../sluice-context.ts';
import { hasClientLease, keepClientLease } from './client-lease.ts';
import { followJob } from './follow-job.ts';
import { type Interrupts, listenForInterrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { stopJob } from './stop-job.ts';
import { type Statement, submitStatement } from './submit-statement.ts';

export interface RunWish {
  readonly statement: Statement;
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

/** Submits a statement and waits for its end. Until then a Ctrl-C is a cancel of the job. */
export async function runStatement(
  context: SluiceContext,
  client: SluiceClient,
  wish: RunWish,
  notes: Notes,
): Promise<Run> {
  using interrupts = listenForInterrupts(context.signals);
  const submitted = await submitStatement(client, wish, interrupts, notes);
  if (submitted.kind === 'interrupted' || wish.isAsync) return submitted;

  const { id } = submitted.job;
  using _lease = hasClientLease(wish) ? keepClientLease(client, id) : null;
  const awaited = await followJob(context, client, id, {
    timeoutMs: wish.timeoutMs,
    isQuiet: wish.isQuiet,
    signal: interrupts.first,
    hint: wish.detachesOnInterrupt ? 'Ctrl-C leaves it running' : 'Ctrl-C stops it',
  }).catch((error: unknown) => {
    notes.say(
      hasClientLease(wish)
        ? `Lost sight of job ${id}, which is cancelled when the gateway hears no more of it. To see: sluice jobs get ${id}`
        : `Lost sight of job ${id}. To wait for it: sluice jobs wait ${id}`,
    );
    throw error;
  });
  if (wish.detachesOnInterrupt) return awaited ?? detach(id, notes);
  // A Ctrl-C at the very end is answered too.
  if (awaited && !interrupts.first.aborted) return awaited;
  // Awaited here: a second Ctrl-C is listened for until the stop is known.
  return await stop(client, id, interrupts, notes);
}

function detach(jobId: string, notes: Notes): Run {
  notes.say(`job ${jobId} goes on. To wait for it: sluice jobs wait ${jobId}`);
  return { kind: 'interrupted', exitCode: exitCodes.stillRunning };
}

async function stop(
  client: SluiceClient,
  jobId: string,
  interrupts: Interrupts,
  notes: Notes,
): Promise<Run> {
  const exitCode = await stopJob(
    (options) => client.cancel(jobId, options),
    `sluice jobs wait ${jobId}`,
    interrupts,
    notes,
  );
  return { kind: 'interrupted', exitCode };
}
