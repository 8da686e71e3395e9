import {
  AbortedError,
  type Job,
  type SluiceClient,
  type SubmitOrder,
  TimeoutError,
} from '@sluice/client';
import type { ExitCode } from '../exit-codes.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { clientLeaseMs, hasClientLease } from './client-lease.ts';
import type { RunWish } from './run-statement.ts';
import { stopJob } from './stop-job.ts';

/** What is submitted: a job of its own, or a statement of a session. Each has a key. */
export type Statement = (JobOrder | SessionStatement) & { readonly key: string };
type JobOrder = SubmitOrder;
type SessionStatement = Pick<SubmitOrder, 'sql' | 'parameters'> & { readonly sessionId: string };

export type Submitted =
  | { readonly kind: 'submitted'; readonly job: Job }
  /** A Ctrl-C came first; what it did has been told. */
  | { readonly kind: 'interrupted'; readonly exitCode: ExitCode };

/**
 * A Ctrl-C while the submit is on its way cancels by key: whether it has arrived, arrives later, or
 * never does, nothing is left running.
 */
export async function submitStatement(
  client: SluiceClient,
  wish: RunWish,
  interrupts: Interrupts,
  notes: Notes,
): Promise<Submitted> {
  const { key } = wish.statement;
  // Who only wants to detach from the job has to know its id first.
  const signal = wish.detachesOnInterrupt ? undefined : interrupts.first;
  const cancelByKey = `sluice jobs cancel --key ${key}`;
  try {
    return { kind: 'submitted', job: await submit(client, wish, signal) };
  } catch (error) {
    if (error instanceof TimeoutError) {
      notes.say(`It may have arrived. To make sure that it does not run: ${cancelByKey}`);
    }
    if (!(error instanceof AbortedError)) throw error;
  }
  const exitCode = await stopJob(
    (options) => client.cancelByKey(key, options),
    cancelByKey,
    interrupts,
    notes,
  );
  return { kind: 'interrupted', exitCode };
}

async function submit(
  client: SluiceClient,
  wish: RunWish,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const { statement } = wish;
  const lease = hasClientLease(wish) ? { client_lease_ms: clientLeaseMs } : {};
  if (!('sessionId' in statement)) return client.submit({ ...statement, ...lease }, { signal });
  const { sessionId, sql, ...rest } = statement;
  const order = { statements: [sql], ...rest, ...lease };
  const [job] = await client.sessions.submit(sessionId, order, { signal });
  if (!job) throw new TypeError('a statement was accepted without a job');
  return job;
}
