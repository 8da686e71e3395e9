import type { Job, SubmitOrder } from '@sluice/protocol';
import type { Gateway } from './call-gateway.ts';
import { type CancelByKeyVerdict, cancelByKey } from './cancel-job.ts';
import { AbortedError } from './errors/aborted-error.ts';
import { StoppedError } from './errors/stopped-error.ts';
import { keepClientLease } from './keep-client-lease.ts';
import type { SubmitOptions } from './submit-job.ts';
import { type Awaited, waitForJob, type WaitOptions } from './wait-for-job.ts';

/** `timeoutMs` is of the waiting alone: 0 does not wait. `onLook` is called with the job as it was submitted, too. */
export interface RunOptions extends Omit<WaitOptions, 'signal'> {
  /** How long an abort waits for the proof of the stop, 0 to 300,000; 30,000 when absent. */
  readonly stopWaitMs?: number;
  /** How long an abort asks again while the gateway cannot be reached; 1,000 when absent. */
  readonly stopPatienceMs?: number;
  /** Cancels the job, durably: the run then rejects with a StoppedError. */
  readonly signal?: AbortSignal | undefined;
  /** Called when the signal has come, and the job is about to be asked to stop. */
  readonly onStop?: () => void;
  /** Ends the wait for the proof of the stop, which goes on. */
  readonly stopSignal?: AbortSignal | undefined;
}

/** What became of a run that was aborted. */
export type StopVerdict =
  | CancelByKeyVerdict
  /** The cancel itself had no answer of success, or none was waited for; the job may run on. */
  | { readonly kind: 'unanswered'; readonly error: Error };

/** What is run: its submit can be asked again, since it has a key. */
export interface Submittable extends Pick<SubmitOrder, 'client_lease_ms'> {
  readonly key: string;
  readonly submit: (options: SubmitOptions) => Promise<Job>;
}

/**
 * Submits and waits for the end, whatever that is, or until the time is up. A client lease is kept meanwhile.
 * @throws StoppedError when the signal came before the end; AbortedError when it came before the submit
 */
export async function runJob(
  gateway: Gateway,
  submittable: Submittable,
  options: RunOptions,
): Promise<Awaited> {
  const { signal, onStop } = options;
  if (signal?.aborted) throw new AbortedError(signal.reason);
  try {
    const awaited = await submitAndWait(gateway, submittable, options);
    // One that comes at the very end is answered, too.
    if (!signal?.aborted) return awaited;
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
  }
  onStop?.();
  const { key } = submittable;
  throw new StoppedError(key, await stop(gateway, key, options), signal?.reason);
}

async function submitAndWait(
  gateway: Gateway,
  { submit, client_lease_ms: leaseMs }: Submittable,
  options: RunOptions,
): Promise<Awaited> {
  const { signal, onLook, timeoutMs } = options;
  const job = await submit({ signal });
  onLook?.(job);
  if (timeoutMs === 0) return { kind: 'live', job };
  using _lease =
    leaseMs === undefined ? null : keepClientLease(gateway, { jobId: job.id }, leaseMs);
  return await waitForJob(gateway, job.id, options);
}

/** By the key, which names the job also while the answer to its submit is not known. */
async function stop(
  gateway: Gateway,
  key: string,
  { stopWaitMs = 30_000, stopPatienceMs = 1_000, stopSignal }: RunOptions,
): Promise<StopVerdict> {
  const options = { waitMs: stopWaitMs, patienceMs: stopPatienceMs, signal: stopSignal };
  try {
    return await cancelByKey(gateway, key, options);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'unanswered', error };
  }
}
