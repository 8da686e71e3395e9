import type { Clock } from '../ports/clock.ts';
import { LeaseLostError } from './move-job.ts';

/** How long a drive that fails again and again waits at most, and one for whose end somebody may wait. */
const longestMs = 30_000;
const longestAwaitedMs = 2_000;

/** What the drives tell their runner. */
export interface DrivesNews {
  leaseLost(cause: LeaseLostError): void;
  failed(what: string, cause: unknown): void;
}

export interface Failing {
  /** How long it waits after its first failure; after each further one twice as long. */
  readonly firstMs: number;
  /** Aborts when it is given up. */
  readonly stopped: AbortSignal;
  /** Aborts when its work is to be stopped: that waits for no time. */
  readonly unwanted: AbortSignal;
  /** Whether its work was seen to end, so that only the ending is to be written. */
  readonly hasEnded: () => boolean;
  /** What is driven, for people. */
  readonly what: string;
  /** Hears of a failure that is another than the one before. */
  readonly news: DrivesNews;
}

/**
 * Drives until that comes to its end. One that fails (a full disk, say) is taken up again, at longer and longer
 * intervals: a cancel, and room on the disk, are heard all the same.
 */
export async function takeUpAgain(
  clock: Clock,
  { firstMs, stopped, unwanted, hasEnded, what, news }: Failing,
  drive: (isFirst: boolean) => Promise<void>,
): Promise<void> {
  let waitMs = firstMs;
  let told: string | null = null;
  for (let isFirst = true; !stopped.aborted; isFirst = false) {
    try {
      return await drive(isFirst);
    } catch (error) {
      if (stopped.aborted) return;
      if (error instanceof LeaseLostError) return news.leaseLost(error);
      if (String(error) !== told) news.failed(what, error);
      told = String(error);
    }
    const isUnwanted = unwanted.aborted;
    const woken = isUnwanted ? stopped : AbortSignal.any([stopped, unwanted]);
    const isAwaited = isUnwanted || hasEnded();
    await clock.sleep(Math.min(waitMs, isAwaited ? longestAwaitedMs : longestMs), woken);
    waitMs = unwanted.aborted && !isUnwanted ? firstMs : Math.min(2 * waitMs, longestMs);
  }
}
