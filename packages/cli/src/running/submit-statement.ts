import {
  AbortedError,
  type Job,
  type SluiceClient,
  type StatementsOrder,
  type SubmitOrder,
  TimeoutError,
} from '@sluice/client';
import type { ExitCode } from '../exit-codes.ts';
import type { Interrupts } from './interrupts.ts';
import type { Notes } from './notes.ts';
import { clientLeaseMs, hasClientLease } from './client-lease.ts';
import type { RunWish } from './run-statement.ts';
import { stopJob } from './stop-job.ts';

/** What is submitted: a job of its own, or a statement of a session. */
export type Statement = JobOrder | SessionStatement;
type JobOrder = SubmitOrder & { readonly key: string };
type SessionStatement = Pick<SubmitOrder, 'sql' | 'parameters'> & { readonly sessionId: string };

export type Submitted =
  | { readonly kind: 'submitted'; readonly job: Job }
  /** A Ctrl-C came first; what it did has been told. */
  | { readonly kind: 'interrupted'; readonly exitCode: ExitCode };

export function submitStatement(
  client: SluiceClient,
  wish: RunWish,
  interrupts: Interrupts,
  notes: Notes,
): Promise<Submitted> {
  const { statement } = wish;
  const lease = hasClientLease(wish) ? { client_lease_ms: clientLeaseMs } : {};
  if ('sessionId' in statement) {
    const { sessionId, sql, ...values } = statement;
    return submitToSession(client, sessionId, { statements: [sql], ...values, ...lease }, notes);
  }
  // Who only wants to detach from the job has to know its id first.
  const signal = wish.detachesOnInterrupt ? undefined : interrupts.first;
  return submitJob(client, { ...statement, ...lease }, signal, interrupts, notes);
}

/**
 * A Ctrl-C while the submit is on its way cancels by key: whether it has arrived, arrives later, or
 * never does, nothing is left running.
 */
async function submitJob(
  client: SluiceClient,
  order: JobOrder,
  signal: AbortSignal | undefined,
  interrupts: Interrupts,
  notes: Notes,
): Promise<Submitted> {
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

/** It has no key. A Ctrl-C waits for the answer, and then stops the job that it names. */
async function submitToSession(
  client: SluiceClient,
  sessionId: string,
  order: StatementsOrder,
  notes: Notes,
): Promise<Submitted> {
  try {
    const [job] = await client.sessions.submit(sessionId, order);
    if (!job) throw new TypeError('a statement was accepted without a job');
    return { kind: 'submitted', job };
  } catch (error) {
    if (error instanceof TimeoutError) {
      const stopAll = `sluice sessions interrupt ${sessionId} --all`;
      notes.say(`It may have arrived. To make sure that it does not run: ${stopAll}`);
    }
    throw error;
  }
}
