import type { Job, SubmitOrder } from '@sluice/protocol';
import type { Gateway } from './call-gateway.ts';
import { type CancelByKeyVerdict, cancelByKey } from './cancel-job.ts';
import { AbortedError } from './errors/aborted-error.ts';
import { StoppedError } from './errors/stopped-error.ts';
import type { EndedJob } from './has-ended.ts';
import { newKey, submitJob } from './submit-job.ts';
import { waitForJob } from './wait-for-job.ts';

export interface RunOptions {
  /** Called with the job each time that it was looked at. */
  readonly onLook?: (job: Job) => void;
  /** How long an abort waits for the proof of the stop, 0 to 300,000; 30,000 when absent. */
  readonly stopWaitMs?: number;
  /** How long an abort asks again while the gateway cannot be reached; 1,000 when absent. */
  readonly stopPatienceMs?: number;
  /** Cancels the job, durably: the run then rejects with a StoppedError. */
  readonly signal?: AbortSignal | undefined;
}

/** What became of a run that was aborted. */
export type StopVerdict =
  | CancelByKeyVerdict
  /** The cancel itself had no answer of success; the job may run on. */
  | { readonly kind: 'unanswered'; readonly error: Error };

/**
 * Submits and waits for the end, whatever that is.
 * @throws StoppedError when the signal came before the end; AbortedError when it came before the submit
 */
export async function runJob(
  gateway: Gateway,
  order: SubmitOrder,
  { onLook, stopWaitMs, stopPatienceMs, signal }: RunOptions,
): Promise<EndedJob> {
  if (signal?.aborted) throw new AbortedError(signal.reason);
  const key = order.key ?? newKey();
  try {
    const { id } = await submitJob(gateway, { ...order, key }, { signal });
    const awaited = await waitForJob(gateway, id, { signal, ...(onLook && { onLook }) });
    if (awaited.kind === 'ended') return awaited.job;
    throw new TypeError('a wait without a time ended before its job');
  } catch (error) {
    if (!(error instanceof AbortedError)) throw error;
    const verdict = await stop(gateway, key, stopWaitMs, stopPatienceMs);
    throw new StoppedError(key, verdict, signal?.reason);
  }
}

/** By the key, which names the job also while the answer to its submit is not known. */
async function stop(
  gateway: Gateway,
  key: string,
  waitMs = 30_000,
  patienceMs = 1_000,
): Promise<StopVerdict> {
  try {
    return await cancelByKey(gateway, key, { waitMs, patienceMs });
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { kind: 'unanswered', error };
  }
}
