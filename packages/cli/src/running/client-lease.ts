import { ProblemError, type SluiceClient } from '@sluice/client';
import type { RunWish } from './run-statement.ts';

/** How long a statement goes on after the command that waits for it was killed. */
export const clientLeaseMs = 30_000;
/** So often that two renewals may be lost. */
const renewEveryMs = 10_000;

/** What nobody waits for any more is of no use, unless the user wants to leave it running. */
export function hasClientLease(
  wish: Pick<RunWish, 'timeoutMs' | 'isAsync' | 'detachesOnInterrupt'>,
): boolean {
  return wish.timeoutMs === undefined && !wish.isAsync && !wish.detachesOnInterrupt;
}

/** Renews the client lease of a job, or of a session, until it is disposed of. */
export function keepClientLease(client: Pick<SluiceClient, 'renewLease'>, id: string): Disposable {
  const timer = setInterval(() => {
    client.renewLease(id, { timeoutMs: renewEveryMs }).catch((error: unknown) => {
      // After any other failure the next renewal may succeed; of a gateway that is gone the wait tells.
      if (error instanceof ProblemError && error.code === 'no_lease') clearInterval(timer);
    });
  }, renewEveryMs);
  return { [Symbol.dispose]: () => clearInterval(timer) };
}
