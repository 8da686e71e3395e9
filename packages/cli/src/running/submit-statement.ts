import { AbortedError, type Job, type SluiceClient, TimeoutError } from '@sluice/client';
import type { ExitCode } from '../exit-codes.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import type { RunWish } from './run-statement.ts';
import { stopJob } from './stop-job.ts';

export type Submitted =
  | { readonly kind: 'submitted'; readonly job: Job }
  /** A Ctrl-C came first; what it did has been told. */
  | { readonly kind: 'interrupted'; readonly exitCode: ExitCode };

/**
 * Submits. A Ctrl-C while the submit is on its way cancels by key: whether it has arrived, arrives
 * later, or never does, nothing is left running.
 */
export async function submitStatement(
  client: SluiceClient,
  { order, detachesOnInterrupt }: Pick<RunWish, 'order' | 'detachesOnInterrupt'>,
  interrupts: Interrupts,
  notes: Notes,
): Promise<Submitted> {
  // Who only wants to detach from the job has to know its id first.
  const signal = detachesOnInterrupt ? undefined : interrupts.first;
  const cancelByKey = `sluice jobs cancel --key ${order.key}`;
  try {
    return { kind: 'submitted', job: await client.submit(order, { signal }) };
  } catch (error) {
    if (error instanceof TimeoutError) {
      notes.say(`It may have arrived. To make sure that it does not run: ${cancelByKey}`);
    }
    if (!(error instanceof AbortedError)) throw error;
  }
  const exitCode = await stopJob(
    (options) => client.cancelByKey(order.key, options),
    cancelByKey,
    interrupts,
    notes,
  );
  return { kind: 'interrupted', exitCode };
}
