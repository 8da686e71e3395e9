import type { Engines } from './compose-engines.ts';
import type { Config } from './config/config.ts';
import type { Ports } from './core/ports/ports.ts';
import { Runner } from './core/runner/runner.ts';
import { SessionRunner } from './core/runner/session-runner.ts';
import { Sweeper } from './core/sweep/sweeper.ts';
import type { Stores } from './stores/stores.ts';
import { systemClock } from './system/system-clock.ts';

/** The store's own lock keeps others away: after a crash the next gateway takes this lease at once. */
const holder = 'embedded';
const leaseTtlMs = 15_000;
const tickMs = 250;
/** Long enough for a small statement, and nobody sees that a job ran later than it did. */
const shortMs = 20;
const sweepEveryMs = 10 * 60_000;

export interface Runners {
  /** Whether this process may drive jobs. */
  readonly isLeading: boolean;
  /** Ends running jobs and sessions truly. */
  stop(): Promise<void>;
}

/**
 * What happens to jobs and sessions after the answer, and to what was kept for its time.
 * @throws LeaseLostError when another gateway drives the jobs of this store
 */
export async function startRunners(
  { keep, drainMs }: Pick<Config, 'keep' | 'drainMs'>,
  ports: Ports,
  { retention, leases, openings }: Stores,
  engines: Engines,
  failed: (what: string, cause: unknown) => void,
): Promise<Runners> {
  const running = { ...ports, engines: engines.all, openings };
  const options = { holder, leaseTtlMs, tickMs, shortMs };
  const runner = await Runner.start(running, leases, options, { failed });
  const { leaseToken } = runner;
  const leaseLost = (cause: unknown) => failed('holding the lease', cause);
  const sessionRunner = await SessionRunner.start(
    ports,
    { leaseToken, tickMs },
    { failed, leaseLost },
  );
  const sweeper = Sweeper.start(
    { retention, remains: engines.remains, buckets: ports.buckets, clock: systemClock },
    { keep, leaseToken, everyMs: sweepEveryMs },
    failed,
  );
  return {
    get isLeading() {
      return runner.isLeading;
    },
    stop: async () => {
      await Promise.all([sweeper.stop(), runner.drain(drainMs)]);
      // What ran in them has ended; what waits in them is told that they close.
      await sessionRunner.drain();
    },
  };
}
