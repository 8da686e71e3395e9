import type { Held, ReleaseCheck } from '../job/receipt.ts';
import type { Clock } from '../ports/clock.ts';

const retryMs = 250;

/**
 * Gives back all that a job or session holds and looks until each thing is gone (I3). While one is not,
 * its holder does not end: the caller of a cancel hears "not confirmed" meanwhile, which is the truth.
 * @param release gives one thing back, and looks
 * @param stopped aborts when this runner gives up what it drives
 */
export async function releaseHoldings(
  holdings: readonly Held[],
  release: (held: Held) => Promise<ReleaseCheck>,
  clock: Clock,
  stopped: AbortSignal,
): Promise<readonly ReleaseCheck[]> {
  const checks: ReleaseCheck[] = [];
  for (const held of holdings) {
    let check = await release(held);
    while (!check.isGone && !stopped.aborted) {
      await clock.sleep(retryMs, stopped);
      check = await release(held);
    }
    if (!check.isGone) throw new Error(`it still holds ${check.read}`);
    checks.push(check);
  }
  return checks;
}
