import type { Job, SubmitOrder } from '@sluice/protocol';
import { type Gateway, callGateway } from './call-gateway.ts';
import { persist } from './persist.ts';

export interface SubmitOptions {
  /** For each try, beyond `waitMs`. */
  readonly timeoutMs?: number;
  /** Has the answer wait until the job has ended, for so long at most: whole seconds, up to 60,000. Absent: it does not. */
  readonly waitMs?: number;
  /** How long to ask again while the gateway cannot be reached; 1,000 when absent. */
  readonly patienceMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Submits under a key, the order's own or a new one, so that a submit whose answer was lost can be
 * asked again and yields the same job (I12).
 */
export function submitJob(
  gateway: Gateway,
  order: SubmitOrder,
  { timeoutMs = gateway.answerMs, waitMs, patienceMs = 1_000, signal }: SubmitOptions,
): Promise<Job> {
  const body = { ...order, key: order.key ?? newKey() };
  const call = {
    method: 'POST',
    path: '/jobs',
    body,
    // RFC 7240, 4.3.
    ...(waitMs !== undefined && { headers: { prefer: `wait=${Math.ceil(waitMs / 1_000)}` } }),
    timeoutMs: timeoutMs + (waitMs ?? 0),
    signal,
  } as const;
  return persist(() => callGateway<Job>(gateway, call, 'status'), patienceMs, signal);
}

/** A key that nobody else has. */
export function newKey(): string {
  return crypto.randomUUID();
}
