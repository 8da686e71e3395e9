import type { AwaitingSubmit, Cancelled, Job, NotConfirmed, Receipt } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import { ProblemError } from './errors/problem-error.ts';
import { type EndedJob, hasEnded } from './has-ended.ts';
import { persist } from './persist.ts';

export interface CancelOptions {
  /** How long to wait for the proof, 0 to 300,000; 30,000 when absent. The cancel goes on after it. */
  readonly waitMs?: number | undefined;
  /** How long a batch has to end by itself, 0 to 600,000; as it was submitted when absent. */
  readonly graceMs?: number | undefined;
  /** How long to ask again while the gateway cannot be reached; 1,000 when absent. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/** What became of a cancel. Only `cancelled` is a success. */
export type CancelVerdict =
  /** Seen to stop, and all that it held is back. The time is from the durable wish to that proof. */
  | {
      readonly kind: 'cancelled';
      readonly job: Job;
      readonly receipt: Receipt;
      readonly confirmedInMs: number;
    }
  /** It had ended before the wish came, or ended by itself while it was on its way. */
  | { readonly kind: 'ended_otherwise'; readonly job: EndedJob }
  /** Not seen to stop in time. The wish is durable and goes on. */
  | { readonly kind: 'not_confirmed'; readonly job: Job };

/** A cancel by key can come before its submit: one that comes until then is born cancelled. */
export type CancelByKeyVerdict =
  | CancelVerdict
  | { readonly kind: 'awaiting_submit'; readonly key: string; readonly expiresAt: string };

/** Time for the answer itself. */
const answerMs = 10_000;

export async function cancelJob(
  gateway: Gateway,
  jobId: string,
  options: CancelOptions,
): Promise<CancelVerdict> {
  const path = `/jobs/${encodeURIComponent(jobId)}/cancel`;
  const verdict = await postCancel(gateway, path, options);
  if (verdict.kind === 'awaiting_submit') throw new TypeError('a job id cannot await its submit');
  return verdict;
}

export function cancelByKey(
  gateway: Gateway,
  key: string,
  options: CancelOptions,
): Promise<CancelByKeyVerdict> {
  return postCancel(gateway, `/jobs/by-key/${encodeURIComponent(key)}/cancel`, options);
}

/** A cancel asked twice is one cancel (the first wish stays), so that it may be asked again. */
async function postCancel(
  gateway: Gateway,
  path: string,
  { waitMs = 30_000, graceMs, patienceMs = 1_000, signal }: CancelOptions,
): Promise<CancelByKeyVerdict> {
  const body = { wait_ms: waitMs, ...(graceMs !== undefined && { grace_ms: graceMs }) };
  const timeoutMs = waitMs + answerMs;
  const call = { method: 'POST', path, body, timeoutMs, signal } as const;
  return persist(
    async (isRepeated) => {
      try {
        const answer = await callGateway<Cancelled | NotConfirmed | AwaitingSubmit>(
          gateway,
          call,
          'verdict',
        );
        return toVerdict(answer);
      } catch (error) {
        const job = endedJobOf(error);
        if (!job) throw error;
        // Our own first try may have been the one that stopped it: it is stopped, with its proof.
        return isRepeated && job.status === 'cancelled'
          ? cancelledBefore(gateway, job, signal)
          : { kind: 'ended_otherwise', job };
      }
    },
    patienceMs,
    signal,
  );
}

function toVerdict(answer: Cancelled | NotConfirmed | AwaitingSubmit): CancelByKeyVerdict {
  switch (answer.verdict) {
    case 'cancelled':
      return toCancelled(answer.job, answer.receipt);
    case 'not_confirmed':
      return { kind: 'not_confirmed', job: answer.job };
    case 'awaiting_submit':
      return { kind: 'awaiting_submit', key: answer.key, expiresAt: answer.expires_at };
  }
}

function toCancelled(job: Job, receipt: Receipt): CancelVerdict {
  const { accepted, released } = receipt.phases;
  const confirmedInMs = Date.parse(released ?? accepted) - Date.parse(accepted);
  return { kind: 'cancelled', job, receipt, confirmedInMs };
}

function endedJobOf(error: unknown): EndedJob | null {
  const job =
    error instanceof ProblemError && error.code === 'already_ended' ? error.problem.job : undefined;
  return job && hasEnded(job) ? job : null;
}

async function cancelledBefore(
  gateway: Gateway,
  job: Job,
  signal: AbortSignal | undefined,
): Promise<CancelVerdict> {
  const path = `/jobs/${job.id}/cancellation`;
  const call = { method: 'GET', path, timeoutMs: answerMs, signal } as const;
  return toCancelled(job, await callGateway<Receipt>(gateway, call, 'phases'));
}
