import type { ClientLease } from '@sluice/protocol';
import { callGateway, type Gateway } from './call-gateway.ts';
import { ProblemError } from './errors/problem-error.ts';
import type { CallOptions } from './sluice-client.ts';

/** Whose lease it is. */
export type Leased = { readonly jobId: string } | { readonly sessionId: string };

/** Lets a client lease begin anew: `POST …/lease`. */
export function renewLease(
  gateway: Gateway,
  leased: Leased,
  { timeoutMs = gateway.answerMs, signal }: CallOptions,
): Promise<ClientLease> {
  const path =
    'jobId' in leased
      ? `/jobs/${encodeURIComponent(leased.jobId)}/lease`
      : `/sessions/${encodeURIComponent(leased.sessionId)}/lease`;
  const call = { method: 'POST', path, timeoutMs, signal } as const;
  return callGateway<ClientLease>(gateway, call, 'client_lease_ms');
}

/** Renews it until it is disposed of, so often that two renewals may be lost. */
export function keepClientLease(gateway: Gateway, leased: Leased, leaseMs: number): Disposable {
  const everyMs = Math.floor(leaseMs / 3);
  const timer = setInterval(() => {
    renewLease(gateway, leased, { timeoutMs: everyMs }).catch((error: unknown) => {
      // After any other failure the next renewal may succeed; of a gateway that is gone the wait tells.
      if (error instanceof ProblemError && error.code === 'no_lease') clearInterval(timer);
    });
  }, everyMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
