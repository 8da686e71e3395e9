import type { Job } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import { type EndedJob, hasEnded } from './has-ended.ts';
import { persist } from './persist.ts';

export interface WaitOptions {
  /** Absent: as long as the job lives. Each request under it has its own deadline. */
  readonly timeoutMs?: number | undefined;
  /** How often at least the job is looked at while nothing ends; 30 s when absent, at most 60 s. */
  readonly longestPollMs?: number;
  /** Called with the job each time that it was looked at. */
  readonly onLook?: (job: Job) => void;
  readonly signal?: AbortSignal | undefined;
}

export type Awaited =
  | { readonly kind: 'ended'; readonly job: EndedJob }
  /** The time was up: the job as it was last seen. */
  | { readonly kind: 'live'; readonly job: Job };

const firstPollMs = 250;
/** How long an answer may take beyond the time that the gateway was asked to wait. */
const graceMs = 10_000;
/** How long the gateway may be away, once it has answered, before the wait is given up. */
const patienceMs = 30_000;

/** Waits with long polls, the first ones short, so that the caller soon sees how the job stands. */
export async function waitForJob(
  gateway: Gateway,
  jobId: string,
  { timeoutMs = Infinity, longestPollMs = 30_000, onLook, signal }: WaitOptions,
): Promise<Awaited> {
  const deadline = performance.now() + timeoutMs;
  for (let pollMs = firstPollMs, hasAnswered = false; ; pollMs *= 2) {
    const job = await persist(
      () => poll(gateway, jobId, Math.min(pollMs, longestPollMs), deadline, signal),
      hasAnswered ? patienceMs : 0,
      signal,
    );
    hasAnswered = true;
    onLook?.(job);
    if (hasEnded(job)) return { kind: 'ended', job };
    if (performance.now() >= deadline) return { kind: 'live', job };
  }
}

function poll(
  gateway: Gateway,
  jobId: string,
  pollMs: number,
  deadline: number,
  signal: AbortSignal | undefined,
): Promise<Job> {
  const waitMs = Math.ceil(Math.max(0, Math.min(pollMs, deadline - performance.now())));
  return callGateway<Job>(
    gateway,
    {
      method: 'GET',
      path: `/jobs/${encodeURIComponent(jobId)}/wait`,
      query: { timeout_ms: waitMs },
      timeoutMs: waitMs + graceMs,
      signal,
    },
    'status',
  );
}
