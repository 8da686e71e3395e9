import type { RunWish } from './run-job.ts';

/** How long a job goes on after the command that waits for it was killed. */
export const clientLeaseMs = 30_000;

/** What nobody waits for any more is of no use, unless the user wants to leave it running. */
export function hasClientLease(
  wish: Pick<RunWish, 'timeoutMs' | 'isAsync' | 'detachesOnInterrupt'>,
): boolean {
  return wish.timeoutMs === undefined && !wish.isAsync && !wish.detachesOnInterrupt;
}
