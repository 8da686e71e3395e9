import type { Job } from '../job/job.ts';
import type { Held, ReleaseCheck } from '../job/receipt.ts';
import type { Clock } from '../ports/clock.ts';
import type { Engine } from '../ports/engine.ts';

const retryMs = 250;

/**
 * Gives back all that a job holds and looks until each thing is gone (I3). While one is not, the job
 * does not end: the caller of a cancel hears "not confirmed" meanwhile, which is the truth.
 * @param stopped aborts when this runner gives up its jobs
 */
export async function releaseHoldings(
  engine: Engine,
  job: Job,
  holdings: readonly Held[],
  committed: boolean,
  clock: Clock,
  stopped: AbortSignal,
): Promise<readonly ReleaseCheck[]> {
  const checks: ReleaseCheck[] = [];
  for (const held of holdings) {
    let check = await engine.release(job, held, committed);
    while (!check.isGone && !stopped.aborted) {
      await clock.sleep(retryMs, stopped);
      check = await engine.release(job, held, committed);
    }
    if (!check.isGone) throw new Error(`job ${job.id} still holds ${check.read}`);
    checks.push(check);
  }
  return checks;
}
